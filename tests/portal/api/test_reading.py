import pytest
from django.utils import timezone

from contacts.deadlines import due_on
from tests.search.factories import publish

pytestmark = pytest.mark.usefixtures("public")


@pytest.fixture(autouse=True)
def _postgresql(settings):
    settings.ELASTICSEARCH_URL = ""


def test_a_commune_comes_with_its_departement_and_its_territory(api):
    [reims, *_others] = api("national").get("communes", q="reims").json()["results"]
    assert reims["code"] == "51454"
    assert reims["departement"] == {"code": "51", "name": "Marne"}
    assert reims["territory"] == {
        "slug": "reims",
        "name": "Grand Reims",
        "url": "http://reims.portail.localhost",
    }


def test_a_commune_of_no_territory_says_so(api):
    [brest, *_others] = api("national").get("communes", q="brest 29").json()["results"]
    assert brest["territory"] is None


def test_an_arrondissement_is_in_the_territory_of_its_city(api):
    [third, *_others] = api("national").get("communes", q="69003").json()["results"]
    assert third["territory"]["slug"] == "lyon"


def test_suggestions_cost_one_query_however_many(api, django_assert_max_num_queries):
    api("national").get("communes", q="reims")
    with django_assert_max_num_queries(4):  # two are the test's savepoint, one the search path
        assert len(api("national").get("communes", q="saint", limit=50).json()["results"]) == 50


def test_the_limit_is_kept(api):
    assert len(api("national").get("communes", q="saint", limit=3).json()["results"]) == 3
    assert api("national").get("communes", q="saint", limit=1000).status_code == 400


def test_territories_are_all_on_the_national_host_and_one_on_its_own(api):
    slugs = {one["slug"] for one in api("national").get("territories").json()["results"]}
    assert slugs == {"reims", "lyon", "lot"}
    assert [one["slug"] for one in api("lyon").get("territories").json()["results"]] == ["lyon"]


def test_a_territory_says_its_zones(api):
    assert api("national").get("territories/lot").json()["zones"] == ["departement:46"]


@pytest.mark.parametrize("slug", ["reims", "nowhere", "national", "spare_1"])
def test_a_territory_s_host_knows_no_other(api, slug):
    assert api("lyon").get(f"territories/{slug}").status_code == 404


def test_themes_count_what_applies_to_the_commune(api, reims):
    publish(reims)
    publish(reims, zones=["commune:51573"])
    themes = api("reims").get("themes", commune="51454").json()["results"]
    assert {theme["key"]: theme["offers"] for theme in themes} == {
        "employment": 0,
        "training": 0,
        "housing": 1,
        "health": 0,
    }


def test_a_questionnaire_is_in_the_language_asked(api):
    french = api("reims").get("questionnaires/housing").json()["questions"]
    english = (
        api("reims")
        .client.get("/api/v1/questionnaires/housing", headers={"accept-language": "en"})
        .json()["questions"]
    )
    assert [one["key"] for one in french] == [one["key"] for one in english]
    assert french[0]["text"] != english[0]["text"]


@pytest.mark.parametrize("header", ["xx", "", "*", "de,ru;q=0.5", "fr-CA", "en;q=no"])
def test_a_language_that_is_not_spoken_gets_french(api, header):
    client = api("reims").client
    found = client.get("/api/v1/questionnaires/housing", headers={"accept-language": header})
    assert "combien de temps" in found.json()["questions"][0]["text"]


def test_an_offer_of_a_list_has_all_that_is_promised(api, reims):
    offer = publish(reims, criteria={"age": {"min": 16, "max": 25}}, delay_days=2)
    found = api("reims").get("offers", commune="51454", theme="housing", answer__age="19").json()
    assert (found["count"], found["engine"], found["simplified"]) == (1, "postgresql", True)
    [one] = found["results"]
    assert one["id"] == offer.key
    assert one["organisation"] == {"name": "Le Relais"}
    assert one["territory"] == "reims"
    assert one["distance_km"] < 2
    assert one["why"] == ["Tu as 19\u00a0ans"]
    expected = due_on(sent=timezone.now(), delay_days=2, commune="51454", time_zone="Europe/Paris")
    assert one["due_on"] == expected.isoformat()
    assert one["url"] == f"http://reims.portail.localhost/offres/{offer.key}/"


def test_a_list_and_a_page_say_the_same(api, reims):
    offer = publish(reims)
    [one] = api("reims").get("offers", commune="51454").json()["results"]
    page = api("reims").get(f"offers/{offer.key}", commune="51454").json()
    assert {key: page[key] for key in one if key != "distance_km"} == {
        key: value for key, value in one.items() if key != "distance_km"
    }
    assert page["places"][0]["commune_name"] == "Reims"


