import time

import pytest
from elasticsearch import ApiError, AuthenticationException, TransportError

from search import clients
from search.health import engine_health
from search.indexing import index_waiting
from search.query import Search
from search.services import find_offers
from tests.failures.cluster import READY_SECONDS, RIGHT, GuardedNode
from tests.search.conftest import TODAY
from tests.search.factories import publish

pytestmark = pytest.mark.timeout(600)
WRONG = "anything-but-that"


@pytest.fixture(scope="module")
def guarded(elasticsearch, tmp_path_factory):
    guarded = GuardedNode(tmp_path_factory.mktemp("guarded"))
    client, end = clients.search_client(guarded.url(RIGHT)), time.monotonic() + READY_SECONDS
    while True:
        try:
            client.cluster.health(wait_for_status="yellow")
            break
        except (ApiError, TransportError):
            assert time.monotonic() < end
            time.sleep(0.3)
    yield guarded
    guarded.stop()


def test_postgresql_answers_and_the_log_says_once_what_to_check(guarded, reims, settings, caplog):
    settings.ELASTICSEARCH_PREFIX = "guarded"
    settings.ELASTICSEARCH_URL = guarded.url(RIGHT)
    publish(reims)
    index_waiting()
    # A node that has just started may take more than two seconds for its first searches.
    end = time.monotonic() + READY_SECONDS
    while find_offers(Search(day=TODAY)).engine != "elasticsearch":
        assert time.monotonic() < end
        time.sleep(0.5)
    assert engine_health().trouble == ""

    settings.ELASTICSEARCH_URL = guarded.url(WRONG)
    caplog.clear()
    for _turn in range(5):
        results = find_offers(Search(day=TODAY))
        assert (results.engine, results.simplified, results.count) == ("postgresql", True, 1)
    told = [record.getMessage() for record in caplog.records if record.name == "search.clients"]
    assert len(told) == 1
    assert "does not let us in (401)" in told[0]
    assert WRONG not in caplog.text
    assert engine_health().trouble == "refused"
    with pytest.raises(AuthenticationException):
        index_waiting()
