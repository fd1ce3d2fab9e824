"""Loading the geography into the shared tables."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from django.db import connection, models, transaction
from psycopg.sql import SQL, Identifier

from tenants.geography.codes import parse_code
from tenants.geography.dataset import DATA_FILE, Dataset, UnreadableFileError, read_dataset
from tenants.geography.models import Commune, Departement, Epci, Region

MOST_CLOSED = 0.02
BATCH = 2000


class GeographyError(Exception):
    """The file is refused; the message is a sentence for who runs the command."""


@dataclass
class LoadReport:
    """Codes of communes, sorted; `closed` gives the code that took each over, or None."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    closed: dict[str, str | None] = field(default_factory=dict)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.created or self.changed or self.closed)


def load_geography(*, file: Path = DATA_FILE, apply: bool = True) -> LoadReport:
    """Make the tables say what the file says, all or nothing; again changes nothing.

    A commune that is no longer in the file is closed and kept: what points at it still does.
    Without `apply` only the report is made. Raises GeographyError on a file that is not one of
    ours or that would close more than 2 % of the communes.
    """
    try:
        dataset = read_dataset(file)
    except UnreadableFileError as error:
        raise GeographyError(str(error)) from error
    with transaction.atomic():
        known = {commune.pk: commune for commune in Commune.objects.all()}
        wanted = {commune.pk: commune for commune in _communes(dataset)}
        report = _compare(known, wanted)
        _refuse_losses(len(report.closed), sum(commune.is_open for commune in known.values()), file)
        if apply:
            _write_groups(dataset)
            _copy([wanted[code] for code in report.created])
            _upsert(wanted[code] for code in report.changed)
            _close(known, report.closed, dataset)
            _forget_groups(dataset)
    return report


def _communes(dataset: Dataset) -> list[Commune]:
    return [
        Commune(
            code=row.code,
            name=row.name,
            former_codes=list(row.former_codes),
            former_names=list(row.former_names),
            past_zones=list(dataset.past_zones.get(row.code, ())),
            postal_codes=list(row.postal_codes),
            departement_id=row.departement,
            epci_id=row.epci or None,
            parent_id=row.parent or None,
            population=row.population,
            lat=row.lat,
            lon=row.lon,
        )
        for row in dataset.communes
    ]


def _compare(known: dict[str, Commune], wanted: dict[str, Commune]) -> LoadReport:
    report = LoadReport()
    for code, commune in sorted(wanted.items()):
        if code not in known:
            report.created.append(code)
        elif _values(known[code]) != _values(commune):
            report.changed.append(code)
        else:
            report.unchanged += 1
    takers = {old: code for code, commune in wanted.items() for old in commune.former_codes}
    report.closed = {
        code: takers.get(code)
        for code, commune in sorted(known.items())
        if commune.is_open and code not in wanted
    }
    return report


_values = attrgetter(*(column.attname for column in Commune._meta.concrete_fields))


def _refuse_losses(closed: int, open_before: int, file: Path) -> None:
    if closed > open_before * MOST_CLOSED:
        raise GeographyError(
            f"{file} would close {closed} of {open_before} communes, more than "
            f"{MOST_CLOSED:.0%}: it is not loaded. Nothing was changed."
        )


def _write_groups(dataset: Dataset) -> None:
    """Regions, départements and EPCI: some 1,400 rows, written again."""
    _upsert(Region(code=code, name=name) for code, name in dataset.regions.items())
    _upsert(
        Departement(code=code, name=name, region_id=region)
        for code, (name, region) in dataset.departements.items()
    )
    _upsert(Epci(code=code, name=name, kind=kind) for code, (name, kind) in dataset.epci.items())


def _forget_groups(dataset: Dataset) -> None:
    """Those that no commune was ever in; what offers may still name keeps its name."""
    past = {parse_code(zone).code for zones in dataset.past_zones.values() for zone in zones}
    Epci.objects.exclude(pk__in=past.union(dataset.epci)).filter(communes=None).delete()


def _copy(communes: list[Commune]) -> None:
    """COPY: the whole country in a second or two, five times faster than INSERT."""
    columns = [column.column for column in Commune._meta.concrete_fields]
    statement = SQL("COPY {} ({}) FROM STDIN").format(
        Identifier(Commune._meta.db_table), SQL(", ").join(map(Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for commune in communes:
            copy.write_row(_values(commune))


def _upsert(rows: Iterable[models.Model]) -> None:
    rows = list(rows)
    if rows:
        model = type(rows[0])
        model.objects.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[
                column.name for column in model._meta.concrete_fields if column.name != "code"
            ],
        )


def _close(known: dict[str, Commune], closed: dict[str, str | None], dataset: Dataset) -> None:
    for code, successor in closed.items():
        known[code].closed_on = dataset.vintage
        known[code].successor_id = successor
    Commune.objects.bulk_update(
        [known[code] for code in closed], ["closed_on", "successor"], batch_size=BATCH
    )
