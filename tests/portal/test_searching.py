"""One search for pages and API: the place in force, two groups, ways on that are tried."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from portal.filters import Filters
from portal.relaxing import TRIES
from portal.searching import GROUP_SIZE, Wanted, find_in_groups, understood
from portal.territories import next_door
from portal.widening import widen
from tenants.geography.suggest import find
from tests.search.factories import place_at, publish

REIMS, LYON_3, BRON = find("51454"), find("69383"), find("69029")
LILLE, EPERNAY = find("59350"), find("51230")


@pytest.fixture(autouse=True)
def _in_french():
    with override("fr"):
        yield


def reading(territory, words="", **asked):
    return understood(Wanted(territory=territory, words=words, **asked))


@pytest.mark.parametrize(
    ("words", "chosen", "place"),
    [
        ("psy", REIMS, REIMS),
        ("psy", None, None),
        ("psy bron", REIMS, BRON),
        ("psy bron", None, BRON),
        ("logement 51100", REIMS, REIMS),
        ("logement marne", find("51230"), find("51230")),
        ("logement lyon", LYON_3, LYON_3),
        ("psy saint-denis", find("97411"), find("97411")),
    ],
)
def test_words_that_name_a_place_win_unless_they_name_the_one_chosen(reims, words, chosen, place):
    assert reading(reims, words, chosen=chosen).place == place


def test_a_word_that_is_not_a_place_is_a_word(reims):
    read = reading(reims, "psy bron", chosen=REIMS, place_allowed=False)
    assert read.place == REIMS
    assert [term.own[0] for term in read.read.terms] == ["psy", "bron"]


def test_the_words_without_their_place_are_told(reims):
    assert reading(reims, "aide logement à Bron").words_alone == "aide logement"
    assert reading(reims, "aide logement").words_alone == "aide logement"


@pytest.mark.usefixtures("engine")
def test_each_group_has_its_own_pages(reims, known):
    for number in range(GROUP_SIZE + 3):
        publish(reims, title=f"Chambre {number}")
        publish(reims, "remote", title=f"Conseil {number}")
    known()
    search = reading(reims, chosen=REIMS).search(timezone.now())
    seen = []
    for near_page, far_page in ((1, 1), (2, 1), (1, 2), (2, 2), (9, 9)):
        found = find_in_groups(search, near_page=near_page, far_page=far_page)
        assert (found.results.near_count, found.results.far_count) == (GROUP_SIZE + 3,) * 2
        assert len(found.near) == {1: GROUP_SIZE, 2: 3, 9: 0}[near_page]
        assert len(found.far) == {1: GROUP_SIZE, 2: 3, 9: 0}[far_page]
        assert all(hit.card["modes"] == ["on_site"] for hit in found.near)
        assert all(hit.card["modes"] == ["remote"] for hit in found.far)
        seen += [hit.key for hit in found.near + found.far]
    assert len(set(seen)) == 2 * (GROUP_SIZE + 3)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("near", "far"), [(0, 0), (3, 2), (0, 12), (12, 0), (9, 1), (10, 1)])
def test_a_group_is_whole_whatever_the_other_holds(reims, known, near, far):
    for _number in range(near):
        publish(reims)
    for _number in range(far):
        publish(reims, "remote")
    known()
    found = find_in_groups(reading(reims, chosen=REIMS).search(timezone.now()))
    assert len(found.near) == min(near, GROUP_SIZE)
    assert len(found.far) == min(far, GROUP_SIZE)


def tried(territory, words="", **asked):
    read = reading(territory, words, **asked)
    search = read.search(timezone.now())
    return widen(read, search, find_in_groups(search).results)


@pytest.mark.usefixtures("engine")
def test_too_narrow_a_distance_goes_on_to_where_there_is_something(reims, known):
    publish(reims, places=[place_at(49.2583, 4.32)])  # 21 km to the east
    known()
    [wider] = tried(reims, chosen=REIMS, filters=Filters(within_km=5))
    assert wider.way.changes == {"distance": "30"}
    assert wider.results.near_count == 1


@pytest.mark.usefixtures("engine")
def test_words_that_no_offer_holds_together_are_found_apart(reims, known):
    publish(reims, title="Une chambre")
    publish(reims, title="Un permis")
    known()
    read = reading(reims, "chambre permis", chosen=REIMS)
    found = find_in_groups(read.search(timezone.now()))
    assert len(found.near) == found.results.count == 2
    assert tried(reims, "chambre permis", chosen=REIMS) == []


@pytest.mark.usefixtures("engine")
def test_ways_that_give_nothing_are_not_told(reims, known):
    publish(reims, modes=["remote"], theme="health")
    known()
    found = tried(reims, chosen=REIMS, filters=Filters(mode="on_site", theme="housing", free=True))
    assert found == []


def test_a_page_makes_few_searches_whatever_may_be_changed(reims, settings):
    settings.ELASTICSEARCH_URL = ""
    filters = Filters(
        within_km=5, mode="on_site", free=True, open_now=True, open_saturday=True, spoken="ar"
    )
    read = reading(reims, "un deux trois quatre cinq", chosen=REIMS, filters=filters)
    search = read.search(timezone.now())
    results = find_in_groups(search).results
    with CaptureQueriesContext(connection) as asked:
        widen(read, search, results)
    searches = [one for one in asked.captured_queries if "found AS MATERIALIZED" in one["sql"]]
    assert len(searches) == TRIES == 5


def test_the_territory_next_door_is_the_closest_commune_of_another(reims, lyon, lot):
    # Vienne is in no territory here; Lyon's begins less than 20 km to the north.
    far, commune, territory = next_door(find("38544"), reims)
    assert territory == lyon
    assert far < 20
    assert commune.departement_code == "69"
    assert next_door(find("38544"), lyon) is None
    assert next_door(find("29019"), reims) is None


@pytest.mark.usefixtures("engine")
def test_the_neighbour_s_offers_are_counted_and_belong_to_its_site(national, lyon, known):
    publish(lyon, "in_lyon", places=[place_at(45.75, 4.85)])
    known()
    [one] = tried(national, chosen=find("38544"))
    assert one.way.kind == "neighbour"
    assert not one.way.here
    assert one.way.neighbour.slug == "lyon"
    assert one.count == 1
