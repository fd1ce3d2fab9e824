"""What changes a deployment file: each with its event, in one transaction."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.deployment.models import Event, Member, Project, Threshold
from portal.deployment.report import PRESENTS, present_report
from portal.deployment.requirements import missing_for
from portal.deployment.steps import (
    SECOND_THOUGHTS,
    Actor,
    Move,
    State,
    acting_as,
    following,
    may_act,
    moves,
    needs_words,
)
from tenants.accounts.models import User
from tenants.coverage import read_zones
from tenants.geography.models import Commune
from tenants.provisioning import communes_in
from themes.models import Theme

Capacities = Collection[Actor]
# What leads a file elsewhere: an act is taken back while none of them has followed.
MOVING = (Event.Kind.ACT, Event.Kind.TAKEN_BACK, Event.Kind.SUSPENDED, Event.Kind.TAKEN_UP)


@transaction.atomic
def begin_project(*, by: User, capacity: Actor, now: datetime, **fields: object) -> Project:
    """Open the file of a place; `fields` are its columns."""
    project = Project(begun_at=now, moved_on=timezone.localdate(now), **fields)
    project.slug = _free_slug(project.name)
    project.centre = _centre_of(project.zones)
    project.full_clean()
    project.save()
    note_event(project, Event.Kind.BEGUN, by=by, capacity=capacity, now=now)
    return project


@transaction.atomic
def change_project(
    *, project: Project, by: User, capacities: Capacities, now: datetime, **fields: object
) -> Project:
    """Other words about the place; the history says which."""
    changed = []
    for name, value in fields.items():
        if getattr(project, name) != value:
            setattr(project, name, value)
            changed.append(str(Project._meta.get_field(name).verbose_name))
    if changed:
        project.centre = _centre_of(project.zones)
        project.full_clean()
        project.save()
        said = {"words": ", ".join(changed)}
        capacity = acting_as(capacities)
        note_event(project, Event.Kind.CHANGED, by=by, capacity=capacity, now=now, **said)
    return project


@transaction.atomic
def take_act(
    *,
    project: Project,
    act: str,
    by: User,
    capacities: Capacities,
    on: date,
    outcome: str = "",
    words: str = "",
    now: datetime,
) -> Project:
    """Complete the act that the page showed. Raises ValidationError with why not: the file has
    moved on, it is not theirs, or something is missing."""
    project = _locked(project)
    taken = project.act
    if taken is None or act != taken.key or not may_act(project.state, project.awaits, capacities):
        raise ValidationError(_("This file has moved on meanwhile: read it again."))
    ended = taken.outcome(outcome)
    if taken.outcomes and ended is None:
        raise ValidationError(_("Say how this step ends."))
    if needs_words(taken, ended) and not words.strip():
        raise ValidationError(_("Write it in words: it is kept in the history."))
    if on > timezone.localdate(now):
        raise ValidationError(_("This day is still to come."))
    if missing := missing_for(project, taken):
        raise ValidationError(missing)
    if ended and ended.stops:
        project.state = State.STOPPED
    else:
        project.awaits = following(taken.key, ended)
        project.state = State.UNDER_WAY if project.awaits else State.COMPLETE
    if taken.key == "launch":
        project.launched_on = on
    if taken.key == PRESENTS:
        present_report(project=project, by=by, now=now)
    capacity = acting_as(capacities, taken)
    said = {"subject": taken.key, "outcome": outcome if ended else "", "on": on, "words": words}
    note_event(project, Event.Kind.ACT, by=by, capacity=capacity, now=now, **said)
    return _moved(project, now)


@transaction.atomic
def take_back(*, project: Project, by: User, capacities: Capacities, now: datetime) -> Project:
    """Undo one's own last act, while nothing has followed. Raises ValidationError."""
    project = _locked(project)
    last = last_act(project, by=by, now=now)
    if last is None:
        raise ValidationError(_("It is too late to take this step back."))
    project.awaits, project.state = last.subject, State.UNDER_WAY
    if last.subject == "launch":
        project.launched_on = None
    capacity = acting_as(capacities)
    said = {"subject": last.subject}
    note_event(project, Event.Kind.TAKEN_BACK, by=by, capacity=capacity, now=now, **said)
    return _moved(project, now)


