from datetime import datetime, timedelta, timezone

import pytest
import time_machine

from search import tasks
from search.clients import index_aliases
from search.documents import mapping_hash
from search.indexing import catch_up, index_waiting, lag, rebuild, remove_old_indices, try_again
from search.indexing.indices import all_indices, in_use
from search.indexing.outbox import FIRST_DELAY, LONGEST_DELAY, MAX_ATTEMPTS, next_try
from search.indexing.sending import trouble_of
from search.models import CatalogueOffer, IndexingFailure, IndexRebuild, Trouble
from search.query import Search
from search.services import find_offers, publish_offer, withdraw_offer
from tests.search.conftest import TODAY
from tests.search.factories import offer_fields, publish

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)  # noqa: UP017
NOWHERE = [["north", "pole"]]
OTHER = "0123456789"


def spoil(offer, points=NOWHERE):
    CatalogueOffer.objects.filter(pk=offer.pk).update(points=points)


def found():
    results = find_offers(Search(day=TODAY))
    assert results.engine == "elasticsearch"
    return {hit.card["title"] for hit in results.hits}


def come_due():
    IndexingFailure.objects.exclude(next_try_at=None).update(next_try_at=NOW - timedelta(days=999))


@pytest.mark.parametrize(
    ("points", "trouble"), [(NOWHERE, Trouble.REFUSED), ([[1]], Trouble.UNREADABLE)]
)
def test_what_cannot_pass_is_set_aside_at_once_with_what_was_said(reims, index, points, trouble):
    index_waiting()
    offer = publish(reims, title="A")
    publish(reims, title="B")
    spoil(offer, points)
    assert index_waiting() == 1
    failure = IndexingFailure.objects.get()
    assert (failure.offer, failure.trouble, failure.next_try_at) == (offer, trouble, None)
    assert "point" in failure.detail or "values" in failure.detail
    assert CatalogueOffer.objects.set_aside().get() == offer
    assert not CatalogueOffer.objects.waiting().exists()
    assert index_waiting() == 0
    assert IndexingFailure.objects.get().attempts == 1


def test_a_new_publication_gives_another_chance(reims, index):
    index_waiting()
    offer = publish(reims, title="A")
    spoil(offer)
    index_waiting()
    fields = offer_fields(title="A2", translation_key=offer.translation_key)
    publish_offer(territory=reims, page_id=offer.page_id, fields=fields)
    assert not CatalogueOffer.objects.set_aside().exists()
    assert index_waiting() == 1
    assert found() == {"A2"}
    assert not IndexingFailure.objects.exists()


def test_one_several_or_all_that_were_set_aside_are_tried_again(reims, index):
    index_waiting()
    offers = [publish(reims, title=title) for title in "ABC"]
    for offer in offers:
        spoil(offer)
    index_waiting()
    for offer in offers[:2]:
        spoil(offer, [])
    assert try_again([offers[0].pk]) == 1
    assert index_waiting() == 1
    assert found() == {"A"}
    assert try_again() == 2
    assert index_waiting() == 1
    assert found() == {"A", "B"}
    assert CatalogueOffer.objects.set_aside().get() == offers[2]


def test_a_full_disk_makes_offers_wait_and_sets_none_aside(reims, index):
    publish(reims, title="A")
    index_waiting()
    name = in_use(all_indices(index)).name
    blocked = "index.blocks.read_only_allow_delete"
    index.indices.put_settings(index=name, settings={blocked: True})
    offer = publish(reims, title="B")
    assert index_waiting() == 0
    failure = IndexingFailure.objects.get()
    assert (failure.offer, failure.trouble) == (offer, Trouble.FULL)
    assert failure.next_try_at > failure.tried_at
    assert not CatalogueOffer.objects.set_aside().exists()
    assert not CatalogueOffer.objects.waiting().exists()
    assert found() == {"A"}
    for _turn in range(MAX_ATTEMPTS):
        come_due()
        index_waiting()
    assert IndexingFailure.objects.get().attempts == MAX_ATTEMPTS + 1
    assert not CatalogueOffer.objects.set_aside().exists()
    assert lag().waiting == 1

    index.indices.put_settings(index=name, settings={blocked: None})
    assert index_waiting() == 0
    come_due()
    assert index_waiting() == 1
    assert found() == {"A", "B"}
    assert lag().waiting == 0


def test_the_wait_doubles_up_to_ten_minutes():
    waits = [next_try(Trouble.BUSY, attempts, NOW) - NOW for attempts in (1, 2, 3, 50)]
    assert waits == [FIRST_DELAY, 2 * FIRST_DELAY, 4 * FIRST_DELAY, LONGEST_DELAY]


@pytest.mark.parametrize(
    ("trouble", "attempts", "aside"),
    [
        (Trouble.REFUSED, 1, True),
        (Trouble.UNREADABLE, 1, True),
        (Trouble.FAILED, MAX_ATTEMPTS - 1, False),
        (Trouble.FAILED, MAX_ATTEMPTS, True),
        (Trouble.BUSY, 1000, False),
        (Trouble.FULL, 1000, False),
    ],
)
def test_only_what_concerns_the_offer_itself_sets_it_aside(trouble, attempts, aside):
    assert (next_try(trouble, attempts, NOW) is None) is aside


