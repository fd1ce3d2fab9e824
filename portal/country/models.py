"""What is shown of a place, from the country to a territory: worked out each night, read as it
is."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.geography.codes import FRANCE
from tenants.models import Territory


class PlaceFiguresQuerySet(models.QuerySet):
    def within(self, perimeter):
        """The places that somebody follows: their zones and what lies in these."""
        if perimeter.everywhere:
            return self
        return self.filter(
            Q(place__in=perimeter.zones)
            | Q(kind=PlaceFigures.Kind.DEPARTEMENT, parent__in=perimeter.zones)
            | Q(territory__in=perimeter.territories())
        )

    def beside(self, place):
        """The other open territories, to compare one with."""
        others = self.filter(kind=PlaceFigures.Kind.TERRITORY).exclude(pk=place.pk)
        return others.filter(territory__status=Territory.Status.OPEN)

    def of_site(self, territory):
        """The figures that a site shows as its own: the national one's are the country's."""
        if territory.is_national:
            return self.filter(place=FRANCE).first()
        return self.filter(territory=territory).first()


class PlaceFigures(models.Model):
    class Kind(models.TextChoices):
        COUNTRY = "pays", _("Country")
        REGION = "region", _("Région")
        DEPARTEMENT = "departement", _("Département")
        TERRITORY = "territory", _("Territory")

    # A typed code, see tenants.geography.codes, or `territory:<slug>`.
    place = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120)
    # The place that this one lies in, empty for the country; and all of them, the widest first.
    parent = models.CharField(max_length=80, blank=True, db_index=True)
    above = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    territory = models.OneToOneField(
        Territory, models.CASCADE, null=True, blank=True, related_name="+"
    )
    counted_on = models.DateField()
    # {"communes", "inhabitants", "of_communes", "of_inhabitants", "territories": {status: n},
    #  "offers": {theme: {"all", mode…, "verified"}}, "gaps": {theme: {"asked", "nothing", "far"}}}
    supply = models.JSONField(default=dict)
    # Of a territory: {theme: {"nothing": [INSEE code…], "far": […]}}
    lacking = models.JSONField(default=dict)
    # See portal.country.counting: what may be shown of the requests of twelve whole months, the
    # last of which is `until`.
    until = models.DateField(null=True, blank=True)
    requests = models.JSONField(default=dict)

    objects = PlaceFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a place")
        verbose_name_plural = _("figures of places")
        ordering = ["name", "place"]

    def __str__(self):
        return self.name
