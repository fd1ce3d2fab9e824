"""The portal on three Elasticsearch nodes, with 20 searches a second, while nodes are lost."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.browser.live import make_portal
from tests.failures.cluster import Cluster
from tests.failures.test_services_that_stop import BANNER, SLOWEST_SECONDS

pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.timeout(600)]

A_SECOND = 20
AT_ONCE = 12
PATHS = (
    "/recherche/?q=permis",
    "/themes/housing/offres/?commune=51454",
    "/recherche/?q=logement&commune=51454",
)
BACK_SECONDS = 120


class Searches:
    """Twenty a second, as long as the machine follows; what each saw."""

    def __init__(self, portal):
        self.portal = portal
        self.seen, self.over = [], threading.Event()
        self.visitors = ThreadPoolExecutor(AT_ONCE)
        self.free = threading.Semaphore(AT_ONCE)

    def __enter__(self):
        self.thread = threading.Thread(target=self._keep_on)
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.over.set()
        self.thread.join()
        self.visitors.shutdown()

    def of_the_next(self, seconds):
        """What the searches that begin in this time see."""
        first = len(self.seen)
        time.sleep(seconds)
        last = len(self.seen)
        return [future.result(timeout=60) for future in self.seen[first:last]]

    def _keep_on(self):
        started = time.monotonic()
        while not self.over.is_set():
            self.free.acquire()
            path = PATHS[len(self.seen) % len(PATHS)]
            self.seen.append(self.visitors.submit(self._look, path))
            time.sleep(max(0, started + len(self.seen) / A_SECOND - time.monotonic()))

    def _look(self, path):
        try:
            status, text, seconds = self.portal.get(path)
            return status, BANNER in text, seconds
        finally:
            self.free.release()


@pytest.fixture(scope="module")
def cluster(django_db_setup, elasticsearch, tmp_path_factory):
    """Where no Elasticsearch can be had at all, `elasticsearch` has said so."""
    cluster = Cluster(tmp_path_factory.mktemp("three"))
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def portal(cluster):
    portal = make_portal(cluster.urls, name="three")
    cluster.wait()
    # Nodes and workers that have just started compile for a while: the load comes after.
    wait_until(lambda: all(full(portal, path) for path in PATHS * 5))
    yield portal
    cluster.wait("yellow")
    portal.stop()


def failed(answers):
    return [answer for answer in answers if answer[0] != 200 or answer[1]]


def slow(answers):
    return [answer for answer in answers if answer[2] >= SLOWEST_SECONDS]


def wait_until(true, seconds=BACK_SECONDS):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.5)


def full(portal, path=PATHS[0]):
    status, text, _seconds = portal.get(path)
    return status == 200 and BANNER not in text


def test_one_node_is_killed_and_no_search_fails(portal, cluster):
    lost = cluster.master()
    with Searches(portal) as searches:
        assert failed(searches.of_the_next(2)) == []
        cluster.kill(lost)
        answers = searches.of_the_next(6)
        cluster.start(lost)
        cluster.wait()
        answers += searches.of_the_next(2)
    assert len(answers) > 3 * A_SECOND
    assert failed(answers) == []
    assert slow(answers) == []


def test_all_are_held_up_and_each_page_answers_in_time_then_they_go_on(portal, cluster):
    with Searches(portal) as searches:
        cluster.hold_up()
        answers = searches.of_the_next(8)
        cluster.let_go()
        wait_until(lambda: not failed(searches.of_the_next(1)))
    assert {status for status, _banner, _seconds in answers} == {200}
    assert {banner for _status, banner, _seconds in answers} == {True}
    assert slow(answers) == []


def test_all_are_killed_and_each_page_answers_in_time_then_nothing_is_missing(portal, cluster):
    with Searches(portal) as searches:
        cluster.kill()
        answers = searches.of_the_next(5)
        # An offer changes while nobody takes it.
        [(key,)] = portal.rows(
            "UPDATE search_catalogueoffer SET changed_at = now(),"
            " seq = nextval('search_catalogueoffer_seq') "
            "WHERE id = (SELECT min(id) FROM search_catalogueoffer WHERE live) RETURNING key"
        )
        cluster.start()
        cluster.wait("yellow")
        wait_until(lambda: not failed(searches.of_the_next(1)))
    assert {status for status, _banner, _seconds in answers} == {200}
    assert {banner for _status, banner, _seconds in answers[A_SECOND:]} == {True}
    assert slow(answers) == []
    behind = "SELECT key FROM search_catalogueoffer WHERE indexed_seq < seq"
    wait_until(lambda: portal.rows(behind) == [])
    assert key
    assert full(portal)
