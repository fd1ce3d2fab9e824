import pytest

from tenants.geography.codes import parse_code, place_codes


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("commune:51454", "commune", "51454"),
        ("commune:2A004", "commune", "2A004"),
        ("commune:98818", "commune", "98818"),
        ("epci:200067213", "epci", "200067213"),
        ("departement:51", "departement", "51"),
        ("departement:2B", "departement", "2B"),
        ("departement:974", "departement", "974"),
        ("region:84", "region", "84"),
        ("pays:FR", "pays", "FR"),
        ("europe", "europe", ""),
    ],
)
def test_a_typed_code_is_read_and_written_back(text, kind, code):
    assert parse_code(text) == (kind, code)
    assert str(parse_code(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "51454", ":", "commune", "commune:", "commune:5145", "commune:514544"),
        *("commune:2C004", "commune:51454\n", " commune:51454", "Commune:51454"),
        *("epci:2000672", "departement:2C", "departement:5", "region:A4", "pays:France"),
        *("europe:", "europe:FR", "canton:5101", "commune:٥١٤٥٤"),
    ],
)
def test_what_is_not_a_typed_code_is_refused_with_the_text_in_the_sentence(text):
    with pytest.raises(ValueError, match="is not a typed code") as refusal:
        parse_code(text)
    assert f"“{text}”" in str(refusal.value)


def test_a_place_answers_from_the_closest_to_the_widest():
    codes = place_codes(
        commune="69381",
        former=["69999"],
        parent="69123",
        epci="200046977",
        departement="69",
        region="84",
    )
    assert codes == (
        *("commune:69381", "commune:69999", "commune:69123", "epci:200046977"),
        *("departement:69", "region:84", "pays:FR", "europe"),
    )


def test_a_place_without_city_or_epci_leaves_them_out():
    codes = place_codes(
        commune="97502", former=(), parent=None, epci=None, departement="975", region="975"
    )
    assert codes == ("commune:97502", "departement:975", "region:975", "pays:FR", "europe")
    assert all(parse_code(code) for code in codes)
