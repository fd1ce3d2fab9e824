from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from search.indexing import index_waiting
from search.language.understanding import Term
from search.models import CatalogueOffer
from search.query import Search
from search.services import (
    count_by_theme,
    find_offers,
    live_offer,
    publish_offer,
    shown_languages,
    withdraw_offer,
)
from tests.search.conftest import TODAY
from tests.search.factories import offer_fields, place_at, publish


def republish(territory, offer, **fields):
    return publish_offer(
        territory=territory,
        page_id=offer.page_id,
        fields=offer_fields(translation_key=offer.translation_key, **fields),
    )


def test_a_published_offer_holds_all_that_pages_and_filters_need(reims):
    offer = publish(
        reims,
        title="Une chambre",
        zones=["epci:200067213", "-commune:51454"],
        criteria={"age": {"min": 18}, "situation": ["school", "work"], "licence": []},
        body="<p>Près de la gare</p>",
    )
    offer = CatalogueOffer.objects.get(pk=offer.pk)
    assert offer.key == f"reims-{offer.page_id}"
    assert offer.live
    assert (offer.included, offer.excluded) == (["epci:200067213"], ["commune:51454"])
    assert offer.constrained == ["situation"]
    assert offer.accepted == ["situation=school", "situation=work"]
    assert offer.points == [[49.2583, 4.0317]]
    assert offer.near
    assert offer.card["id"] == offer.key
    assert offer.card["territory"] == {"slug": "reims", "name": reims.name}
    assert offer.card["professional"] == {"first_name": "Camille"}
    assert offer.card["criteria"] == {
        "age": {"min": 18},
        "situation": ["school", "work"],
        "licence": [],
    }
    assert offer.detail["body"] == "<p>Près de la gare</p>"


def test_the_office_of_a_remote_offer_is_no_place_to_go_to(reims):
    offer = publish(reims, modes=["remote"], places=[place_at(49.2, 4.0)])
    assert offer.points == []
    assert not offer.near
    assert offer.card["places"]


def test_publishing_again_keeps_the_row_and_gives_it_a_greater_number(reims):
    offer = publish(reims, title="Avant")
    again = republish(reims, offer, title="Après")
    assert again.pk == offer.pk
    assert again.seq > offer.seq
    assert again.card["title"] == "Après"


def test_a_zone_or_a_criterion_that_is_not_one_is_refused(reims):
    with pytest.raises(ValueError, match="nulle part"):
        publish(reims, zones=["nulle part"])
    with pytest.raises(ValueError, match="age"):
        publish(reims, criteria={"age": "18"})
    with pytest.raises(ValidationError):
        publish(reims, modes=["by_pigeon"])
    assert not CatalogueOffer.objects.exists()


def test_a_withdrawn_offer_keeps_its_row_and_is_shown_nowhere(reims):
    offer = publish(reims)
    withdraw_offer(territory=reims, page_id=offer.page_id)
    row = CatalogueOffer.objects.get(pk=offer.pk)
    assert not row.live
    assert row.seq > offer.seq
    assert live_offer(offer.key) is None
    assert find_offers(Search(day=TODAY)).count == 0


def test_withdrawing_what_is_not_live_changes_nothing(reims):
    offer = publish(reims)
    withdraw_offer(territory=reims, page_id=offer.page_id)
    seq = CatalogueOffer.objects.get(pk=offer.pk).seq
    withdraw_offer(territory=reims, page_id=offer.page_id)
    withdraw_offer(territory=reims, page_id=999_999)
    assert CatalogueOffer.objects.get(pk=offer.pk).seq == seq


