import sys
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from elasticsearch import TransportError

from search.breaker import CircuitBreaker
from search.clients import (
    WAITED_SECONDS,
    ask,
    index_aliases,
    indexing_client,
    search_client,
    within,
)
from search.indexing import index_waiting
from search.query import Search
from search.services import find_offers
from tests.search.conftest import TODAY
from tests.search.factories import publish
from tests.search.forwarder import Forwarder

SEARCH = Search(day=TODAY)


@pytest.fixture
def way(reims, index, settings):
    """An offer that is indexed, and a way to Elasticsearch that the test can cut."""
    publish(reims)
    index_waiting()
    forwarder = Forwarder(settings.ELASTICSEARCH_URL)
    settings.ELASTICSEARCH_URL = forwarder.url
    yield forwarder
    forwarder.cut()


def timed_find():
    start = time.monotonic()
    results = find_offers(SEARCH)
    return results, time.monotonic() - start


def test_postgresql_answers_within_three_seconds_when_elasticsearch_stops(way):
    before, _seconds = timed_find()
    assert (before.engine, before.simplified, before.count) == ("elasticsearch", False, 1)
    way.cut()
    for _ in range(5):
        results, seconds = timed_find()
        assert (results.engine, results.simplified) == ("postgresql", True)
        assert [hit.key for hit in results.hits] == [hit.key for hit in before.hits]
        assert seconds < 3


def test_postgresql_answers_within_three_seconds_when_elasticsearch_hangs(way):
    assert timed_find()[0].engine == "elasticsearch"
    way.fall_silent()
    seconds = [timed_find()[1] for _ in range(5)]
    assert max(seconds) < 3
    assert max(seconds[3:]) < 0.5
    assert sum(seconds) < 4


@pytest.fixture
def hurried():
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.parametrize("client", [search_client, indexing_client])
def test_nodes_are_lost_and_found_while_others_are_asked(client, hurried):
    pool = client(",".join(f"http://127.0.0.1:{port}" for port in range(1, 9))).transport.node_pool

    def ask(_turn):
        node = pool.get()
        pool.mark_dead(node)
        pool.mark_live(node)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(5000))) == [None] * 5000
    assert len(pool) == 8


def test_after_three_silences_nobody_waits_any_more(way):
    way.fall_silent()
    for _turn in range(3):
        assert timed_find()[1] > 1
        time.sleep(WAITED_SECONDS)
    for _turn in range(3):
        assert timed_find()[1] < 0.5


def test_a_page_that_asks_several_times_waits_once(way):
    way.fall_silent()
    assert sum(timed_find()[1] for _question in range(4)) < 3


def test_postgresql_answers_when_there_is_no_index_yet(reims, elasticsearch, settings):
    settings.ELASTICSEARCH_URL = elasticsearch + "/"
    settings.ELASTICSEARCH_PREFIX = f"none-{uuid4().hex}"
    publish(reims)
    assert find_offers(SEARCH).engine == "postgresql"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://nowhere.invalid:9200"])
def test_an_address_where_nothing_answers_gives_simplified_results(reims, settings, url):
    settings.ELASTICSEARCH_URL = url
    publish(reims)
    results, seconds = timed_find()
    assert (results.engine, results.simplified, results.count) == ("postgresql", True, 1)
    assert seconds < 3


class TestCircuitBreaker:
    @pytest.fixture
    def clock(self):
        return [1000.0]

    @pytest.fixture
    def breaker(self, clock):
        return CircuitBreaker(failures=3, seconds=10, clock=lambda: clock[0])

    def test_it_opens_after_three_failures_in_a_row(self, breaker):
        for _ in range(2):
            breaker.failed()
            assert breaker.lets_through()
        breaker.failed()
        assert not breaker.lets_through()

    def test_an_answer_forgets_former_failures(self, breaker):
        breaker.failed()
        breaker.failed()
        breaker.answered()
        breaker.failed()
        assert breaker.lets_through()

    def test_after_a_while_one_question_tries_and_the_others_wait(self, breaker, clock):
        for _ in range(3):
            breaker.failed()
        clock[0] += 10
        assert breaker.lets_through()
        assert not breaker.lets_through()
        breaker.answered()
        assert breaker.lets_through()

    def test_a_try_that_fails_keeps_it_open(self, breaker, clock):
        for _ in range(3):
            breaker.failed()
        clock[0] += 10
        assert breaker.lets_through()
        breaker.failed()
        clock[0] += 9
        assert not breaker.lets_through()


