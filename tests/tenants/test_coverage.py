import pytest
from django.core.exceptions import ValidationError

from tenants.coverage import read_zones, validate_zone, write_zones
from tenants.geography.suggest import find

BRON = find("69029").place_codes
LYON_3 = find("69383").place_codes
FIGEAC = find("46102").place_codes


@pytest.mark.parametrize(
    "zone",
    ["commune:69029", "epci:200046977", "departement:69", "region:84", "pays:FR", "europe"],
)
def test_a_commune_is_in_each_of_the_zones_that_hold_it(zone):
    assert read_zones([zone]).holds(BRON)


def test_a_commune_elsewhere_is_not():
    assert not read_zones(["epci:200046977", "departement:69"]).holds(FIGEAC)


def test_an_exclusion_wins_over_any_inclusion():
    coverage = read_zones(["departement:69", "commune:69029", "-commune:69029"])
    assert not coverage.holds(BRON)
    assert coverage.holds(LYON_3)


def test_an_arrondissement_is_in_its_city():
    assert read_zones(["commune:69123"]).holds(LYON_3)


def test_no_zone_holds_nothing():
    assert not read_zones([]).holds(BRON)


def test_a_region_and_a_departement_of_the_same_number_are_not_confused():
    assert not read_zones(["region:69"]).holds(BRON)
    assert not read_zones(["departement:84"]).holds(BRON)


def test_zones_are_written_as_they_were_read():
    zones = ["commune:69029", "epci:200046977", "-commune:69123"]
    assert write_zones(read_zones(zones)) == zones


@pytest.mark.parametrize("zone", ["69029", "ville:69029", "commune:", "", "commune:6902x9"])
def test_what_is_not_a_zone_is_refused_in_words(zone):
    with pytest.raises(ValidationError, match="zone"):
        validate_zone(zone)
