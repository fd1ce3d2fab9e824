"""Communes in memory: found by code or by position, without any service. Read once a process."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import ceil, cos, floor, isfinite, radians

from tenants.geography.codes import place_codes
from tenants.geography.dataset import CommuneRow, Dataset, read_dataset
from tenants.geography.distance import distance_km

CELL_DEGREES = 0.1
KM_A_DEGREE = 111.19
FARTHEST_RING = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A commune, or an arrondissement of Paris, Lyon or Marseille (`parent` is then its city).

    Codes are INSEE's, except `epci_code` (SIREN); `lat` and `lon` are the town hall's, in degrees.
    """

    code: str
    name: str
    postal_codes: tuple[str, ...]
    departement_code: str
    departement_name: str
    region_code: str
    epci_code: str | None
    population: int
    lat: float
    lon: float
    parent: str | None
    former: tuple[str, ...]  # names of the communes it was, or that it took over
    former_codes: tuple[str, ...]  # of the same
    past_zones: tuple[str, ...]

    @property
    def place_codes(self) -> tuple[str, ...]:
        """Its typed codes, from the closest to the widest (see tenants.geography.codes)."""
        return place_codes(
            commune=self.code,
            former=self.former_codes,
            past=self.past_zones,
            parent=self.parent,
            epci=self.epci_code,
            departement=self.departement_code,
            region=self.region_code,
        )


class Gazetteer:
    """Every commune by rank: the most populated is 0, so that the smaller rank is the better."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.rows: list[CommuneRow] = sorted(
            dataset.communes, key=lambda row: (-row.population, row.name, row.code)
        )
        self.ranks = {row.code: rank for rank, row in enumerate(self.rows)}
        self.moved = {
            code: rank
            for rank, row in enumerate(self.rows)
            for code in row.former_codes
            if code not in self.ranks
        }
        self.arrondissements: dict[int, list[int]] = defaultdict(list)  # city → its own, in order
        for row in dataset.communes:
            if row.parent:
                self.arrondissements[self.ranks[row.parent]].append(self.ranks[row.code])
        self._places: dict[int, Place] = {}
        self._cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for rank, row in enumerate(self.rows):
            if rank not in self.arrondissements:
                self._cells[_cell(row.lat, row.lon)].append(rank)

    def place(self, rank: int) -> Place:
        place = self._places.get(rank)
        if place is None:
            row = self.rows[rank]
            departement, region = self.dataset.departements[row.departement]
            place = self._places[rank] = Place(
                code=row.code,
                name=row.name,
                postal_codes=row.postal_codes,
                departement_code=row.departement,
                departement_name=departement,
                region_code=region,
                epci_code=row.epci or None,
                population=row.population,
                lat=row.lat,
                lon=row.lon,
                parent=row.parent or None,
                former=row.former_names,
                former_codes=row.former_codes,
                past_zones=self.dataset.past_zones.get(row.code, ()),
            )
        return place

    def find(self, code: str) -> Place | None:
        code = code.strip().upper()
        rank = self.ranks.get(code, self.moved.get(code))
        return None if rank is None else self.place(rank)

    def nearest(self, lat: float, lon: float) -> Place:
        if not (isfinite(lat) and isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
            raise ValueError(f"Not a position in degrees: {lat}, {lon}.")
        cell_km = CELL_DEGREES * KM_A_DEGREE * max(0.01, cos(radians(min(89.0, abs(lat) + 1.5))))
        seen: list[tuple[float, int]] = []
        for ring in range(FARTHEST_RING):
            seen += self._distances(self._ring(lat, lon, ring), lat, lon)
            # What lies in the next rings is at least that far.
            if seen and min(seen)[0] <= ring * cell_km:
                return self.place(min(seen)[1])
        everywhere = (rank for ranks in self._cells.values() for rank in ranks)
        return self.place(min(self._distances(everywhere, lat, lon))[1])

    def around(self, lat: float, lon: float, kilometres: float) -> list[tuple[float, Place]]:
        cell_km = CELL_DEGREES * KM_A_DEGREE
        rows = ceil(kilometres / cell_km)
        columns = ceil(kilometres / (cell_km * max(0.01, cos(radians(min(89.0, abs(lat) + 1.5))))))
        row, column = _cell(lat, lon)
        ranks = (
            rank
            for i in range(-rows, rows + 1)
            for j in range(-columns, columns + 1)
            for rank in self._cells.get((row + i, column + j), ())
        )
        found = sorted(one for one in self._distances(ranks, lat, lon) if one[0] <= kilometres)
        return [(far, self.place(rank)) for far, rank in found]

    def _ring(self, lat: float, lon: float, ring: int) -> list[int]:
        row, column = _cell(lat, lon)
        return [
            rank
            for i in range(-ring, ring + 1)
            for j in (range(-ring, ring + 1) if abs(i) == ring else {-ring, ring})
            for rank in self._cells.get((row + i, column + j), ())
        ]

    def _distances(self, ranks: Iterable[int], lat: float, lon: float) -> list[tuple[float, int]]:
        rows = self.rows
        return [(distance_km(lat, lon, rows[rank].lat, rows[rank].lon), rank) for rank in ranks]


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return floor(lat / CELL_DEGREES), floor(lon / CELL_DEGREES)


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer(read_dataset())


def find(code: str) -> Place | None:
    """The commune of this INSEE code; a code that was merged or moved gives today's commune."""
    return gazetteer().find(code)


def nearest(lat: float, lon: float) -> Place:
    """The commune whose town hall is the closest; in Paris, Lyon and Marseille, the arrondissement.

    Raises ValueError when the numbers are not a latitude and a longitude in degrees.
    """
    return gazetteer().nearest(lat, lon)


def around(place: Place, kilometres: float) -> list[tuple[float, Place]]:
    """[(distance in km, commune)] whose town halls are not farther than that, the closest first."""
    return gazetteer().around(place.lat, place.lon, kilometres)
