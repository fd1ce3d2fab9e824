"""The file that ships against a build made by others, beside the project when it is there."""

import csv

import pytest
from django.conf import settings

from tenants.geography.dataset import DATA_FILE, read_dataset
from tenants.geography.distance import distance_km

OTHER_BUILD = settings.BASE_DIR.parent / "shared" / "data" / "communes.csv"
pytestmark = pytest.mark.skipif(
    not OTHER_BUILD.exists(),
    reason="The independent build, ../shared/data/communes.csv, is not beside the project.",
)


@pytest.fixture(scope="module")
def ours():
    return {row.code: row for row in read_dataset().communes}


@pytest.fixture(scope="module")
def theirs():
    with OTHER_BUILD.open(encoding="utf-8", newline="") as file:
        return {row["insee"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def distances(ours, theirs):
    return {
        code: distance_km(row.lat, row.lon, float(theirs[code]["lat"]), float(theirs[code]["lon"]))
        for code, row in ours.items()
    }


def test_the_codes_are_the_same(ours, theirs):
    assert ours.keys() == theirs.keys()


@pytest.mark.parametrize(
    ("name", "of_ours", "of_theirs"),
    [
        ("name", lambda row: row.name, lambda row: row["nom"]),
        (
            "postal codes",
            lambda row: set(row.postal_codes),
            lambda row: set(filter(None, row["codes_postaux"].split(";"))),
        ),
        ("département", lambda row: row.departement, lambda row: row["departement"]),
        ("EPCI", lambda row: row.epci, lambda row: row["epci_siren"]),
        ("population", lambda row: row.population, lambda row: int(row["population"])),
    ],
)
def test_no_value_differs(ours, theirs, name, of_ours, of_theirs):
    differing = {
        code: (of_ours(row), of_theirs(theirs[code]))
        for code, row in ours.items()
        if of_ours(row) != of_theirs(theirs[code])
    }
    assert differing == {}


def test_the_regions_are_the_same(ours, theirs):
    departements = read_dataset().departements
    assert all(
        departements[row.departement][1] == theirs[row.code]["region"] for row in ours.values()
    )


def test_nearly_all_town_halls_are_close_to_the_centre_of_their_commune(distances):
    close = sum(distance <= 3 for distance in distances.values())
    assert close / len(distances) >= 0.95


def test_those_far_from_it_are_exactly_those_listed_with_a_reason(distances):
    with DATA_FILE.with_name("differences.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["code"]: row for row in csv.DictReader(file)}
    far = {code: round(distance) for code, distance in distances.items() if distance > 10}
    assert far == {code: int(row["km"]) for code, row in listed.items()}
    assert all(row["reason"] for row in listed.values())
