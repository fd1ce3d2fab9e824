import pytest

from tenants.geography.distance import distance_km


def test_a_place_is_at_no_distance_from_itself():
    assert distance_km(49.2502, 4.0416, 49.2502, 4.0416) == 0


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((48.8566, 2.3522), (45.7640, 4.8357), 391.5),  # Paris, Lyon
        ((48.8566, 2.3522), (-20.8789, 55.4481), 9370),  # Paris, Saint-Denis
        ((0.0, 179.5), (0.0, -179.5), 111.2),  # across the date line
        ((90.0, 0.0), (-90.0, 0.0), 20015.1),
    ],
)
def test_distances_are_those_of_the_map(a, b, km):
    assert distance_km(*a, *b) == pytest.approx(km, rel=0.005)
    assert distance_km(*b, *a) == pytest.approx(distance_km(*a, *b))