def last_act(project: Project, *, by: User, now: datetime) -> Event | None:
    """Their own act that may still be taken back, or None."""
    moving = project.events.filter(kind__in=MOVING)
    last = moving.order_by("-pk").first()
    if last and last.kind == Event.Kind.ACT and last.by_id == by.pk:
        return last if last.at > now - SECOND_THOUGHTS else None
    return None


@transaction.atomic
def move_project(
    *, project: Project, move: Move, by: User, capacities: Capacities, words: str, now: datetime
) -> Project:
    """Comment, suspend or take up again. Raises ValidationError without words, or when it may not
    be."""
    project = _locked(project)
    if move not in moves(project.state, capacities):
        raise ValidationError(_("This file has moved on meanwhile: read it again."))
    if not words.strip():
        raise ValidationError(_("Write it in words: it is kept in the history."))
    kind, state = {
        Move.COMMENT: (Event.Kind.COMMENT, project.state),
        Move.SUSPEND: (Event.Kind.SUSPENDED, State.SUSPENDED),
        Move.TAKE_UP: (Event.Kind.TAKEN_UP, State.UNDER_WAY),
    }[move]
    said = {"subject": project.awaits, "words": words}
    note_event(project, kind, by=by, capacity=acting_as(capacities), now=now, **said)
    if state == project.state:
        return project
    project.state = state
    return _moved(project, now)


@transaction.atomic
def name_person(
    *,
    project: Project,
    email: str,
    first_name: str,
    last_name: str,
    organisation: str,
    role: str,
    by: User,
    capacities: Capacities,
    now: datetime,
) -> Member:
    """Somebody reads this file from now on; who has no account gets one. Raises ValidationError
    for an account that is closed, or named already."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, first_name=first_name, last_name=last_name)
    if not user.is_active:
        raise ValidationError(_("This account is closed: choose another address."))
    member = Member(project=project, user=user, role=role, organisation=organisation)
    member.full_clean()
    member.save()
    said = {"words": f"{user} · {organisation}"}
    note_event(project, Event.Kind.NAMED, by=by, capacity=acting_as(capacities), now=now, **said)
    return member


@transaction.atomic
def take_person_off(*, member: Member, by: User, capacities: Capacities, now: datetime) -> None:
    said = {"words": str(member)}
    capacity = acting_as(capacities)
    note_event(member.project, Event.Kind.UNNAMED, by=by, capacity=capacity, now=now, **said)
    member.delete()


@transaction.atomic
def waive_condition(
    *, project: Project, condition: str, reason: str, by: User, now: datetime
) -> None:
    """The territory may open without it. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError(_("Write it in words: it is kept in the history."))
    said = {"subject": condition, "words": reason}
    note_event(project, Event.Kind.WAIVED, by=by, capacity=Actor.NATIONAL, now=now, **said)


@transaction.atomic
def ask_condition_again(*, project: Project, condition: str, by: User, now: datetime) -> None:
    said = {"subject": condition}
    note_event(project, Event.Kind.UNWAIVED, by=by, capacity=Actor.NATIONAL, now=now, **said)


@transaction.atomic
def set_threshold(*, theme: Theme, offers: int, organisations: int, blocking: bool) -> Threshold:
    """How much a theme needs. Raises ValidationError for more organisations than offers."""
    threshold = Threshold.objects.filter(theme=theme).first() or Threshold(theme=theme)
    threshold.offers, threshold.organisations = offers, organisations
    threshold.blocking = blocking
    threshold.full_clean()
    threshold.save()
    return threshold


def note_event(
    project: Project,
    kind: str,
    *,
    by: User,
    capacity: Actor,
    now: datetime,
    on: date | None = None,
    **said: str,
) -> Event:
    on = on or timezone.localdate(now)
    event = Event(project=project, kind=kind, by=by, capacity=capacity, at=now, on=on, **said)
    event.full_clean()
    event.save()
    return event


def _moved(project: Project, now: datetime) -> Project:
    project.moved_on = timezone.localdate(now)
    project.full_clean()
    project.save()
    return project


def _locked(project: Project) -> Project:
    return Project.objects.with_place().select_for_update(of=("self",)).get(pk=project.pk)


def _centre_of(zones: Iterable[str]) -> Commune | None:
    communes = Commune.objects.filter(pk__in=communes_in(read_zones(zones))).whole()
    return communes.order_by("-population", "pk").first()


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:120] or "lieu"
    taken = set(Project.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 2
    free = wanted
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free
