"""A rebuild among real processes that publish, withdraw, index and search, and that are killed."""

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.utils import timezone

from search import clients, indexing
from search.documents import document
from search.indexing.indices import all_indices, in_use
from search.indexing.sending import LEFT_OUT
from search.models import CatalogueOffer, IndexRebuild
from tenants.models import Territory
from tests.conftest import copy_template, drop, start_python
from tests.search.factories import publish
from tests.search.processes import STEADY

OFFERS = 1500
SECONDS = 120


class Scratch:
    """A database of its own, whose transactions really commit, with offers; an index of its own."""

    def __init__(self, name, prefix, client):
        self.name, self.prefix, self.client = name, prefix, client
        self.processes = []

    def start(self, action):
        process = start_python(
            *("-m", "tests.search.processes", self.name, action, self.prefix),
            env={"ELASTICSEARCH_URL": django_settings.ELASTICSEARCH_URL},
            stdin=subprocess.PIPE,
        )
        self.processes.append(process)
        return process

    def start_all(self, *actions):
        """Processes that are ready, and wait for `go`."""
        processes = [self.start(action) for action in actions]
        for process in processes:
            assert "ready" in process.stdout.readline()
        return processes

    def stop_all(self):
        for process in self.processes:
            process.kill()
            process.communicate()
        self.processes.clear()

    def indices(self):
        return all_indices(self.client)

    def count(self, words=None):
        read = clients.index_aliases()[0]
        query = {"match": {"fr.title": words}} if words else {"match_all": {}}
        return self.client.count(index=read, query=query)["count"]


def go(process):
    process.stdin.write("\n")
    process.stdin.flush()


def said(process):
    """What a process that goes to its end says."""
    output, _errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    return [json.loads(line) for line in output.splitlines()]


def copy_offers(offer, count):
    """`count` more rows like this one."""
    made = {
        "key": "'reims-' || 100000 + number",
        "page_id": "100000 + number",
        "seq": "nextval('search_catalogueoffer_seq')",
        "indexed_seq": "0",
    }
    columns = [field.column for field in CatalogueOffer._meta.concrete_fields][1:]
    values = ", ".join(made.get(name, name) for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO search_catalogueoffer ({', '.join(columns)}) SELECT {values}"  # noqa: S608
            " FROM search_catalogueoffer, generate_series(1, %s) AS number WHERE id = %s",
            [count, offer.pk],
        )


@pytest.fixture
def scratch(django_db_setup, django_db_blocker, elasticsearch, settings):
    name = f"test_rebuild_{os.getpid()}"
    former = connection.settings_dict["NAME"]
    prefix = f"test-{uuid4().hex[:12]}"
    with django_db_blocker.unblock():
        connections.close_all()
        copy_template(name)
        connection.settings_dict["NAME"] = name
        settings.ELASTICSEARCH_URL = ""
        settings.ELASTICSEARCH_PREFIX = prefix
        reims = Territory.objects.get(schema_name="reims")
        connection.set_schema_to_public()
        copy_offers(publish(reims, title=f"Un {STEADY}"), OFFERS - 1)
        settings.ELASTICSEARCH_URL = elasticsearch
        client = clients.indexing_client(elasticsearch)
        made = Scratch(name, prefix, client)
        try:
            yield made
        finally:
            made.stop_all()
            for index in made.indices():
                client.indices.delete(index=index.name)
            connections.close_all()
            connection.settings_dict["NAME"] = former
    drop(name)


def assert_nothing_is_missing():
    indexing.index_waiting()
    assert not CatalogueOffer.objects.behind().exists()
    assert not indexing.find_drift()


def test_no_write_is_missed_and_no_search_is_empty_while_the_index_is_rebuilt(scratch):
    indexing.rebuild()
    actions = ["publish_and_withdraw", "publish_and_withdraw", "index_steadily", "search_steadily"]
    processes = scratch.start_all(*actions)
    for process in processes:
        go(process)
    names = set()
    for _turn in range(3):
        time.sleep(0.5)
        indexing.rebuild()
        names.add(in_use(scratch.indices()).name)
    time.sleep(0.5)
    for process in processes:
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
    searches = processes[-1].stdout.read().splitlines()
    answers = {tuple(json.loads(line).values()) for line in searches[:-1]}
    assert len(names) == 3
    assert len(searches) > 20
    assert answers == {("elasticsearch", OFFERS)}
    assert CatalogueOffer.objects.filter(live=False).count() > 10
    assert_nothing_is_missing()
    assert scratch.count() == CatalogueOffer.objects.live().count() > OFFERS


