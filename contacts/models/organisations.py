"""Who commits to answer: organisations, their charters with territories, their professionals."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from contacts.enums import WAITING_STATUSES, DueKind, OrganisationKind
from search.models import CatalogueOffer
from tenants.geography.models import Commune
from tenants.models import Territory


class OrganisationQuerySet(models.QuerySet):
    def committed_in(self, territory):
        """Those that signed the charter of this territory."""
        return self.filter(charters__territory=territory)

    def with_an_offer_in(self, territory):
        """Those that answer for a live offer of this territory."""
        offers = CatalogueOffer.objects.live().filter(territory=territory)
        return self.filter(pk__in=offers.values("organisation_id"))

    def with_counts(self):
        """`people` who work there, `accounts` among them, and requests that are `waiting`."""
        return self.annotate(
            people=self._count_of("professionals", active=True),
            accounts=self._count_of("professionals", active=True, user__isnull=False),
            waiting=self._count_of("contact_requests", status__in=WAITING_STATUSES, erased_at=None),
        )

    def _count_of(self, relation, **which):
        """As a subquery: joins would multiply each other."""
        rows = self.model._meta.get_field(relation).related_model.objects
        counted = rows.filter(organisation=OuterRef("pk"), **which).order_by()
        counted = counted.values("organisation").annotate(count=Count("pk")).values("count")
        return Coalesce(Subquery(counted), 0)


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
    def of(self, user):
        """One row for each organisation in which this account works today."""
        if user is None or not user.is_active:
            return self.none()
        return self.filter(user=user, active=True).order_by("organisation__name", "pk")

    def reachable(self):
        return self.filter(active=True).exclude(email="")

    def present(self, day):
        """Those who are not away on this day."""
        away = Absence.objects.filter(professional=OuterRef("pk")).on(day)
        return self.exclude(Exists(away))

    def first_in_line(self, organisation_id, professional_id, day):
        """Who is alerted on this day, or None: the person named by the offer, else the colleague
        who stands in for them, else a lead, else anybody of the organisation."""
        return (
            self.reachable()
            .present(day)
            .filter(organisation=organisation_id)
            .in_turn(
                When(pk=professional_id, then=Value(0)),
                When(pk__in=self.backup_of(professional_id), then=Value(1)),
                When(is_lead=True, then=Value(2)),
            )
            .first()
        )

    def of_level(self, level, holder_id):
        """Who takes over at this level from this holder, the first in turn first: for a colleague,
        the one who stands in for the holder before the others."""
        if level == DueKind.LEAD:
            return self.filter(is_lead=True).order_by("pk")
        backup = self.backup_of(holder_id)
        return self.filter(Q(is_lead=False) | Q(pk__in=backup)).in_turn(
            When(pk__in=backup, then=Value(0))
        )

    def backup_of(self, professional_id):
        """The id of their back-up colleague, as a subquery."""
        return Professional.objects.filter(pk=professional_id).values("backup")

    def in_turn(self, *turns):
        """In the order of these cases, then of their arrival."""
        turn = Case(*turns, default=Value(len(turns)), output_field=IntegerField())
        return self.annotate(turn=turn).order_by("turn", "pk")


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
    backup = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stands_in_for",
        verbose_name=_("back-up colleague"),
        help_text=_("Who answers during an absence, or after a promised date."),
    )
    active = models.BooleanField(_("active"), default=True)

    objects = ProfessionalQuerySet.as_manager()

    class Meta:
        verbose_name = _("professional")
        verbose_name_plural = _("professionals")
        ordering = ["first_name", "last_name"]

    def __str__(self):
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_reachable(self):
        return bool(self.active and self.email)

    def clean(self):
        super().clean()
        if self.backup_id and (
            self.backup_id == self.pk or self.backup.organisation_id != self.organisation_id
        ):
            raise ValidationError({"backup": _("Choose a colleague of the same organisation.")})


class PeriodQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Period(models.Model):
    """From the first day to the last, both included."""

    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["starts_on"]

    def __str__(self):
        return f"{self.starts_on} – {self.ends_on}"

    def clean(self):
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day comes before the first one.")})


class Absence(Period):
    """Days on which a professional answers nobody: their colleague does."""

    professional = models.ForeignKey(
        Professional, models.CASCADE, related_name="absences", verbose_name=_("professional")
    )

    class Meta(Period.Meta):
        verbose_name = _("absence")
        verbose_name_plural = _("absences")


class Closure(Period):
    """Days on which a whole organisation answers nobody: no promise ends on them."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="closures", verbose_name=_("organisation")
    )

    class Meta(Period.Meta):
        verbose_name = _("closing days")
        verbose_name_plural = _("closing days")
