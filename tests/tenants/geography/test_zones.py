"""Zones by name, with what they come to."""

import pytest

from tenants.geography.zones import MOST, find_zones

pytestmark = pytest.mark.usefixtures("public")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("lot", "departement:46"),
        ("grand est", "region:44"),
        ("GRAND REIMS", "epci:200067213"),
        ("metropole lyon", "epci:200046977"),
        ("figeac", "commune:46102"),
    ],
)
def test_a_zone_is_found_by_its_name(text, code):
    assert code in [zone.code for zone in find_zones(text)]


def test_everybody_is_counted_once():
    lyon = next(one for one in find_zones("métropole de lyon") if one.code == "epci:200046977")
    assert lyon.communes == 58
    assert 1_400_000 < lyon.inhabitants < 1_600_000


@pytest.mark.parametrize("text", ["", "  ", "zzzz"])
def test_nothing_is_found(text):
    assert find_zones(text) == []


def test_the_list_is_short():
    assert 3 <= len(find_zones("saint")) <= MOST
