"""What a year's file changes of the communes: merged, split, renamed, moved, created, closed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.geography.dataset import CommuneRow, Dataset
from tenants.geography.models import Commune


class Kind(models.TextChoices):
    MERGED = "merged", _("Merged")
    SPLIT = "split", _("Split")
    RENAMED = "renamed", _("Renamed")
    MOVED = "moved", _("Moved")
    CREATED = "created", _("Created")
    CLOSED = "closed", _("Closed")


class Stored(NamedTuple):
    """What is compared of a commune of the tables: 35,000 of them are read at once."""

    code: str
    name: str
    former_codes: list[str]
    is_open: bool
    epci: str | None
    epci_name: str | None


def stored_communes() -> dict[str, Stored]:
    """By INSEE code, closed ones too."""
    columns = ("code", "name", "former_codes", "closed_on", "epci", "epci__name")
    return {
        row[0]: Stored(*row[:3], row[3] is None, *row[4:])
        for row in Commune.objects.values_list(*columns)
    }


@dataclass(frozen=True)
class Change:
    """`sources` are the communes whose people it takes, {INSEE code: name}; `before` and `after`
    say what changed: its name, its group of communes or its département."""

    kind: Kind
    code: str
    name: str
    sources: Mapping[str, str]
    before: str = ""
    after: str = ""


def changes_between(known: Mapping[str, Stored], dataset: Dataset) -> Iterator[Change]:
    """From what the tables say (`stored_communes`) to what the file says."""
    rows = {row.code: row for row in dataset.communes}
    takers = {old: row.code for row in dataset.communes for old in row.former_codes}
    taken: dict[str | None, dict[str, str]] = {}
    for code, commune in sorted(known.items()):
        if commune.is_open and code not in rows:
            taken.setdefault(takers.get(code), {})[code] = commune.name
    heirs = {
        old: commune for commune in known.values() if commune.is_open
        for old in commune.former_codes
    }  # fmt: skip
    for code, row in sorted(rows.items()):
        sources = taken.get(code, {})
        stored = known.get(code)
        if stored is None or not stored.is_open:
            yield _appeared(row, sources, heirs.get(code))
        else:
            yield from _altered(stored, row, sources, dataset)
    for code, name in taken.get(None, {}).items():
        yield Change(Kind.CLOSED, code, name, {code: name})


def _appeared(row: CommuneRow, sources: Mapping[str, str], heir: Stored | None) -> Change:
    if len(sources) == 1:
        # The same commune under another code: it went to another département.
        return Change(Kind.MOVED, row.code, row.name, sources, *sources, row.code)
    if sources:
        return Change(Kind.MERGED, row.code, row.name, sources)
    if heir:
        return Change(Kind.SPLIT, row.code, row.name, {heir.code: heir.name})
    return Change(Kind.CREATED, row.code, row.name, {})


def _altered(
    stored: Stored, row: CommuneRow, sources: Mapping[str, str], dataset: Dataset
) -> Iterator[Change]:
    itself = {stored.code: stored.name}
    if sources:
        yield Change(Kind.MERGED, row.code, row.name, {**sources, **itself})
    if stored.name != row.name:
        yield Change(Kind.RENAMED, row.code, row.name, itself, stored.name, row.name)
    if (stored.epci or "") != row.epci:
        group = dataset.epci[row.epci][0] if row.epci else ""
        yield Change(Kind.MOVED, row.code, row.name, itself, stored.epci_name or "", group)
