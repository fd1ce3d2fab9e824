"""Territories: each is a tenant with its own schema, host names, coverage and look."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tenants.models import DomainMixin, TenantMixin

from tenants.coverage import validate_zone
from tenants.geography.models import Commune

NATIONAL = "national"
# By the first characters of a commune's INSEE code; everywhere else it is the hour of Paris.
OVERSEAS_TIME_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
# What the law of the portal allows at most: a contact is never older than a year.
MAX_RETENTION_DAYS = 365
TIME_ZONES = ("Europe/Paris", *OVERSEAS_TIME_ZONES.values())


def time_zone_of(communes: Iterable[str]) -> str:
    """The time zone where most of these communes lie; that of Paris without any. INSEE codes."""
    zones = Counter(OVERSEAS_TIME_ZONES.get(code[:3], TIME_ZONES[0]) for code in communes)
    return max(sorted(zones), key=zones.__getitem__, default=TIME_ZONES[0])


def validate_retention(days):
    """A territory may keep contacts for less than everybody does, never for more."""
    if not 1 <= days <= settings.CONTACT_RETENTION_DAYS:
        raise ValidationError(
            _("Choose from 1 to %(days)d days."), params={"days": settings.CONTACT_RETENTION_DAYS}
        )


class LegalBasis(models.TextChoices):
    """Why personal data may be kept (article 6 of the GDPR, and 9 for what is sensitive)."""

    PUBLIC_TASK = "public_task", _("Task of public interest")
    CONSENT = "consent", _("Consent")
    EXPLICIT_CONSENT = "explicit_consent", _("Explicit consent")
    LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation")


# Those of the contact that a young person leaves.
OF_REQUESTS = [(one.value, one.label) for one in (LegalBasis.PUBLIC_TASK, LegalBasis.CONSENT)]


def _communes_of(place):
    """Its code, and that of the city it is part of."""
    return [code for code in (place.code, place.parent) if code]


class TerritoryQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=Territory.Status.OPEN)

    def at_work(self):
        """Those that have a team: open, or paused."""
        return self.filter(status__in=[Territory.Status.OPEN, Territory.Status.PAUSED])

    def with_address(self):
        """Those that answer at their address, were it to say that they have closed."""
        gone = [Territory.Status.SPARE, Territory.Status.DELETED]
        return self.exclude(status__in=gone)

    def with_schema(self):
        return self.exclude(status=Territory.Status.DELETED)

    def local(self):
        """Open territories, the national site left out."""
        return self.open().exclude(schema_name=NATIONAL)

    def covering(self, commune_codes):
        """The open territory that holds one of these communes: at most one."""
        return self.local()._having(commune_codes)

    def holding(self, place):
        """The open territory of a `tenants.geography.suggest.Place`, or of the city it is part
        of."""
        return self.covering(_communes_of(place))

    def resting_at(self, place):
        """The paused territory of this place, or of the city it is part of."""
        return self.filter(status=Territory.Status.PAUSED)._having(_communes_of(place))

    def _having(self, commune_codes):
        return self.filter(communes__commune__in=commune_codes).distinct()

    def opening_theme(self, key):
        """The open territories that have this theme among theirs; those that chose none have
        all."""
        return self.local().filter(models.Q(themes=[]) | models.Q(themes__contains=[key]))

    def with_host(self):
        return self.prefetch_related(
            models.Prefetch("domains", Domain.objects.filter(is_primary=True), "primary_domains")
        )


class Logo(models.Model):
    """A PNG of 480 × 160 pixels at most; in the database, so that it opens and leaves with its
    territory."""

    content = models.BinaryField()

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self):
        return str(self.pk)

    @property
    def as_data(self):
        """An address for the screens where it is chosen, before any site shows it."""
        return f"data:image/png;base64,{b64encode(self.content).decode()}"


class Territory(TenantMixin):
    class Status(models.TextChoices):
        SPARE = "spare", _("Spare")
        OPEN = "open", _("Open")
        PAUSED = "paused", _("Paused")
        CLOSED = "closed", pgettext_lazy("territory", "Closed")
        # Its row alone is left, for the figures.
        DELETED = "deleted", _("Deleted")

    name = models.CharField(_("name"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SPARE)
    # What its pages say while it is paused, and once it is closed.
    message = models.TextField(_("message to those who come"), max_length=600, blank=True)
    delete_on = models.DateField(_("deleted on"), null=True, blank=True, editable=False)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    phone = models.CharField(_("phone number shown to young people"), max_length=20, blank=True)
    palette = models.JSONField(_("colours"), default=dict, blank=True)
    logo = models.ForeignKey(Logo, models.SET_NULL, null=True, blank=True, editable=False)
    logo_alt = models.CharField(_("what the logo says"), max_length=120, blank=True)
    # Codes of settings.LANGUAGES that its pages are in; none: all of them.
    languages = models.JSONField(_("languages"), default=list, blank=True)
    # Keys of themes.models.Theme; none: all of them.
    themes = models.JSONField(_("themes"), default=list, blank=True)
    retention_days = models.PositiveSmallIntegerField(
        _("days between the end of a request and the erasure of its contact"),
        null=True,
        blank=True,
        validators=[validate_retention],
        help_text=_("Empty: as everywhere. A territory may choose less, never more."),
    )
    controller = models.CharField(_("controller of the personal data"), max_length=200, blank=True)
    data_contact = models.CharField(
        _("how to write to the data-protection officer"), max_length=200, blank=True
    )
    legal_basis = models.CharField(
        _("legal basis of the requests"),
        max_length=20,
        choices=OF_REQUESTS,
        default=LegalBasis.PUBLIC_TASK,
    )
    # Kept by set_coverage: every page shows it.
    communes_count = models.PositiveIntegerField(default=0, editable=False)
    migrations = models.CharField(max_length=64, default="", editable=False)
    opened_at = models.DateTimeField(_("opened on"), null=True, blank=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retention_days=None)
                | models.Q(retention_days__gte=1, retention_days__lte=MAX_RETENTION_DAYS),
                name="territory_keeps_a_year_at_most",
                violation_error_message=_("A contact is kept between 1 and 365 days."),
            )
        ]

    def __str__(self):
        return self.name or self.schema_name

    @property
    def slug(self):
        return self.schema_name

    @property
    def is_national(self):
        return self.schema_name == NATIONAL

    @cached_property
    def host(self):
        """Primary host name, without the port."""
        if hasattr(self, "primary_domains"):  # prefetched by with_host()
            return self.primary_domains[0].domain
        return self.domains.get(is_primary=True).domain

    @property
    def is_open(self):
        return self.status == self.Status.OPEN

    @property
    def shown_languages(self):
        """[(code, name)] of the languages that its pages are in."""
        return [one for one in settings.LANGUAGES if not self.languages or one[0] in self.languages]

    @property
    def kept_days(self):
        """Days between the end of a request and the erasure of its contact."""
        default = settings.CONTACT_RETENTION_DAYS
        return min(self.retention_days or default, default)

    @property
    def url(self):
        """Address of the home page, without a final slash."""
        port = f":{settings.PORTAL_PORT}" if settings.PORTAL_PORT else ""
        return f"{settings.PORTAL_SCHEME}://{self.host}{port}"


class Opening(models.Model):
    """A territory in preparation: what is known of it so far. Nothing of it is public, and every
    field may be empty, until it is open."""

    class State(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        WAITING = "waiting", _("Being opened")
        OPEN = "open", _("Open")

    state = models.CharField(_("status"), max_length=10, choices=State, default=State.DRAFT)
    name = models.CharField(_("name"), max_length=120, blank=True)
    slug = models.CharField(_("short name, in its address"), max_length=40, blank=True)
    host = models.CharField(_("host name of its own"), max_length=200, blank=True)
    phone = models.CharField(_("phone number shown to young people"), max_length=20, blank=True)
    zones = models.JSONField(_("zones"), default=list, blank=True)
    themes = models.JSONField(_("themes"), default=list, blank=True)
    palette = models.JSONField(_("colours"), default=dict, blank=True)
    logo = models.ForeignKey(Logo, models.SET_NULL, null=True, blank=True, editable=False)
    logo_alt = models.CharField(_("what the logo says"), max_length=120, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    controller = models.CharField(_("controller of the personal data"), max_length=200, blank=True)
    data_contact = models.CharField(
        _("how to write to the data-protection officer"), max_length=200, blank=True
    )
    legal_basis = models.CharField(
        _("legal basis of the requests"),
        max_length=20,
        choices=OF_REQUESTS,
        default=LegalBasis.PUBLIC_TASK,
    )
    retention_days = models.PositiveSmallIntegerField(
        _("days between the end of a request and the erasure of its contact"),
        null=True,
        blank=True,
        validators=[validate_retention],
    )
    animator_first_name = models.CharField(_("first name"), max_length=150, blank=True)
    animator_last_name = models.CharField(_("last name"), max_length=150, blank=True)
    animator_email = models.EmailField(_("e-mail address"), blank=True)
    # When the letter left that lets the first animator choose a password.
    letter_sent_at = models.DateTimeField(null=True, editable=False)
    # Why the worker could not open it.
    problem = models.CharField(max_length=500, blank=True, editable=False)
    territory = models.OneToOneField(
        Territory, models.SET_NULL, null=True, editable=False, related_name="opening"
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("territory in preparation")
        verbose_name_plural = _("territories in preparation")
        ordering = ["-changed_at"]

    def __str__(self):
        return self.name or str(_("Without a name yet"))

    @property
    def asked_host(self):
        return self.host or (f"{self.slug}.{settings.PORTAL_DOMAIN}" if self.slug else "")


class Domain(DomainMixin):
    class Meta:
        verbose_name = _("host name")
        verbose_name_plural = _("host names")

    def __str__(self):
        return self.domain


class CoverageZone(models.Model):
    """What was typed: one zone of a territory, taken in or left out."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="zones")
    code = models.CharField(_("zone"), max_length=30, validators=[validate_zone])
    excluded = models.BooleanField(_("left out"), default=False)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "code"],
                name="one_zone_a_territory",
                violation_error_message=_("This zone is already in the list."),
            )
        ]

    def __str__(self):
        return f"-{self.code}" if self.excluded else self.code