def test_a_french_page_answers_in_english_until_its_translation_is_live(reims):
    french = publish(reims, title="Une chambre")
    assert french.shown_in == ["en", "fr"]
    assert live_offer(french.key, language="en") == french

    english = publish(reims, title="A room", language="en", translation_key=french.translation_key)
    numbered = french.seq
    french.refresh_from_db()
    assert (french.shown_in, english.shown_in) == (["fr"], ["en"])
    assert french.seq > numbered
    assert live_offer(french.key, language="en") == english
    assert live_offer(english.key, language="fr") == french

    withdraw_offer(territory=reims, page_id=english.page_id)
    french.refresh_from_db()
    assert french.shown_in == ["en", "fr"]
    assert live_offer(english.key, language="en") == french


def test_translations_do_not_reach_beyond_their_territory(reims, lyon):
    french = publish(reims)
    publish(lyon, language="en", translation_key=french.translation_key)
    french.refresh_from_db()
    assert french.shown_in == ["en", "fr"]


@pytest.mark.parametrize(
    ("language", "live", "shown"),
    [
        ("fr", ["fr"], ["en", "fr"]),
        ("fr", ["fr", "en"], ["fr"]),
        ("en", ["fr", "en"], ["en"]),
        ("en", ["en"], ["en"]),
    ],
)
def test_only_french_stands_in_for_another_language(language, live, shown):
    assert shown_languages(language, live, ["fr", "en"]) == shown


def test_an_offer_is_live_in_its_own_territories_only(reims, lyon):
    offer = publish(reims)
    assert live_offer(offer.key, territories=[reims.pk]).territory == reims
    assert live_offer(offer.key, territories=[lyon.pk]) is None
    assert live_offer(offer.key, territories=[]) is None
    assert live_offer("reims-0") is None
    assert live_offer("reims-\0") is None


def test_a_live_offer_comes_with_its_territory_in_one_query(reims, django_assert_num_queries):
    offer = publish(reims)
    with django_assert_num_queries(1):
        assert live_offer(offer.key).territory.slug == "reims"


def test_offers_are_counted_by_theme_for_a_place_in_one_query(
    reims, lyon, place, django_assert_num_queries
):
    publish(reims, theme="housing")
    publish(reims, theme="housing", zones=["pays:FR", "-commune:51454"])
    publish(reims, theme="training")
    publish(lyon, theme="health", zones=["epci:200046977"])
    with django_assert_num_queries(1):
        counted = count_by_theme(place("51454"), None, "fr", TODAY)
    assert counted == {"housing": 1, "training": 1}
    assert count_by_theme(None, [lyon.pk], "en", TODAY) == {"health": 1}


def test_a_publication_that_is_rolled_back_indexes_nothing(
    reims, index, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ValueError, match="age"):
        publish(reims, criteria={"age": "18"})
    assert callbacks == []


def test_a_publication_is_found_once_it_is_committed(
    reims, index, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        offer = publish(reims)
    results = find_offers(Search(day=TODAY))
    assert [hit.key for hit in results.hits] == [offer.key]
    assert (results.engine, results.simplified) == ("elasticsearch", False)

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_offer(territory=reims, page_id=offer.page_id)
    assert find_offers(Search(day=TODAY)).count == 0


def test_an_elasticsearch_that_is_away_does_not_prevent_publishing(
    reims, settings, django_capture_on_commit_callbacks, caplog
):
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:9/{uuid4().hex}"
    with django_capture_on_commit_callbacks(execute=True):
        offer = publish(reims)
    assert CatalogueOffer.objects.waiting().get() == offer
    assert "did not take what it should" in caplog.text


def test_results_come_without_a_query_from_elasticsearch_and_in_one_from_postgresql(
    reims, index, place, settings, django_assert_num_queries
):
    publish(reims)
    index_waiting()
    search = Search(day=TODAY, place=place("51454"), theme="housing", terms=(Term(("chambre",)),))
    with django_assert_num_queries(0):
        assert find_offers(search).engine == "elasticsearch"
    settings.ELASTICSEARCH_URL = ""
    with django_assert_num_queries(1):
        results = find_offers(search)
    assert (results.engine, results.simplified, results.count) == ("postgresql", True, 1)