def test_a_part_of_the_index_that_fails_is_no_answer(reims, index):
    publish(reims)
    index_waiting()
    read = index_aliases()[0]
    assert timed_find()[0].engine == "elasticsearch"
    # A second shard behind the alias, that cannot read the question as the first one does.
    broken = f"{read}-broken"
    index.indices.create(index=broken, mappings={"properties": {"shown_in": {"type": "date"}}})
    index.indices.put_alias(index=broken, name=read)
    results, _seconds = timed_find()
    assert (results.engine, results.simplified, results.count) == ("postgresql", True, 1)
    index.indices.delete_alias(index=broken, name=read)
    assert timed_find()[0].engine == "elasticsearch"


class TestSeveralNodes:
    @pytest.fixture
    def nodes(self, reims, index, settings):
        """Two ways to the same server, with an offer that is indexed."""
        publish(reims)
        index_waiting()
        nodes = [Forwarder(settings.ELASTICSEARCH_URL) for _way in range(2)]
        settings.ELASTICSEARCH_URL = f"{nodes[0].url}, {nodes[1].url}"
        yield nodes
        for node in nodes:
            node.cut()

    def test_a_node_that_is_gone_is_passed_over(self, nodes):
        assert timed_find()[0].engine == "elasticsearch"
        nodes[0].cut()
        for _turn in range(6):
            results, seconds = timed_find()
            assert (results.engine, results.count) == ("elasticsearch", 1)
            assert seconds < 1

    def test_a_node_that_is_silent_costs_two_seconds_and_is_left_alone_for_a_while(self, nodes):
        nodes[0].fall_silent()
        answers = []
        for _turn in range(4):
            answers.append(timed_find())
            time.sleep(WAITED_SECONDS)
        assert {results.engine for results, _seconds in answers} == {"elasticsearch", "postgresql"}
        assert max(seconds for _results, seconds in answers) < 3
        assert sum(seconds > 1 for _results, seconds in answers) <= 2

    def test_all_tries_together_keep_the_deadline(self, nodes):
        client = search_client(settings_url(nodes))
        for node in nodes:
            node.fall_silent()
        started = time.monotonic()
        with within(0.5), pytest.raises(TransportError):
            client.info()
        assert time.monotonic() - started < 1


def settings_url(nodes):
    return ",".join(node.url for node in nodes)


def test_a_question_that_is_refused_does_not_stop_the_others(reims, index):
    for _turn in range(5):
        assert ask(lambda client, name: client.search(index=name, query={"none": {}})) is None
    publish(reims)
    index_waiting()
    assert timed_find()[0].engine == "elasticsearch"


def test_the_log_tells_a_silence_once_and_its_end(reims, index, settings, caplog):
    publish(reims)
    index_waiting()
    [name] = index.indices.get_alias(name=index_aliases()[0])
    timed_find()
    # The first may end a silence of before this test.
    caplog.clear()
    timed_find()
    assert not caplog.text
    index.indices.delete_alias(index=name, name=index_aliases()[0])
    for _turn in range(4):
        assert timed_find()[0].engine == "postgresql"
    assert caplog.text.count("Elasticsearch did not answer, PostgreSQL does") == 1
    index.indices.put_alias(index=name, name=index_aliases()[0])
    assert timed_find()[0].engine == "elasticsearch"
    assert caplog.text.count("Elasticsearch answers again") == 1


def test_the_log_holds_nothing_of_what_was_asked(reims, index, caplog):
    asked = {"match": {"fr.title": object(), "typed": "je suis enceinte"}}
    assert ask(lambda client, name: client.search(index=name, query=asked)) is None
    assert "Elasticsearch did not answer, PostgreSQL does: SerializationError" in caplog.text
    asked = {"match": {"fr.title": {"je suis enceinte": 1}}}
    assert ask(lambda client, name: client.search(index=name, query=asked)) is None
    assert "enceinte" not in caplog.text
