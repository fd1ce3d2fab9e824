"""The content of the demo: enough for each answer, in each territory, and well written."""

import re
from collections import Counter

import pytest

from portal.content.demo import SITES
from portal.content.loading import read_content
from tenants.coverage import read_zones
from tenants.geography.distance import distance_km
from tenants.geography.suggest import find
from themes.questionnaires import read_questionnaire
from themes.shipped import read_files

LOCAL = [slug for slug in SITES if slug != "national"]
FICTION = re.compile(r"0(1 99 00|2 61 91|3 53 01|4 65 71|5 36 49|6 39 98)( \d\d){2}")
# What French typography forbids: a straight apostrophe, a plain space before a double sign.
WRONG = re.compile(r"'| [?!;:»]|« |[^\s\u202f\u00a0(/][?!;](?![\w/])")


@pytest.fixture(scope="module")
def themes():
    return [read_questionnaire(theme) for theme in read_files()]


def texts(value, name=""):
    """Each sentence that people read."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from texts(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one, name)
    elif name in {"title", "summary", "audience", "steps", "body", "price", "access", "name"}:
        yield value


@pytest.mark.parametrize("slug", SITES)
def test_there_are_offers_enough_in_each_theme(slug, themes):
    offers = read_content(slug)["offers"]
    assert len(offers) >= (40 if slug in LOCAL else 25)
    counts = Counter(offer["theme"] for offer in offers)
    assert set(counts) == {questionnaire.theme for questionnaire in themes}
    assert min(counts.values()) >= 5


@pytest.mark.parametrize("slug", LOCAL)
def test_each_answer_of_each_question_is_reached(slug, themes):
    offers = read_content(slug)["offers"]
    missing = []
    for questionnaire in themes:
        theme = questionnaire.theme
        criteria = [offer["criteria"] for offer in offers if offer["theme"] == theme]
        for question in questionnaire.questions:
            named = [one[question.key] for one in criteria if question.key in one]
            if not question.choices:
                reached = named
                missing += [] if reached else [(theme, question.key)]
            for choice in question.choices:
                if not any(choice.key in accepted for accepted in named):
                    missing.append((theme, question.key, choice.key))
        assert {} in criteria, f"{theme}: nobody is left out by each offer"
    assert missing == []


@pytest.mark.parametrize("slug", LOCAL)
def test_each_way_of_meeting_each_zone_and_each_delay_is_there(slug):
    offers = read_content(slug)["offers"]
    assert {mode for offer in offers for mode in offer["modes"]} == {"on_site", "remote", "at_home"}
    assert {offer["delay_days"] for offer in offers} == set(range(1, 8))
    zones = [zone for offer in offers for zone in offer.get("coverage", [])]
    kinds = Counter(zone.lstrip("-").partition(":")[0] for zone in zones)
    assert {"pays", "region", "departement", "commune"} <= set(kinds)
    assert any(zone.startswith("-") for zone in zones)
    for offer in offers:
        read_zones(offer.get("coverage", []))


@pytest.mark.parametrize("slug", SITES)
def test_nobody_real_is_named_or_called(slug):
    content = read_content(slug)
    for one in content["organisations"]:
        assert one["email"].endswith(".example.invalid")
        assert one["professional"]["email"].endswith("example.invalid")
        assert one["professional"]["last_name"] == ""
        for phone in (one["phone"], one["professional"]["phone"]):
            assert FICTION.fullmatch(phone), phone


@pytest.mark.parametrize("slug", SITES)
def test_places_are_where_their_commune_is(slug):
    content = read_content(slug)
    spots = content["organisations"] + [
        spot for offer in content["offers"] for spot in offer.get("places", [])
    ]
    for spot in spots:
        commune = find(spot["commune"])
        assert commune, spot
        assert spot["postal_code"] in commune.postal_codes, spot
        if spot.get("lat"):
            assert distance_km(spot["lat"], spot["lon"], commune.lat, commune.lon) < 15, spot


@pytest.mark.parametrize("slug", SITES)
def test_the_french_is_set_as_french_is(slug):
    wrong = [text for text in texts(read_content(slug)) if WRONG.search(text)]
    assert wrong == []


@pytest.mark.parametrize("slug", SITES)
def test_a_title_and_a_summary_say_it_at_once(slug):
    offers = read_content(slug)["offers"]
    titles = Counter(offer["title"] for offer in offers)
    assert titles.most_common(1)[0][1] == 1
    for offer in offers:
        assert len(offer["title"]) <= 80, offer["title"]
        assert 40 <= len(offer["summary"]) <= 300, offer["title"]
