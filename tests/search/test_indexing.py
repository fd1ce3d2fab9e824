from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from search import tasks
from search.clients import index_aliases
from search.indexing import (
    BATCH,
    SWAP_LOCK,
    IndexingError,
    find_drift,
    index_waiting,
    rebuild,
    rebuilding,
)
from search.models import CatalogueOffer, IndexRebuild
from search.query import Search
from search.services import find_offers, withdraw_offer
from tests.search.conftest import TODAY
from tests.search.factories import publish


def found():
    results = find_offers(Search(day=TODAY, page_size=100))
    assert results.engine == "elasticsearch"
    return {hit.card["title"] for hit in results.hits}


def indices(client, settings):
    return sorted(client.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-offers-*"))


def change_title(offer, title):
    card = offer.card | {"title": title}
    CatalogueOffer.objects.filter(pk=offer.pk).update(card=card)
    CatalogueOffer.objects.filter(pk=offer.pk).renumber()


def test_the_first_indexing_builds_the_index(reims, index, settings):
    publish(reims, title="A")
    index_waiting()
    assert found() == {"A"}
    assert len(indices(index, settings)) == 1
    assert not CatalogueOffer.objects.waiting().exists()


def test_what_waits_is_brought_and_what_is_withdrawn_is_removed(reims, index):
    kept, gone = publish(reims, title="A"), publish(reims, title="B")
    index_waiting()
    change_title(kept, "A2")
    withdraw_offer(territory=reims, page_id=gone.page_id)
    assert index_waiting() == 2
    assert found() == {"A2"}
    assert index_waiting() == 0
    assert not CatalogueOffer.objects.waiting().exists()


def test_an_offer_withdrawn_before_it_was_ever_indexed_does_not_wait_for_ever(reims, index):
    index_waiting()
    offer = publish(reims)
    withdraw_offer(territory=reims, page_id=offer.page_id)
    assert index_waiting() == 1
    assert not CatalogueOffer.objects.waiting().exists()


def test_an_older_state_never_overwrites_a_newer_one(reims, index):
    offer = publish(reims, title="Avant")
    index_waiting()
    change_title(offer, "Après")
    index_waiting()
    # A slow worker comes with what it read before.
    CatalogueOffer.objects.filter(pk=offer.pk).update(seq=offer.seq, indexed_seq=0, card=offer.card)
    index_waiting()
    assert found() == {"Après"}


def test_more_rows_than_one_batch_are_all_brought(reims, index):
    index_waiting()
    offer = publish(reims)
    rows = [
        CatalogueOffer(
            **{
                field.attname: getattr(offer, field.attname)
                for field in CatalogueOffer._meta.concrete_fields
                if field.name not in ("id", "key", "page_id")
            },
            key=f"reims-x{n}",
            page_id=10_000 + n,
        )
        for n in range(BATCH + 3)
    ]
    CatalogueOffer.objects.bulk_create(rows)
    CatalogueOffer.objects.all().renumber()
    assert index_waiting() == BATCH + 4
    assert find_offers(Search(day=TODAY)).count == BATCH + 4


def test_an_offer_that_the_index_refuses_does_not_hold_back_the_others(reims, index, caplog):
    index_waiting()
    refused, taken = publish(reims, title="A"), publish(reims, title="B")
    CatalogueOffer.objects.filter(pk=refused.pk).update(points=[["north", "pole"]])
    assert index_waiting() == 1
    assert found() == {"B"}
    assert CatalogueOffer.objects.behind().get() == refused
    assert f"refused the offer {refused.key}" in caplog.text

    assert rebuild() == 1
    assert found() == {taken.card["title"]}
    assert CatalogueOffer.objects.set_aside().get() == refused


def test_a_task_that_was_lost_is_made_up_for_by_the_next_minute(reims, index):
    index_waiting()
    publish(reims, title="A")
    tasks.index_what_still_waits.call_local()
    assert found() == {"A"}


def test_a_rebuild_keeps_the_former_index_and_removes_older_ones(reims, index, settings):
    publish(reims, title="A")
    index_waiting()
    (first,) = indices(index, settings)
    rebuild()
    first_again, second = indices(index, settings)
    assert first_again == first
    rebuild()
    assert first not in indices(index, settings)
    assert second in indices(index, settings)
    assert len(indices(index, settings)) == 2
    aliases = index.indices.get_alias(name=",".join(index_aliases()))
    assert list(aliases) == [indices(index, settings)[-1]]
    assert found() == {"A"}


def test_a_rebuild_brings_back_what_an_index_lost(reims, index, settings):
    offer = publish(reims, title="A")
    index_waiting()
    index.delete(index=indices(index, settings)[0], id=offer.key, refresh=True)
    assert found() == set()
    rebuild()
    assert found() == {"A"}


@pytest.fixture
def full_disk(index, settings):
    """What the engine does to an index when its disk is nearly full, to those made from now on."""
    name = f"{settings.ELASTICSEARCH_PREFIX}-full"
    index.indices.put_index_template(
        name=name,
        index_patterns=[f"{settings.ELASTICSEARCH_PREFIX}-offers-*"],
        template={"settings": {"index.blocks.read_only_allow_delete": True}},
    )
    yield
    index.indices.delete_index_template(name=name)


def test_a_rebuild_on_a_full_disk_stops_and_the_index_in_use_stays(
    reims, index, settings, request, monkeypatch
):
    publish(reims, title="A")
    index_waiting()
    before = indices(index, settings)
    request.getfixturevalue("full_disk")
    monkeypatch.setattr(rebuilding, "PATIENCE", 1)
    with pytest.raises(IndexingError, match="does not take what it should.*read-only"):
        rebuild()
    assert indices(index, settings) == before
    assert found() == {"A"}
    assert "read-only" in IndexRebuild.objects.latest("started_at").error
    assert not find_drift()


def test_indexing_leaves_the_field_to_a_rebuild_that_ends(reims, index):
    index_waiting()
    publish(reims)
    with connection.copy().cursor() as elsewhere:
        elsewhere.execute("SELECT pg_advisory_lock(%s)", [SWAP_LOCK])
        try:
            assert index_waiting() == 0
        finally:
            elsewhere.execute("SELECT pg_advisory_unlock(%s)", [SWAP_LOCK])
            elsewhere.connection.close()
    assert index_waiting() == 1


def test_drift_names_what_differs_and_leaves_alone_what_waits(reims, index, settings):
    lost, old, extra = (publish(reims, title=title) for title in "ABC")
    index_waiting()
    assert not find_drift()
    (name,) = indices(index, settings)
    index.delete(index=name, id=lost.key)
    CatalogueOffer.objects.filter(pk=old.pk).update(seq=old.seq + 5, indexed_seq=old.seq + 5)
    CatalogueOffer.objects.filter(pk=extra.pk).delete()
    publish(reims, title="D")
    drift = find_drift()
    assert (drift.missing, drift.outdated, drift.left_over) == (
        (lost.key,),
        (old.key,),
        (extra.key,),
    )
    assert drift.waiting == 1
    assert not drift.stale_mapping


def test_check_index_fails_until_rebuild_index_repairs(reims, index, settings):
    offer = publish(reims)
    index_waiting()
    call_command("check_index", stdout=StringIO())
    index.delete(index=indices(index, settings)[0], id=offer.key)
    with pytest.raises(CommandError, match=f"1 missing: {offer.key}"):
        call_command("check_index", stdout=StringIO())
    out = StringIO()
    call_command("rebuild_index", if_needed=True, stdout=out)
    assert "1 offers are in the new index" in out.getvalue()
    call_command("check_index", stdout=StringIO())
    call_command("rebuild_index", if_needed=True, stdout=out)
    assert "nothing to do" in out.getvalue()


def test_commands_say_so_when_there_is_no_elasticsearch(public, settings):
    for url, sentence in (("", "No Elasticsearch is configured"), ("http://127.0.0.1:9", "not")):
        settings.ELASTICSEARCH_URL = url
        for command in ("check_index", "rebuild_index"):
            with pytest.raises(CommandError, match=sentence):
                call_command(command, stdout=StringIO())
