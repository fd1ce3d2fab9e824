"""The figures of every place: what counts where, and what is hidden."""

from datetime import date, timedelta

from portal.country.counting import count_places
from portal.country.models import PlaceFigures
from portal.country.places import homes_of
from tenants.accounts.perimeters import Perimeter
from tests.contacts.factories import make_offer
from tests.portal.country.conftest import NIGHT


def figures(place):
    return PlaceFigures.objects.get(place=place)


def test_a_territory_lies_where_most_of_its_inhabitants_live():
    assert homes_of([(1, "51", 9, 1000), (1, "08", 20, 400), (2, "46", 3, 90)]) == {
        1: "51", 2: "46",
    }  # fmt: skip


def test_each_level_adds_up_what_lies_in_it(counted):
    reims, marne, region = map(figures, ("territory:reims", "departement:51", "region:44"))
    assert reims.above == ["pays:FR", "region:44", "departement:51"]
    assert reims.supply["communes"] == marne.supply["communes"] == 143
    assert marne.supply["of_communes"] > 600
    assert region.supply["of_inhabitants"] > marne.supply["of_inhabitants"] > 500_000
    assert figures("pays:FR").supply["territories"] == {"open": 3}
    assert figures("departement:29").supply.get("communes", 0) == 0
    # Lyon and its arrondissements are one commune.
    assert figures("territory:lyon").supply["communes"] == 58


def test_offers_count_once_by_theme_and_mode_and_gaps_by_commune(national, reims, lyon):
    on = NIGHT.date()
    makes = {"theme": "housing", "zones": ["commune:51454"], "verified_on": on}
    same = {"translation_key": "0a6c8a6e-6d3b-4d59-9d8f-0c1f0f2b1d11"}
    make_offer(reims, **makes, **same)
    make_offer(reims, **makes, **same, language="en")
    make_offer(
        reims,
        theme="housing",
        modes=["on_site", "remote"],
        verified_on=on - timedelta(days=400),
        zones=["epci:200067213"],
        places=[{"lat": 49.2583, "lon": 4.0317}],
    )
    make_offer(national, theme="health")
    make_offer(lyon, theme="employment")
    count_places(now=NIGHT)
    reims, country = figures("territory:reims"), figures("pays:FR")
    assert reims.supply["offers"] == {
        "housing": {"all": 2, "on_site": 1, "remote": 2, "at_home": 0, "verified": 1}
    }
    assert country.supply["offers"].keys() == {"housing", "health", "employment"}
    gaps = reims.supply["gaps"]
    assert gaps["housing"]["asked"] == 143
    assert gaps["housing"]["nothing"] == 0
    # Some of the communes are more than 20 km away from the only place one goes to.
    assert 0 < gaps["housing"]["far"] < 100
    # The neighbour's offer is not found in Reims; the national one is, far away.
    assert gaps["employment"]["nothing"] == 143
    assert gaps["health"] == {"asked": 143, "nothing": 0, "far": 143}
    assert "51454" not in reims.lacking["housing"]["far"]
    assert country.supply["gaps"]["housing"]["asked"] > 143


def test_requests_are_those_of_whole_months_and_small_ones_are_hidden_everywhere(
    counted, count, lot
):
    country, reims = figures("pays:FR"), figures("territory:reims")
    assert (reims.until, reims.requests["first"]) == (date(2026, 10, 1), "2026-08")
    assert reims.requests["totals"]["sent"] == 183
    assert reims.requests["months"]["sent"] == {"2026-08": 50, "2026-09": 61, "2026-10": 72}
    assert reims.requests["median_hours"] == 26
    # Three requests came to the Lot, and it is alone in its région.
    for place in ("territory:lot", "departement:46", "region:76"):
        assert "sent" not in figures(place).requests["totals"]
        assert figures(place).requests["months"] == {}
    # The country less two régions would say what is in the third.
    assert country.requests["totals"]["sent"] == 279
    others = [figures(place).requests["totals"] for place in ("region:44", "region:84")]
    assert [one.get("sent") for one in others] == [183, None]


def test_nothing_is_learned_from_one_day_to_the_next(counted, count, reims, lyon):
    before = figures("territory:reims").requests
    count(reims, day=25, sent=(0, 0, 1))
    assert count_places(now=NIGHT + timedelta(days=1)) == PlaceFigures.objects.count()
    assert figures("territory:reims").requests == before
    # The month is over: what is known by its last day counts.
    count_places(now=NIGHT + timedelta(days=6))
    assert figures("territory:reims").requests["totals"]["sent"] == 184


def test_each_follows_what_lies_in_their_zones_alone(counted):
    def seen(*zones):
        perimeter = Perimeter(zones=frozenset(zones))
        return set(PlaceFigures.objects.within(perimeter).values_list("place", flat=True))

    assert seen("departement:51") == {"departement:51", "territory:reims"}
    assert {"region:84", "departement:69", "territory:lyon"} < seen("region:84")
    assert not seen("region:84") & {"pays:FR", "region:44", "departement:51", "territory:reims"}
    assert seen() == set()
