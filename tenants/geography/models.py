"""Communes, EPCI, départements and regions: shared by all territories, filled by load_geography."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.geography.codes import parse_code, place_codes


class Region(models.Model):
    code = models.CharField(_("INSEE code"), max_length=3, primary_key=True)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Departement(models.Model):
    code = models.CharField(_("INSEE code"), max_length=3, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="departements", verbose_name=_("region")
    )

    class Meta:
        verbose_name = _("département")
        verbose_name_plural = _("départements")
        ordering = ["code"]

    def __str__(self):
        return f"{self.name} ({self.code})"


class Epci(models.Model):
    class Kind(models.TextChoices):
        CC = "CC", _("Communauté de communes")
        CA = "CA", _("Communauté d’agglomération")
        CU = "CU", _("Communauté urbaine")
        METROPOLE = "METRO", _("Métropole")
        METROPOLE_LYON = "MET69", _("Métropole de Lyon")

    code = models.CharField(_("SIREN"), max_length=9, primary_key=True)
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)

    class Meta:
        verbose_name = _("group of communes")
        verbose_name_plural = _("groups of communes")
        ordering = ["name"]

    def __str__(self):
        return self.name


class YearApplied(models.Model):
    """Each time that a year's changes were asked to be applied, and what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being applied")
        DONE = "done", _("Applied")
        REFUSED = "refused", _("Refused")

    vintage = models.DateField()
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    communes_count = models.PositiveIntegerField(default=0)
    # Why it was refused.
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("year of communes that was applied")
        verbose_name_plural = _("years of communes that were applied")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="waiting"),
                name="one_year_applied_at_a_time",
            )
        ]

    def __str__(self):
        return f"{self.vintage:%Y} · {self.state}"


class CommuneQuerySet(models.QuerySet):
    def open(self):
        """Communes of today, without the codes that were closed."""
        return self.filter(closed_on=None)

    def whole(self):
        """Without the arrondissements of Paris, Lyon and Marseille: everybody is counted once."""
        return self.filter(parent=None)

    def by_departement(self):
        """{département: (communes, inhabitants)}, a city counted once."""
        counted = self.open().whole().order_by().values_list("departement")
        rows = counted.annotate(models.Count("pk"), models.Sum("population"))
        return {departement: (communes, people) for departement, communes, people in rows}

    def in_zones(self, codes):
        """Open communes in any of these typed codes, former codes of communes and past zones
        included; a city brings its arrondissements.

        Raises ValueError on a code that is not a typed code.
        """
        wanted = {}
        typed = [parse_code(code) for code in codes]
        for code in typed:
            wanted.setdefault(code.kind, set()).add(code.code)
        communes = self.open().select_related("departement")
        if "europe" in wanted or "FR" in wanted.get("pays", ()):
            return communes
        return communes.filter(
            Q(code__in=wanted.get("commune", ()))
            | Q(former_codes__overlap=list(wanted.get("commune", ())))
            | Q(past_zones__overlap=[str(code) for code in typed])
            | Q(parent__in=wanted.get("commune", ()))
            | Q(epci__in=wanted.get("epci", ()))
            | Q(departement__in=wanted.get("departement", ()))
            | Q(departement__region__in=wanted.get("region", ()))
        )

    def following(self, code):
        """The open commune that has this code, or that took it over; None when nobody knows it."""
        held = self.open().filter(Q(code=code) | Q(former_codes__contains=[code]))
        return held.first() or self.open().filter(merged__code=code).first()


class Commune(models.Model):
    code = models.CharField(_("INSEE code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    former_codes = ArrayField(models.CharField(max_length=5), verbose_name=_("former codes"))
    former_names = ArrayField(models.CharField(max_length=80), verbose_name=_("former names"))
    # Typed codes: see tenants.geography.past.
    past_zones = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("past zones")
    )
    postal_codes = ArrayField(models.CharField(max_length=5), verbose_name=_("postal codes"))
    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="communes", verbose_name=_("département")
    )
    epci = models.ForeignKey(
        Epci,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="communes",
        verbose_name=_("group of communes"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="arrondissements",
        verbose_name=_("city of this arrondissement"),
    )
    population = models.PositiveIntegerField(_("population"))
    lat = models.FloatField(_("latitude of the town hall"))
    lon = models.FloatField(_("longitude of the town hall"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("commune that took it over"),
    )

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["name", "code"]
        indexes = [
            GinIndex(fields=["former_codes"], name="commune_former_codes"),
            GinIndex(fields=["past_zones"], name="commune_past_zones"),
        ]

    def __str__(self):
        return f"{self.name} ({self.departement_id})"

    @property
    def is_open(self):
        return self.closed_on is None

    @property
    def region(self):
        return self.departement.region

    @property
    def place_codes(self):
        """Its typed codes, from the closest to the widest (reads the département)."""
        return place_codes(
            commune=self.code,
            former=self.former_codes,
            past=self.past_zones,
            parent=self.parent_id,
            epci=self.epci_id,
            departement=self.departement_id,
            region=self.departement.region_id,
        )
