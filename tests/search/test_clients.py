import time
from uuid import uuid4

import pytest

from search.clients import CircuitBreaker
from search.indexing import index_waiting
from search.query import Search
from search.services import find_offers
from tests.search.conftest import TODAY
from tests.search.factories import publish
from tests.search.forwarder import Forwarder

SEARCH = Search(day=TODAY, words="chambre")


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
    # After three failures nobody waits any more.
    assert max(seconds[3:]) < 0.5


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
