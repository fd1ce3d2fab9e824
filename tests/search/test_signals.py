"""What the order takes from how requests are answered, as rows of the catalogue keep it."""

import pytest
from django.db import connection

from search.models import CatalogueOffer
from search.ranking import NEUTRAL_RESPONSIVENESS as NEUTRAL
from search.services import publish_offer, withdraw_offer
from search.signals import set_responsiveness, set_room
from tests.search.factories import offer_fields, publish

OURS, THEIRS = ({"id": number, "name": "A", "kind": "association"} for number in (7, 8))


@pytest.fixture
def offer(reims):
    return publish(reims, organisation=OURS)


def seen_again(offer):
    """(responsiveness, room, whether the index has to learn of it)."""
    seq = offer.seq
    offer.refresh_from_db()
    return offer.responsiveness, offer.room, offer.seq > seq


def test_a_new_offer_is_neutral_and_has_room(offer):
    assert (offer.responsiveness, offer.room) == (NEUTRAL, 1.0)


def test_a_value_that_changes_is_told_to_the_index(offer):
    assert set_responsiveness({7: 0.5}) == 1
    assert seen_again(offer) == (0.5, 1.0, True)
    assert set_room({offer.pk: 0.25}) == 1
    assert seen_again(offer) == (0.5, 0.25, True)


def test_each_row_gets_a_number_of_its_own(reims):
    rows = [publish(reims, organisation=OURS) for _row in range(5)]
    set_responsiveness({7: 0.5})
    set_room({row.pk: 0.5 for row in rows})
    assert len(set(CatalogueOffer.objects.values_list("seq", flat=True))) == 5


@pytest.mark.parametrize("value", [0.5, 0.504, 0.4951])
def test_a_value_that_is_the_same_to_two_decimals_disturbs_nobody(offer, value):
    set_responsiveness({7: 0.5})
    set_room({offer.pk: 0.5})
    seen_again(offer)
    assert set_responsiveness({7: value}) == set_room({offer.pk: value}) == 0
    assert seen_again(offer) == (0.5, 0.5, False)


def test_only_the_offers_of_the_organisation_change(reims, offer):
    other = publish(reims, organisation=THEIRS)
    set_responsiveness({7: 0.5})
    assert seen_again(other) == (NEUTRAL, 1.0, False)


def test_an_organisation_that_keeps_nothing_does_not_start_again_with_a_new_offer(reims, offer):
    set_responsiveness({7: 0.001})
    assert publish(reims, organisation=OURS).responsiveness == 0


def test_an_organisation_of_which_nothing_is_known_any_more_is_neutral_again(offer):
    set_responsiveness({7: 0.5})
    assert set_responsiveness({}) == 1
    assert seen_again(offer)[0] == NEUTRAL


def test_publishing_again_keeps_both(reims, offer):
    set_responsiveness({7: 0.5})
    set_room({offer.pk: 0.25})
    fields = offer_fields(organisation=OURS, title="Autre titre")
    publish_offer(territory=reims, page_id=offer.page_id, fields=fields)
    assert seen_again(offer)[:2] == (0.5, 0.25)


def test_withdrawing_and_publishing_again_changes_nothing(reims, offer):
    set_responsiveness({7: 0.5})
    withdraw_offer(territory=reims, page_id=offer.page_id)
    set_responsiveness({7: 0.4})
    publish_offer(territory=reims, page_id=offer.page_id, fields=offer_fields(organisation=OURS))
    assert seen_again(offer)[0] == 0.4


def test_another_page_starts_where_the_organisation_is(reims, offer):
    set_responsiveness({7: 0.5})
    withdraw_offer(territory=reims, page_id=offer.page_id)
    assert publish(reims, organisation=OURS).responsiveness == 0.5


def test_an_offer_that_changes_hands_takes_the_responsiveness_of_its_new_organisation(reims, offer):
    publish(reims, organisation=THEIRS)
    set_responsiveness({7: 0.5, 8: 0.9})
    fields = offer_fields(organisation=THEIRS)
    publish_offer(territory=reims, page_id=offer.page_id, fields=fields)
    assert seen_again(offer)[0] == 0.9


@pytest.mark.parametrize(
    "bought",
    [
        {"responsiveness": 1.0, "room": 1.0, "score": 10},
        {"title": "AAA Une chambre"},
        {"organisation": OURS | {"name": "AAA"}},
        {"price": "500 €", "free": False},
        {"website": "https://example.org", "phone": "+33353010009"},
        {"verified_on": None},
        {"starts_on": None, "ends_on": None},
    ],
)
def test_nothing_that_is_written_in_an_offer_changes_a_signal(reims, offer, bought):
    set_responsiveness({7: 0.5})
    set_room({offer.pk: 0.25})
    fields = offer_fields(organisation=OURS) | bought
    publish_offer(territory=reims, page_id=offer.page_id, fields=fields)
    assert seen_again(offer)[:2] == (0.5, 0.25)


def test_an_index_row_waits_only_when_a_value_changed(offer):
    CatalogueOffer.objects.update(indexed_seq=offer.seq)
    set_responsiveness({7: NEUTRAL})
    assert not CatalogueOffer.objects.waiting().exists()
    set_responsiveness({7: 0.1})
    assert CatalogueOffer.objects.waiting().exists()


def test_a_thousand_rows_are_written_in_one_statement(reims, offer, django_assert_num_queries):
    connection.set_schema_to_public()
    with django_assert_num_queries(4):  # the schema, and the statement in its transaction
        set_room(dict.fromkeys(range(1, 1001), 0.5))
