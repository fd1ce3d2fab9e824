"""Whose sites show an offer of the national site: engines, counts and its address agree."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django_tenants.utils import schema_context

from portal.territories import shown_territories
from search.extent import extent_of
from search.models import OfferHiding
from search.services import count_by_theme, live_offer, publish_offer
from search.sites import hide_offer, show_offer_again
from tenants.coverage import read_zones
from tenants.provisioning import set_coverage
from tests.search.conftest import TODAY
from tests.search.factories import offer_fields, publish

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
REACHING = {
    "europe": "europe",
    "pays:FR": "country",
    "region:44": "region",
    "departement:51": "departement",
}


@pytest.fixture
def seen(titles):
    """`seen(territory)`: what its site shows, without a commune."""
    return lambda territory: sorted(titles(territories=shown_territories(territory)))


@pytest.fixture
def by(person):
    return person("national")


def cover(territory, zones):
    with schema_context("public"):
        set_coverage(territory=territory, zones=zones)


def test_an_offer_is_written_once_and_shown_wherever_its_zones_touch(
    national, reims, lyon, lot, seen, titles, place
):
    for zone in REACHING:
        publish(national, "remote", zones=[zone], title=zone)
    publish(national, "remote", zones=["region:44", "-epci:200067213"], title="around")
    publish(reims, "everywhere", title="local")
    assert seen(reims) == ["departement:51", "europe", "local", "pays:FR", "region:44"]
    assert seen(lyon) == seen(lot) == ["europe", "pays:FR"]
    assert len(titles()) == 6
    here = titles(territories=shown_territories(reims), place=place("51454"))
    assert sorted(here) == seen(reims)


def test_it_says_how_far_it_reaches_and_one_of_a_territory_says_nothing(national, reims):
    for zone, extent in REACHING.items():
        assert publish(national, zones=[zone]).card["extent"] == extent
    assert extent_of(read_zones(["pays:FR", "-region:94"])) == "parts"
    assert extent_of(read_zones(["epci:200067213"])) == "parts"
    assert publish(reims, "everywhere").card["extent"] == ""


def test_a_territory_with_other_communes_shows_what_touches_them(national, lot, seen):
    publish(national, "remote", zones=["departement:46"], title="lot")
    publish(national, "remote", zones=["departement:48"], title="lozère")
    assert seen(lot) == ["lot"]
    cover(lot, ["departement:48"])
    assert seen(lot) == ["lozère"]
    cover(lot, ["departement:46", "departement:48"])
    assert seen(lot) == ["lot", "lozère"]


def test_hidden_by_one_territory_it_is_gone_there_in_every_language_and_nowhere_else(
    national, reims, lyon, seen, by
):
    offer = publish(national, "remote", "everywhere", title="Une aide")
    same = {"translation_key": offer.translation_key, "language": "en", "title": "Some help"}
    publish(national, "remote", "everywhere", **same)
    hide_offer(territory=reims, offer=offer, reason="La mission locale le fait.", by=by, now=NOW)
    sites = shown_territories(reims)
    assert seen(reims) == []
    for language in ("fr", "en"):
        assert live_offer(offer.key, territories=sites, language=language) is None
        assert count_by_theme(None, sites, language, TODAY) == {}
        assert live_offer(offer.key, territories=shown_territories(lyon), language=language)
    assert seen(lyon) == seen(national) == ["Une aide"]

    # Published again, and with other communes around it, it stays hidden.
    again = offer_fields("remote", "everywhere", **same | {"language": "fr", "title": "Une aide"})
    publish_offer(territory=national, page_id=offer.page_id, fields=again)
    cover(reims, ["departement:51"])
    assert seen(reims) == []

    show_offer_again(territory=reims, offer=offer, by=by, now=NOW)
    assert seen(reims) == ["Une aide"]
    [hiding] = OfferHiding.objects.all()
    assert (hiding.shown_by, hiding.shown_at) == (by, NOW)


def test_it_is_hidden_once_and_with_a_reason(national, reims, by):
    offer = publish(national, "remote", "everywhere")
    with pytest.raises(ValidationError):
        hide_offer(territory=reims, offer=offer, reason="", by=by, now=NOW)
    hide_offer(territory=reims, offer=offer, reason="Trop loin.", by=by, now=NOW)
    with pytest.raises(ValidationError):
        hide_offer(territory=reims, offer=offer, reason="Trop loin.", by=by, now=NOW)
