"""The year's change of communes: whose each one is then, what is solved alone, what somebody must
decide, and all of it applied at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_tenants.utils import schema_context

from tenants.accounts.models import User
from tenants.coverage import Coverage, read_zones, write_zones
from tenants.geography.changes import Change, Kind, changes_between, stored_communes
from tenants.geography.dataset import DATA_FILE, Dataset, UnreadableFileError, read_dataset
from tenants.geography.models import Commune, YearApplied
from tenants.geography.services import GeographyError, LoadReport, load_geography
from tenants.models import CommuneDecision, CoverageZone, CoveredCommune, Territory
from tenants.provisioning import set_coverage


@dataclass(frozen=True)
class Matter:
    """One change, and ids of territories: those that had its people (`before`), those whose zones
    hold it from now on (`after`), those that may be chosen (`choices`)."""

    change: Change
    before: frozenset[int] = frozenset()
    after: frozenset[int] = frozenset()
    choices: frozenset[int] = frozenset()

    @property
    def is_solved(self) -> bool:
        """What its people had and what the zones say agree, or nobody had them."""
        if self.change.kind in {Kind.RENAMED, Kind.CLOSED}:
            return True
        if not self.choices:
            return True
        if self.before:
            return self.before == self.after and len(self.before) == 1
        return len(self.after) == 1

    @property
    def solution(self) -> int | None:
        """The territory it goes to when it is solved alone."""
        return next(iter(self.after), None)


@dataclass(frozen=True)
class Year:
    """`decided` are the decisions taken so far, by INSEE code."""

    vintage: date
    matters: tuple[Matter, ...]
    decided: Mapping[str, CommuneDecision]

    @cached_property
    def questions(self) -> list[tuple[Matter, ...]]:
        """What needs a decision; communes that move together are one question."""
        groups: dict[object, list[Matter]] = {}
        for one in self.matters:
            if not one.is_solved:
                change = one.change
                together = change.kind == Kind.MOVED and (change.before, change.after)
                key = (one.before, one.after, together or change.code)
                groups.setdefault(key, []).append(one)
        return [tuple(group) for group in groups.values()]

    @property
    def solved(self) -> list[Matter]:
        return [one for one in self.matters if one.is_solved]

    @property
    def waiting(self) -> list[str]:
        """INSEE codes that nobody has decided on."""
        return [
            one.change.code for group in self.questions for one in group
            if one.change.code not in self.decided
        ]  # fmt: skip

    def territory_of(self, matter: Matter) -> int | None:
        return (
            matter.solution if matter.is_solved else self.decided[matter.change.code].territory_id
        )


def read_year(*, file: Path = DATA_FILE) -> Year:
    """What this file changes; nothing is written. Raises UnreadableFileError."""
    dataset = read_dataset(file)
    known = stored_communes()
    # The first file makes the country: nothing changed.
    changes = list(changes_between(known, dataset)) if known else []
    decisions = CommuneDecision.objects.filter(vintage=dataset.vintage)
    return Year(
        vintage=dataset.vintage,
        matters=tuple(_matters(changes, dataset)),
        decided={one.commune: one for one in decisions.select_related("decided_by")},
    )


def _matters(changes: Iterable[Change], dataset: Dataset) -> list[Matter]:
    rows = {row.code: row for row in dataset.communes}
    holders = dict(CoveredCommune.objects.values_list("commune", "territory"))
    coverages = _coverages()
    of_departements: dict[str, set[int]] = {}
    for code in holders.keys() & rows.keys():
        of_departements.setdefault(rows[code].departement, set()).add(holders[code])
    found = []
    for change in changes:
        before = frozenset(holders[code] for code in change.sources if code in holders)
        if change.kind == Kind.RENAMED:
            found.append(Matter(change))
        elif change.kind == Kind.CLOSED:
            found.append(Matter(change, before, choices=before))
        else:
            row = rows[change.code]
            codes = dataset.place_codes(row)
            after = frozenset(pk for pk, one in coverages.items() if one.holds(codes))
            choices = before | after
            if change.kind in {Kind.CREATED, Kind.SPLIT} and not after:
                choices |= of_departements.get(row.departement, set())
            found.append(Matter(change, before, after, choices))
    return found


def _coverages() -> dict[int, Coverage]:
    zones: dict[int, list[str]] = {}
    for zone in CoverageZone.objects.exclude(territory__status=Territory.Status.SPARE):
        zones.setdefault(zone.territory_id, []).append(str(zone))
    return {pk: read_zones(texts) for pk, texts in zones.items()}


@transaction.atomic
def decide_commune(
    *, year: Year, commune: str, territory: Territory | None, by: User, now: datetime
) -> None:
    """Which territory it goes to, or nobody's; until the year is applied, the last word counts.

    Raises ValidationError when this commune asks nothing, or not this territory.
    """
    matter = next((m for group in year.questions for m in group if m.change.code == commune), None)
    if matter is None or (territory and territory.pk not in matter.choices):
        raise ValidationError(_("This is not one of the decisions to take."))
    decision = CommuneDecision.objects.filter(vintage=year.vintage, commune=commune).first()
    decision = decision or CommuneDecision(vintage=year.vintage, commune=commune)
    decision.territory, decision.decided_by, decision.decided_at = territory, by, now
    decision.full_clean()
    decision.save()


def apply_year(*, file: Path = DATA_FILE) -> tuple[Year, LoadReport]:
    """Load the file and follow it in the territories' zones, all or nothing; what it changed.

    Raises ValidationError while a decision is awaited or when zones contradict one, and what
    `load_geography` raises.
    """
    with schema_context("public"), transaction.atomic():
        year = read_year(file=file)
        if year.waiting:
            raise ValidationError(
                _("A decision is awaited for: %(codes)s."),
                params={"codes": ", ".join(year.waiting)},
            )
        report = load_geography(file=file)
        _follow(year)
    return year, report


def ask_to_apply(*, by: User, now: datetime) -> YearApplied:
    """For the worker, which `apply_asked` tells; the one that waits when it was asked already."""
    asked, _created = YearApplied.objects.get_or_create(
        state=YearApplied.State.WAITING,
        defaults={"vintage": read_dataset().vintage, "asked_by": by, "asked_at": now},
    )
    return asked


@transaction.atomic
def apply_asked() -> None:
    """What was asked and was not begun, or was killed: all of it or a refusal with its reason."""
    waiting = YearApplied.objects.filter(state=YearApplied.State.WAITING)
    for asked in waiting.select_for_update(skip_locked=True):
        try:
            _year, report = apply_year()
        except ValidationError as refusal:
            asked.state, asked.problem = YearApplied.State.REFUSED, refusal.messages[0][:500]
        except (GeographyError, UnreadableFileError) as refusal:
            asked.state, asked.problem = YearApplied.State.REFUSED, str(refusal)[:500]
        else:
            asked.state = YearApplied.State.DONE
            asked.communes_count = len(report.created) + len(report.changed) + len(report.closed)
        asked.full_clean()
        asked.save()


def _follow(year: Year) -> None:
    moving = [one for one in year.matters if one.choices]
    wanted = {one.change.code: year.territory_of(one) for one in moving}
    touched = {pk for one in moving for pk in one.before | one.after} | set(wanted.values())
    gone = {code for one in moving for code in one.change.sources}
    communes = list(Commune.objects.open().filter(pk__in=wanted).select_related("departement"))
    # Taken back from all before any of them takes.
    CoveredCommune.objects.filter(commune__in=gone | wanted.keys()).delete()
    coverages = _coverages()
    for territory in Territory.objects.filter(pk__in=touched).order_by("pk"):
        coverage = coverages.get(territory.pk, Coverage(frozenset()))
        for commune in communes:
            holds = wanted[commune.pk] == territory.pk
            coverage = _with(coverage, commune, territory) if holds else _without(coverage, commune)
        set_coverage(territory=territory, zones=write_zones(coverage))


def _with(coverage: Coverage, commune: Commune, territory: Territory) -> Coverage:
    if coverage.holds(commune.place_codes):
        return coverage
    zone = frozenset({f"commune:{commune.pk}"})
    wider = Coverage(coverage.included | zone, coverage.excluded - zone)
    if not wider.holds(commune.place_codes):
        raise ValidationError(
            _("The zones of %(territory)s leave %(commune)s out: change them first."),
            params={"territory": territory, "commune": commune},
        )
    return wider


def _without(coverage: Coverage, commune: Commune) -> Coverage:
    if not coverage.holds(commune.place_codes):
        return coverage
    zone = frozenset({f"commune:{commune.pk}"})
    return replace(coverage, included=coverage.included - zone, excluded=coverage.excluded | zone)
