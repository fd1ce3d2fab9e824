"""Who commits to answer: organisations, their charters with territories, their professionals."""

from django.conf import settings
from django.db import models
from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _

from contacts.enums import OrganisationKind
from tenants.geography.models import Commune
from tenants.models import Territory


class OrganisationQuerySet(models.QuerySet):
    def committed_in(self, territory):
        """Those that signed the charter of this territory."""
        return self.filter(charters__territory=territory)


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, verbose_name=_("commune")
    )
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    territories = models.ManyToManyField(
        Territory, through="Charter", related_name="organisations", verbose_name=_("territories")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Charter(models.Model):
    """The promise of an organisation to a territory: we contact back by the date shown."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="charters")
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="charters")
    signed_on = models.DateField(_("signed on"))

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "territory"],
                name="one_charter_a_territory",
                violation_error_message=_("This organisation has already signed this charter."),
            )
        ]

    def __str__(self):
        return f"{self.organisation_id} · {self.territory_id}"


class ProfessionalQuerySet(models.QuerySet):
    def reachable(self):
        return self.filter(active=True).exclude(email="")

    def first_in_line(self, organisation_id, professional_id):
        """Who is alerted: the person named by the offer, else a lead, else a colleague, or None."""
        return (
            self.reachable()
            .filter(organisation=organisation_id)
            .annotate(
                turn=Case(
                    When(pk=professional_id, then=Value(0)),
                    When(is_lead=True, then=Value(1)),
                    default=Value(2),
                    output_field=IntegerField(),
                )
            )
            .order_by("turn", "pk")
            .first()
        )


class Professional(models.Model):
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="professionals", verbose_name=_("organisation")
    )
    first_name = models.CharField(_("first name"), max_length=60)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("number they call from"), max_length=20, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="professionals",
        verbose_name=_("account"),
    )
    is_lead = models.BooleanField(_("leads the organisation"), default=False)
    active = models.BooleanField(_("active"), default=True)

    objects = ProfessionalQuerySet.as_manager()

    class Meta:
        verbose_name = _("professional")
        verbose_name_plural = _("professionals")
        ordering = ["first_name", "last_name"]

    def __str__(self):
        return f"{self.first_name} {self.last_name}".strip()
