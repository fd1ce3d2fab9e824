"""The deployment file of each place: where it stands, who is named in it, all that happened."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.deployment.steps import (
    BY_KEY,
    FIRST,
    LAST_STEP,
    Act,
    Actor,
    PublicStatus,
    State,
    acts_of,
    public_status,
)
from tenants.coverage import validate_zone_or_left_out
from tenants.geography.models import Commune, Departement
from tenants.models import Opening
from tenants.rights import COUNTRY, Who
from themes.models import Theme


class StructureKind(models.TextChoices):
    INFO_JEUNES = "info_jeunes", _("Info Jeunes")
    MISSION_LOCALE = "mission_locale", _("Mission locale")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    ASSOCIATION = "association", _("Association")
    STATE_SERVICE = "state_service", _("State service")


class ProjectQuerySet(models.QuerySet):
    def seen_by(self, viewer):
        """The files of their perimeter, those in which they are named, those of the territories
        that they animate. `viewer`: see portal.deployment.access."""
        if viewer.everywhere:
            return self
        return self.filter(reduce(or_, _places_of(viewer).values()))

    def awaiting(self, viewer):
        """Those whose next act is theirs: the rule is steps.may_act."""
        return self.filter(self._theirs(viewer), state=State.UNDER_WAY)

    def not_awaiting(self, viewer):
        return self.exclude(self._theirs(viewer), state=State.UNDER_WAY)

    def _theirs(self, viewer):
        theirs = Q(awaits__in=acts_of(Actor.NATIONAL)) if viewer.everywhere else Q(pk=None)
        for actor, where in _places_of(viewer).items():
            theirs |= where & Q(awaits__in=acts_of(actor))
        return theirs

    def within(self, perimeter):
        """Those of a `tenants.accounts.perimeters.Perimeter`."""
        if perimeter.everywhere:
            return self
        kinds = {"region": [], "departement": []}
        for zone in perimeter.zones:
            kind, _colon, code = zone.partition(":")
            kinds[kind].append(code)
        return self.filter(
            Q(departement__in=kinds["departement"]) | Q(departement__region__in=kinds["region"])
        )

    def with_place(self):
        return self.select_related("departement__region", "opening__territory")

    def public(self):
        """Those of which everybody may know (see steps.public_status)."""
        known = Q(state=State.UNDER_WAY) & ~Q(awaits=FIRST)
        return self.filter(known | Q(state=State.COMPLETE))


def _places_of(viewer):
    """Which files each of their capacities but the national one opens: {actor: Q}."""
    return {
        Actor.DEPARTMENTAL: Q(departement__in=viewer.held(Who.DEPARTMENTAL)),
        Actor.REGIONAL: Q(departement__region__in=viewer.held(Who.REGIONAL)),
        Actor.ANIMATOR: Q(opening__territory__schema_name__in=viewer.held(Who.ANIMATOR)),
        Actor.CANDIDATE: Q(pk__in=viewer.held(Who.CANDIDATE)),
        Actor.COMMITTEE: Q(pk__in=viewer.held(Who.COMMITTEE)),
    }


class Project(models.Model):
    """`awaits` and `state` say where the events have led: portal.deployment.services writes both
    together."""

    name = models.CharField(
        _("name of the place"),
        max_length=120,
        help_text=_("As people call it: Grand Reims, Pays de Brocéliande."),
    )
    slug = models.SlugField(max_length=140, unique=True, editable=False)
    zones = ArrayField(
        models.CharField(max_length=30, validators=[validate_zone_or_left_out]),
        verbose_name=_("zones"),
    )
    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="+", verbose_name=_("département")
    )
    # The commune where most people of these zones live: its mark on the map.
    centre = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    structure = models.CharField(_("candidate structure"), max_length=160)
    structure_kind = models.CharField(_("kind of structure"), max_length=20, choices=StructureKind)
    host = models.CharField(_("host structure"), max_length=160, blank=True)
    opening = models.OneToOneField(
        Opening,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="project",
        verbose_name=_("territory in preparation"),
    )
    awaits = models.CharField(max_length=20, default=FIRST, blank=True, editable=False)
    state = models.CharField(
        _("status"), max_length=10, choices=State, default=State.UNDER_WAY, editable=False
    )
    launched_on = models.DateField(_("launched on"), null=True, editable=False)
    begun_at = models.DateTimeField(_("begun on"))
    moved_on = models.DateField(_("last moved on"), editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("deployment file")
        verbose_name_plural = _("deployment files")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    @property
    def act(self) -> Act | None:
        """What comes next."""
        return BY_KEY.get(self.awaits)

    @property
    def step_number(self) -> int:
        return self.act.number if self.act else LAST_STEP

    @property
    def territory(self):
        return self.opening.territory if self.opening else None

    @property
    def places(self) -> set[str]:
        """Where a role is held that reads this file, in the words of `tenants.rights.Grant`."""
        territory = self.territory
        return {
            COUNTRY,
            f"region:{self.departement.region_id}",
            f"departement:{self.departement_id}",
            f"project:{self.pk}",
            *([f"territory:{territory.slug}"] if territory else []),
        }

    @property
    def public_status(self) -> PublicStatus | None:
        return public_status(self.state, self.awaits)


class Member(models.Model):
    """An account that is named in a file, and so reads it."""

    class Role(models.TextChoices):
        CANDIDATE = Actor.CANDIDATE.value, Actor.CANDIDATE.label
        COMMITTEE = Actor.COMMITTEE.value, Actor.COMMITTEE.label

    project = models.ForeignKey(Project, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deployment_roles"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    organisation = models.CharField(_("organisation"), max_length=160)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["role", "organisation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user"],
                name="one_member_a_file",
                violation_error_message=_("This person is already named in this file."),
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.organisation}"


class Event(models.Model):
    """What happened to a file: rows are only ever added (a trigger sees to it)."""

    class Kind(models.TextChoices):
        BEGUN = "begun", _("File opened")
        ACT = "act", _("Step")
        TAKEN_BACK = "taken_back", _("Step taken back")
        SUSPENDED = "suspended", _("Suspended")
        TAKEN_UP = "taken_up", _("Taken up again")
        COMMENT = "comment", _("Comment")
        CHANGED = "changed", _("File changed")
        NAMED = "named", _("Person named")
        UNNAMED = "unnamed", _("Person taken off")
        DOCUMENT_REMOVED = "removed", _("Document removed")
        WAIVED = "waived", _("Condition waived")
        UNWAIVED = "unwaived", _("Condition asked again")

    project = models.ForeignKey(Project, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    # The key of an act, or of a condition.
    subject = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    on = models.DateField(_("day"))
    words = models.TextField(max_length=4000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=12, choices=Actor)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("event of a file")
        verbose_name_plural = _("events of files")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.kind} {self.subject}".strip()

    @property
    def act(self) -> Act | None:
        return BY_KEY.get(self.subject)

    @property
    def outcome_label(self):
        found = self.act and self.act.outcome(self.outcome)
        return found.label if found else ""


def private_files():
    return storages["private"]


def _where(document, name):
    return f"deployment/{document.project_id}/{document.key}"


class Document(models.Model):
    """A file that a step needs. Its name is what was sent; on the disk it has none."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="documents")
    act = models.CharField(max_length=20)
    key = models.UUIDField(unique=True)
    file = models.FileField(storage=private_files, upload_to=_where, max_length=100)
    name = models.CharField(_("name"), max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    # Whether a scanner of viruses has looked at it.
    scanned = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("document of a file")
        verbose_name_plural = _("documents of files")
        ordering = ["pk"]

    def __str__(self):
        return self.name


class Reminder(models.Model):
    """A letter that said to somebody that a file waits for them."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        verbose_name = _("reminder of a file")
        verbose_name_plural = _("reminders of files")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day", "project"], name="one_reminder_a_day_and_file"
            )
        ]

    def __str__(self):
        return f"{self.user_id} · {self.project_id} · {self.day}"


class Threshold(models.Model):
    """How much a theme needs before a territory may open with it."""

    theme = models.OneToOneField(Theme, models.CASCADE, related_name="+")
    offers = models.PositiveSmallIntegerField(_("offers at least"), default=10)
    organisations = models.PositiveSmallIntegerField(_("organisations at least"), default=5)
    blocking = models.BooleanField(_("opens only with them"), default=True)

    class Meta:
        verbose_name = _("threshold of a theme")
        verbose_name_plural = _("thresholds of themes")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisations__lte=F("offers")),
                name="no_more_organisations_than_offers",
                violation_error_message=_("There cannot be more organisations than offers."),
            )
        ]

    def __str__(self):
        return f"{self.theme_id}: {self.offers}, {self.organisations}"


class Written(models.Model):
    """One version of what is written; the last one counts."""

    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["-version"]

    def __str__(self):
        return f"{self.project_id} · {self.version}"


class Specifications(Written):
    """What the committee commits to."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="specifications")

    class Meta(Written.Meta):
        verbose_name = _("specifications")
        verbose_name_plural = _("specifications")
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="one_specifications_number")
        ]


class Report(Written):
    """The activity report of the first year. `figures` are kept with the version that is presented
    to the committee; the shape is that of portal.deployment.report."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="reports")
    figures = models.JSONField(null=True, blank=True)

    class Meta(Written.Meta):
        verbose_name = _("activity report")
        verbose_name_plural = _("activity reports")
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="one_report_number")
        ]
