"""All town halls in one small file: a device reads it back and finds its commune."""

import pytest

from tenants.geography.places import around, find, gazetteer, nearest
from tenants.geography.positions import A_DEGREE, town_halls


def read(halls):
    """[(code, latitude, longitude)], as the pages read them."""
    found = []
    for departement, numbers in halls.items():
        code = lat = lon = 0
        for at in range(0, len(numbers), 3):
            code, lat, lon = code + numbers[at], lat + numbers[at + 1], lon + numbers[at + 2]
            width = 5 - len(departement)
            found.append((f"{departement}{code:0{width}}", lat / A_DEGREE, lon / A_DEGREE))
    return found


def test_each_commune_is_there_once_where_its_town_hall_is():
    places = gazetteer()
    rows = read(town_halls())
    assert len(rows) == len(places.rows) - len(places.arrondissements)
    for code, lat, lon in rows:
        place = find(code)
        assert place.code == code
        assert abs(place.lat - lat) < 0.00051
        assert abs(place.lon - lon) < 0.00051


@pytest.mark.parametrize("code", ["75056", "69123", "13055"])
def test_a_city_is_there_by_its_arrondissements(code):
    assert code not in {one for one, _lat, _lon in read(town_halls())}


def test_what_is_around_a_place_is_what_is_close_enough():
    reims = find("51454")
    found = around(reims, 12)
    assert found[0] == (0, reims)
    assert [far for far, _place in found] == sorted(far for far, _place in found)
    assert all(far <= 12 for far, _place in found)
    bezannes = find("51058")
    assert bezannes in {place for _far, place in found}
    assert nearest(bezannes.lat, bezannes.lon) == bezannes
