import pytest
from django.urls import reverse

from offers.widgets import CommuneInput, ZonesInput, read_line


@pytest.fixture
def typed(lyon, sign_in):
    client = sign_in("editor", lyon)

    def get(text, **query):
        response = client.get(reverse("offers_zones"), {"q": text, **query})
        return [result["code"] for result in response.json()["results"]]

    return get


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("bron", "commune:69029"),
        ("metropole de lyon", "epci:200046977"),
        ("rhone", "departement:69"),
        ("auvergne", "region:84"),
        ("france", "pays:FR"),
        ("69500", "commune:69029"),
    ],
)
def test_a_zone_is_found_by_its_name_without_accents(typed, text, code):
    assert code in typed(text)


def test_a_commune_field_proposes_communes_only(typed):
    assert {code.partition(":")[0] for code in typed("lyon", kind="commune")} == {"commune"}


@pytest.mark.parametrize("text", ["", " ", "zzzzzz", "\x00", "x" * 10_000, "%%%", "(", "🙂"])
def test_nothing_found_is_an_empty_list(typed, text):
    assert typed(text) == []


def test_zones_are_not_for_visitors(lyon, client_for):
    assert client_for("lyon").get(reverse("offers_zones"), {"q": "bron"}).status_code == 302


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("epci:200046977", "epci:200046977"),
        ("Métropole de Lyon (epci:200046977)", "epci:200046977"),
        ("- Bron (commune:69029)", "-commune:69029"),
        ("-commune:69029", "-commune:69029"),
        ("  pays:FR  ", "pays:FR"),
        ("europe", "europe"),
        ("departement:2A", "departement:2A"),
        ("Corse (departement:2A)", "departement:2A"),
        ("Atlantide", "Atlantide"),
    ],
)
def test_a_line_is_read_with_or_without_its_name(line, zone):
    assert read_line(line) == zone


def test_zones_come_back_with_their_names(db):
    zones = ["epci:200046977", "-commune:69029"]
    shown = ZonesInput().format_value(zones)
    assert shown.splitlines() == ["Métropole de Lyon (epci:200046977)", "- Bron (commune:69029)"]
    assert ZonesInput().value_from_datadict({"c": shown}, {}, "c") == zones


def test_a_zone_typed_twice_counts_once():
    assert ZonesInput().value_from_datadict({"c": "pays:FR\n\nFrance (pays:FR)"}, {}, "c") == [
        "pays:FR"
    ]


def test_a_refused_line_comes_back_as_it_was_typed(db):
    assert ZonesInput().format_value(["Atlantide"]) == "Atlantide"


def test_the_commune_field_shows_the_name_to_who_has_javascript(db):
    html = CommuneInput().render("commune", "69029", {"id": "id_commune"})
    assert 'value="69029"' in html
    assert 'data-zones-label-value="Bron"' in html
