import pytest

pytestmark = pytest.mark.usefixtures("public")


def test_a_territory_s_contours_are_geojson(api):
    response = api("reims").get("contours")
    assert response["Content-Type"] == "application/geo+json"
    features = response.json()["features"]
    assert len(features) == 143
    [reims] = [one for one in features if one["id"] == "51454"]
    assert reims["properties"] == {"kind": "commune", "code": "51454", "name": "Reims"}
    lon, lat = reims["geometry"]["coordinates"][0][0][0]
    assert (round(lat), round(lon)) == (49, 4)


def test_the_national_host_gives_the_departements(api):
    features = api("national").get("contours").json()["features"]
    assert {one["properties"]["kind"] for one in features} == {"departement"}
    assert len(features) == 101


def test_contours_that_one_has_are_not_sent_again(api):
    client = api("lot").client
    first = client.get("/api/v1/contours")
    again = client.get("/api/v1/contours", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert "max-age" in again["Cache-Control"]


def test_the_points_of_the_map_are_in_the_list_of_offers(api, reims, settings):
    from tests.search.factories import publish

    settings.ELASTICSEARCH_URL = ""
    publish(reims)
    [one] = api("reims").get("offers", commune="51454").json()["results"]
    [place] = one["places"]
    assert (place["lat"], place["lon"]) == (49.2583, 4.0317)
    assert place["address"] == "1 place du Marché"
