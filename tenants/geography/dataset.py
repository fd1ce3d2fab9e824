"""Reading the file of communes that ships with the project (see build and data/SOURCES.md)."""

import json
import lzma
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tenants.geography.codes import place_codes

DATA_FILE = Path(__file__).parent / "data" / "geography.json.xz"


class UnreadableFileError(Exception):
    """The file is not one that `build` wrote; the message is a sentence."""


class CommuneRow(NamedTuple):
    """One commune of the file; an empty text where it has no EPCI or no parent."""

    code: str
    name: str
    postal_codes: tuple[str, ...]
    departement: str
    epci: str
    parent: str
    population: int
    lat: float
    lon: float
    former_codes: tuple[str, ...]
    former_names: tuple[str, ...]


@dataclass(frozen=True)
class Dataset:
    vintage: date
    regions: dict[str, str]  # code → name
    departements: dict[str, tuple[str, str]]  # code → (name, region)
    epci: dict[str, tuple[str, str]]  # SIREN → (name, kind)
    communes: list[CommuneRow]
    # INSEE code → typed codes, for the few that have some: see tenants.geography.past.
    past_zones: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def place_codes(self, row: CommuneRow) -> tuple[str, ...]:
        """As `Commune.place_codes`, once the file is loaded."""
        return place_codes(
            commune=row.code,
            former=row.former_codes,
            past=self.past_zones.get(row.code, ()),
            parent=row.parent or None,
            epci=row.epci or None,
            departement=row.departement,
            region=self.departements[row.departement][1],
        )


def read_dataset(file: Path = DATA_FILE) -> Dataset:
    """Raises UnreadableFileError when the file is missing or is not one of ours."""
    try:
        content = json.loads(lzma.decompress(file.read_bytes()))
        if tuple(content["columns"]) != CommuneRow._fields:
            raise UnreadableFileError(f"{file} has other columns: {content['columns']}.")
        return Dataset(
            vintage=date.fromisoformat(content["vintage"]),
            regions=dict(content["regions"]),
            departements={code: (name, region) for code, name, region in content["departements"]},
            epci={code: (name, kind) for code, name, kind in content["epci"]},
            communes=[read_commune(row) for row in content["communes"]],
            past_zones={
                code: tuple(zones.split()) for code, zones in content.get("past_zones", {}).items()
            },
        )
    except (OSError, lzma.LZMAError, ValueError, LookupError, TypeError) as error:
        raise UnreadableFileError(f"{file} is not a file of communes: {error}") from error


def read_commune(row: list) -> CommuneRow:
    code, name, postal, departement, epci, parent, population, lat, lon, codes, names = row
    return CommuneRow(
        *(code, name, tuple(postal.split()), departement, epci, parent, population, lat, lon),
        former_codes=tuple(codes.split()),
        former_names=tuple(names.split("|")) if names else (),
    )
