"""Zones by name, with what they come to."""

import pytest

from tenants.geography.models import Commune, Epci
from tenants.geography.zones import MOST, find_zones, past_zones, zones_of_nobody

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


@pytest.fixture
def gone():
    """A group whose two communes are in others by now, or in none."""
    group = Epci.objects.create(code="245100001", name="CC de la Vesle d’hier", kind="CC")
    Commune.objects.filter(pk__in=["51454", "51573", "46102"]).update(past_zones=[str_of(group)])
    Commune.objects.filter(pk="46102").update(epci=None)
    return group


def str_of(group):
    return f"epci:{group.pk}"


def test_a_group_that_is_no_more_says_where_its_communes_are(gone):
    [past] = past_zones(["departement:51", str_of(gone), "commune:51454"])
    assert (past.code, past.name) == (str_of(gone), gone.name)
    assert past.now == ("Figeac (commune:46102)", "CU du Grand Reims (epci:200067213)")


def test_it_is_found_by_its_name_with_what_took_its_place(gone):
    [zone] = find_zones("vesle hier")
    assert zone.communes == 0
    assert "CU du Grand Reims (epci:200067213)" in zone.now


def test_a_group_that_nobody_remembers_is_not_proposed():
    Epci.objects.create(code="245100002", name="CC de nulle part d’hier", kind="CC")
    assert find_zones("nulle part hier") == []


def test_a_commune_that_merged_says_in_which_one():
    Commune.objects.filter(pk="51454").update(former_codes=["51999"])
    [past] = past_zones(["commune:51999"])
    assert past.now == ("Reims (commune:51454)",)


def test_a_commune_that_lost_a_part_is_still_there():
    Commune.objects.filter(pk="51573").update(past_zones=["commune:51454"])
    assert past_zones(["commune:51454"]) == []


def test_codes_in_which_nobody_lives_are_told_apart(gone):
    real = {"epci:200067213", "commune:69123", "region:44", "pays:FR", str_of(gone)}
    assert zones_of_nobody(real) == []
    assert zones_of_nobody({*real, "epci:245100002", "commune:99999", "pays:DE"}) == [
        *("commune:99999", "epci:245100002", "pays:DE")
    ]