class CoveredCommuneQuerySet(models.QuerySet):
    def by_departement(self):
        """[(territory, département, communes, inhabitants)]; a city is counted once, with its
        arrondissements in it."""
        return (
            self.filter(commune__parent=None)
            .order_by()
            .values_list("territory", "commune__departement")
            .annotate(models.Count("pk"), models.Sum("commune__population"))
        )


class CoveredCommune(models.Model):
    """What the zones come to: each commune of a territory. A commune has one territory at most."""

    commune = models.OneToOneField(
        Commune,
        models.CASCADE,
        primary_key=True,
        related_name="coverage",
        error_messages={"unique": _("This commune already belongs to a territory.")},
    )
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="communes")

    objects = CoveredCommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("covered commune")
        verbose_name_plural = _("covered communes")

    def __str__(self):
        return f"{self.commune_id} · {self.territory_id}"

    def clean(self):
        other = (
            CoveredCommune.objects.exclude(territory=self.territory)
            .filter(commune=self.commune_id)
            .select_related("territory")
            .first()
        )
        if other:
            raise ValidationError(
                _("%(commune)s already belongs to %(territory)s."),
                params={"commune": self.commune, "territory": other.territory},
            )


class CommuneDecision(models.Model):
    """Which territory a commune goes to when the year's file leaves a doubt; none: nobody's.
    Rows stay: they say who decided."""

    vintage = models.DateField()
    commune = models.CharField(_("INSEE code"), max_length=5)
    territory = models.ForeignKey(
        Territory, models.CASCADE, null=True, blank=True, related_name="commune_decisions"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision on a commune")
        verbose_name_plural = _("decisions on communes")
        constraints = [
            models.UniqueConstraint(fields=["vintage", "commune"], name="one_decision_a_year")
        ]

    def __str__(self):
        return f"{self.vintage:%Y} · {self.commune} · {self.territory_id}"
