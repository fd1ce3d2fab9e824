from dataclasses import FrozenInstanceError

import pytest

from tenants.geography.distance import distance_km
from tenants.geography.suggest import find, nearest


def test_a_commune_is_found_by_its_code_with_all_that_is_known_of_it():
    reims = find("51454")
    assert (reims.name, reims.postal_codes) == ("Reims", ("51100",))
    assert (reims.departement_code, reims.departement_name) == ("51", "Marne")
    assert (reims.region_code, reims.epci_code, reims.parent) == ("44", "200067213", None)
    assert reims.population > 150_000
    assert (reims.lat, reims.lon) == pytest.approx((49.25, 4.03), abs=0.02)


def test_an_arrondissement_has_its_city_and_the_epci_of_its_city():
    lyon_1 = find("69381")
    assert (lyon_1.name, lyon_1.parent) == ("Lyon 1er Arrondissement", "69123")
    assert lyon_1.place_codes == (
        *("commune:69381", "commune:69123", "epci:200046977"),
        *("departement:69", "region:84", "pays:FR", "europe"),
    )


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("01091", "Valserhône"),  # merged into a commune that was then merged
        ("74011", "Annecy"),  # commune déléguée
        ("59355", "Lille"),  # commune associée
        ("69232", "Lyon"),  # merged in 1963
        ("15031", "Celles"),  # merged, then a commune again
    ],
)
def test_a_code_that_moved_is_followed_to_the_commune_of_today(old, today):
    assert find(old).name == today


@pytest.mark.parametrize("code", ["", "99999", "Reims", "commune:51454", "\x00" * 5])
def test_an_unknown_code_finds_nothing(code):
    assert find(code) is None


def test_a_code_may_be_typed_in_lower_case_and_with_spaces():
    assert find(" 2a004 ").name == "Ajaccio"


def test_a_place_cannot_be_changed_and_is_the_same_each_time():
    place = find("51454")
    assert place is find("51454")
    with pytest.raises(FrozenInstanceError):
        place.name = "Durocortorum"


@pytest.mark.parametrize(
    ("position", "code"),
    [
        ((49.2583, 4.0317), "51454"),  # Reims
        ((45.7603, 4.8490), "69383"),  # an arrondissement, not its city
        ((-20.88, 55.45), "97411"),  # Saint-Denis de La Réunion
        ((-22.27, 166.44), "98818"),  # Nouméa
        ((47.5, -30.0), None),  # in the middle of the Atlantic, some commune still answers
        ((90, 180), None),
    ],
)
def test_a_position_gives_the_commune_whose_town_hall_is_closest(position, code):
    place = nearest(*position)
    assert code in (None, place.code)


def test_the_closest_is_really_the_closest(shuffled_communes):
    for origin in shuffled_communes[:5]:
        lat, lon = origin.lat + 0.04, origin.lon - 0.05
        best = min(
            distance_km(lat, lon, row.lat, row.lon)
            for row in shuffled_communes
            if row.code not in {"75056", "69123", "13055"}
        )
        found = nearest(lat, lon)
        assert distance_km(lat, lon, found.lat, found.lon) == pytest.approx(best)


@pytest.mark.parametrize(
    "position", [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf")), (-90.5, 0)]
)
def test_what_is_not_a_position_is_refused(position):
    with pytest.raises(ValueError, match="Not a position"):
        nearest(*position)