@pytest.mark.parametrize(
    ("status", "kind", "trouble"),
    [
        (400, "document_parsing_exception", Trouble.REFUSED),
        (403, "cluster_block_exception", Trouble.FULL),
        (429, "cluster_block_exception", Trouble.FULL),
        (429, "es_rejected_execution_exception", Trouble.BUSY),
        (503, "unavailable_shards_exception", Trouble.BUSY),
        (500, "illegal_state_exception", Trouble.FAILED),
        (404, "index_not_found_exception", Trouble.FAILED),
    ],
)
def test_trouble_is_read_from_the_answer(status, kind, trouble):
    assert trouble_of({"status": status, "error": {"type": kind}}) == trouble


def test_the_lag_is_the_age_of_what_waits_longest_and_leaves_out_what_was_set_aside(reims, index):
    index_waiting()
    assert (lag().waiting, lag().seconds) == (0, 0)
    old, new, aside = (publish(reims, title=title) for title in "ABC")
    long_ago = NOW - timedelta(days=100)
    CatalogueOffer.objects.filter(pk=aside.pk).update(changed_at=long_ago)
    IndexingFailure.objects.create(offer=aside, seq=aside.seq, trouble=Trouble.REFUSED)
    CatalogueOffer.objects.filter(pk=old.pk).update(changed_at=NOW)
    CatalogueOffer.objects.filter(pk=new.pk).update(changed_at=NOW + timedelta(seconds=50))
    late = lag(now=NOW + timedelta(seconds=60))
    assert (late.waiting, late.seconds, late.set_aside) == (2, 60, 1)


def test_an_offer_that_changes_again_waits_anew(reims, index):
    index_waiting()
    offer = publish(reims)
    CatalogueOffer.objects.update(changed_at=NOW - timedelta(days=1000))
    index_waiting()
    withdraw_offer(territory=reims, page_id=offer.page_id)
    assert lag().waiting == 1
    assert lag().seconds < 60


def test_an_index_deleted_by_mistake_is_made_again_by_the_worker(reims, index):
    offer = publish(reims, title="A")
    kept = publish(reims, title="B")
    index_waiting()
    index.indices.delete(index=in_use(all_indices(index)).name)
    results = find_offers(Search(day=TODAY))
    assert (results.engine, results.simplified, results.count) == ("postgresql", True, 2)
    withdraw_offer(territory=reims, page_id=offer.page_id)
    tasks.index_what_still_waits.call_local()
    assert found() == {kept.card["title"]}


def test_an_index_that_a_late_request_made_under_the_alias_is_no_obstacle(reims, index):
    publish(reims, title="A")
    index.indices.create(index=index_aliases()[1])
    index_waiting()
    assert found() == {"A"}
    assert [one.in_use for one in all_indices(index)] == [True]


def as_made_by_other_code(client):
    """The index in use is one of another mapping, with the aliases of that one."""
    ours = mapping_hash()
    name = in_use(all_indices(client)).name
    other = name.replace(ours, OTHER)
    aliases = {alias.replace(ours, OTHER): {} for alias in index_aliases()}
    client.indices.create(index=other, aliases=aliases)
    client.indices.delete(index=name)
    return other


def test_an_alias_taken_away_by_mistake_is_put_back_by_the_worker(reims, index):
    publish(reims, title="A")
    index_waiting()
    index.indices.delete_alias(index="*", name=index_aliases()[1])
    publish(reims, title="B")
    index_waiting()
    assert found() == {"A", "B"}


def test_an_index_of_another_version_is_not_asked_and_the_worker_replaces_it_when_it_starts(
    reims, index
):
    publish(reims, title="A")
    index_waiting()
    former = as_made_by_other_code(index)
    results = find_offers(Search(day=TODAY))
    assert (results.engine, results.simplified, results.count) == ("postgresql", True, 1)
    publish(reims, title="B")
    assert index_waiting() == 0
    assert CatalogueOffer.objects.waiting().count() == 1
    catch_up()
    assert found() == {"A", "B"}
    assert {one.name: one.is_former for one in all_indices(index)}[former]
    assert catch_up() == 0


def test_the_former_index_is_kept_for_a_day_and_what_was_never_finished_is_not(reims, index):
    publish(reims)
    index_waiting()
    rebuild()
    name = in_use(all_indices(index)).name.rpartition("-")[0] + "-2"
    index.indices.create(index=name)
    assert len(all_indices(index)) == 3
    assert remove_old_indices() == 1
    assert sorted(one.is_former for one in all_indices(index)) == [False, True]


def test_after_a_day_the_former_index_goes(reims, index):
    publish(reims)
    index_waiting()
    rebuild()
    with time_machine.travel(timedelta(hours=25)):
        assert remove_old_indices() == 1
    assert [one.in_use for one in all_indices(index)] == [True]


def test_an_index_that_would_refuse_most_offers_is_not_put_in_place(reims, index):
    for number in range(12):
        publish(reims, title=f"A{number}")
    index_waiting()
    before = in_use(all_indices(index)).name
    CatalogueOffer.objects.exclude(pk=CatalogueOffer.objects.first().pk).update(points=NOWHERE)
    with pytest.raises(Exception, match="refuses 11 offers and takes 1"):
        rebuild()
    assert [one.name for one in all_indices(index)] == [before]
    assert "refuses 11" in IndexRebuild.objects.latest("started_at").error
    assert len(found()) == 12