def test_a_territory_s_host_shows_its_own_offers_and_the_national_ones(api, reims, lyon, national):
    own = publish(reims, "everywhere")
    publish(lyon, "everywhere")
    everybody_s = publish(national, "everywhere")
    found = api("reims").get("offers", commune="51454").json()["results"]
    assert {one["id"] for one in found} == {own.key, everybody_s.key}


def test_the_neighbour_s_offer_does_not_exist_on_our_host(api, reims, lyon):
    offer = publish(lyon, "everywhere")
    assert api("reims").get(f"offers/{offer.key}").status_code == 404
    assert api("national").get(f"offers/{offer.key}").status_code == 200


def test_the_national_host_speaks_for_the_whole_country(api, reims, lyon):
    publish(reims)
    publish(lyon, "in_lyon")
    assert api("national").get("offers").json()["count"] == 2
    assert api("national").get("offers", commune="69029").json()["count"] == 1


def test_pages_follow_each_other(api, reims):
    for _number in range(5):
        publish(reims)
    pages = [
        api("reims").get("offers", commune="51454", page=page, page_size=2).json()["results"]
        for page in (1, 2, 3, 4)
    ]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({one["id"] for page in pages for one in page}) == 5


def test_a_list_of_offers_costs_the_same_however_long(api, reims, django_assert_max_num_queries):
    for _number in range(12):
        publish(reims)
    api("reims").get("offers")
    with django_assert_max_num_queries(6):
        api("reims").get("offers", commune="51454", theme="housing", answer__age="19")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"theme": "housing", "answer__age": "99"}, "answer.age"),
        ({"theme": "housing", "answer__age": "old"}, "answer.age"),
        ({"theme": "housing", "answer__nothing": "x"}, "answer.nothing"),
        ({"theme": "housing", "answer__housing_duration": "never"}, "answer.housing_duration"),
        ({"mode": "by_pigeon"}, "mode"),
        ({"page": "0"}, "page"),
        ({"page": "many"}, "page"),
        ({"page_size": "1000"}, "page_size"),
    ],
)
def test_bad_questions_are_refused_in_words_by_field(api, query, field):
    response = api("reims").get("offers", **query)
    assert response.status_code == 400
    [sentence] = response.json()["errors"][field]
    assert len(sentence) > 10


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("offers", {"commune": "99999"}),
        ("offers", {"theme": "astrology"}),
        ("offers/reims-99999", {}),
        ("questionnaires/astrology", {}),
        ("themes", {"commune": "00000"}),
        ("contact-requests/nothing", {}),
        ("nothing", {}),
    ],
)
def test_what_does_not_exist_is_a_404_in_the_same_shape(api, path, query):
    response = api("reims").get(path, **query)
    assert response.status_code == 404
    assert list(response.json()) == ["errors"]


def test_a_commune_that_merged_is_followed(api, reims):
    publish(reims, zones=["commune:46311"])
    assert api("national").get("offers", commune="46092").json()["count"] == 0
    assert api("national").get("offers", commune="46311").json()["count"] == 1


@pytest.mark.parametrize(
    "words",
    [
        "a" * 10_000,
        "\x00\x01\x02",
        "title:* AND (",
        "' OR 1=1 --",
        "{{ 7*7 }}",
        "\u202e\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "%00",
        "&|!:*()<->",
    ],
)
def test_no_words_break_the_search(api, reims, words):
    publish(reims)
    assert api("reims").get("offers", q=words).status_code == 200
    assert api("reims").get("communes", q=words).status_code == 200


def test_reading_is_open_to_other_sites_and_writing_is_not(api):
    client = api("reims").client
    origin = {"origin": "https://app.example.invalid"}
    reading = client.get("/api/v1/themes", headers=origin)
    assert reading["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in reading
    asked = client.options(
        "/api/v1/contact-requests",
        headers={**origin, "access-control-request-method": "POST"},
    )
    assert "POST" not in asked["Access-Control-Allow-Methods"]


def test_reading_has_a_rate(api, settings, monkeypatch):
    from portal.api.rates import ReadingRate

    monkeypatch.setattr(ReadingRate, "rate", "3/min")
    answers = [api("reims").get("themes").status_code for _turn in range(4)]
    assert answers == [200, 200, 200, 429]


def test_no_answer_depends_on_a_cookie(api, person, lyon):
    logged_in = api("lyon")
    logged_in.client.force_login(person("national"))
    response = logged_in.get("territories/reims")
    assert response.status_code == 404
    assert "Cookie" not in response.get("Vary", "")