def test_a_rebuild_killed_at_any_moment_leaves_a_whole_index_and_can_start_again(scratch):
    indexing.rebuild()
    moments = (0.05, 0.3, 0.6, 0.9, 1.3)
    for moment, process in zip(
        moments, scratch.start_all(*["rebuild"] * len(moments)), strict=True
    ):
        CatalogueOffer.objects.filter(key__endswith="7").renumber()
        go(process)
        time.sleep(moment)
        process.kill()
        process.wait()
        assert in_use(scratch.indices()).serves
        assert scratch.count(STEADY) == OFFERS
        _wait_until_free()
    CatalogueOffer.objects.filter(key__endswith="3").renumber()
    assert indexing.rebuild() == OFFERS
    assert_nothing_is_missing()
    assert sorted(index.in_use for index in scratch.indices()) == [False, True]
    assert all(index.aliases for index in scratch.indices())


def test_of_two_rebuilds_at_once_the_second_is_refused(scratch):
    both = scratch.start_all("rebuild", "rebuild")
    for process in both:
        go(process)
    answers = [answer for process in both for answer in said(process)]
    assert {"offers": OFFERS} in answers
    assert {"error": "A rebuild is already running."} in answers
    assert len(scratch.indices()) == 1
    assert_nothing_is_missing()


def test_a_worker_killed_in_the_middle_loses_nothing(scratch):
    [worker] = scratch.start_all("index")
    with suppress(indexing.IndexingError):
        indexing.rebuild()
    CatalogueOffer.objects.all().renumber()
    go(worker)
    while CatalogueOffer.objects.waiting().count() == OFFERS:
        time.sleep(0.01)
    worker.kill()
    assert 0 < CatalogueOffer.objects.waiting().count() < OFFERS
    assert_nothing_is_missing()


def test_what_is_published_during_a_rebuild_is_found_before_it_ends(scratch, settings):
    indexing.rebuild()
    with connection.copy().cursor() as elsewhere:
        elsewhere.execute("SELECT pg_advisory_lock(%s)", [indexing.REBUILD_LOCK])
        try:
            assert indexing.is_rebuilding()
            with pytest.raises(indexing.IndexingError, match="already running"):
                indexing.rebuild()
            publish(Territory.objects.get(schema_name="reims"), title="Un ajout")
            indexing.index_waiting()
            assert scratch.count("ajout") == 1
        finally:
            elsewhere.connection.close()


def test_an_index_that_lost_an_offer_is_not_put_in_place(scratch):
    indexing.rebuild()
    before = in_use(scratch.indices()).name
    [process] = scratch.start_all("rebuild")
    with connection.copy().cursor() as elsewhere:
        # It waits for whoever indexes before it compares.
        elsewhere.execute("SELECT pg_advisory_lock_shared(%s)", [indexing.SWAP_LOCK])
        try:
            go(process)
            _wait_until_it_waits()
            [new] = [index.name for index in scratch.indices() if not index.aliases]
            scratch.client.delete(index=new, id="reims-100001", refresh=True)
        finally:
            elsewhere.connection.close()
    assert said(process) == [{"error": f"{OFFERS} offers were sent, {OFFERS - 1} are in {new}."}]
    assert [index.name for index in scratch.indices()] == [before]
    assert in_use(scratch.indices()).serves
    assert scratch.count(STEADY) == OFFERS
    assert IndexRebuild.objects.get(index=new).error
    assert_nothing_is_missing()


def test_a_rebuild_says_when_how_long_and_how_many(scratch):
    before = timezone.now()
    indexing.rebuild()
    record = IndexRebuild.objects.get()
    assert before < record.started_at < record.ended_at
    assert record.seconds > 0
    assert (record.offers, record.refused, record.error) == (OFFERS, 0, "")
    assert record.index == in_use(scratch.indices()).name


def test_what_is_not_read_for_a_document_is_not_needed_for_it(scratch, django_assert_num_queries):
    with django_assert_num_queries(1):
        document(CatalogueOffer.objects.defer(*LEFT_OUT).first())


def _wait_until_it_waits():
    waits = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = %s"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with connection.cursor() as cursor:
        end = time.monotonic() + SECONDS
        while cursor.execute(waits, [indexing.SWAP_LOCK]) and not cursor.fetchone()[0]:
            assert time.monotonic() < end
            time.sleep(0.05)


def _wait_until_free():
    """The server notices a moment later that its client was killed."""
    while indexing.is_rebuilding():
        time.sleep(0.05)
