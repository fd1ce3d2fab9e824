"""The portal on three Elasticsearch nodes, with 20 searches a second, while nodes are lost."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from tests.browser.live import make_portal
from tests.failures.cluster import Cluster
from tests.failures.test_services_that_stop import BANNER, SLOWEST_SECONDS

pytestmark = pytest.mark.timeout(600)

A_SECOND = 20
# Of the searches that should have begun.
ENOUGH = 0.75
# While nodes answer, they and their visitors share one machine, which may not follow; and whoever
# was at the lost one waits for two seconds.
HALF_OF_BEFORE, FEWEST_A_SECOND = 0.5, 8
AT_ONCE = 12
PATHS = (
    "/recherche/?q=permis",
    "/themes/housing/offres/?commune=51454",
    "/recherche/?q=logement&commune=51454",
)
BACK_SECONDS = 120
logger = logging.getLogger(__name__)


class Seen(NamedTuple):
    status: int
    banner: bool
    seconds: float
    began: float


class Searches:
    """Twenty a second, as long as the machine follows; what each saw, and when it began."""

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
            began = time.monotonic()
            status, text, seconds = self.portal.get(path)
            return Seen(status, BANNER in text, seconds, began)
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
    return [answer for answer in answers if answer.status != 200 or answer.banner]


def slow(answers):
    return [answer for answer in answers if answer.seconds >= SLOWEST_SECONDS]


def rate_of(answers):
    """How many of these began in a second."""
    rate = (len(answers) - 1) / (answers[-1].began - answers[0].began)
    logger.info("%d searches, %.1f a second", len(answers), rate)
    return rate


def wait_until(true, seconds=BACK_SECONDS):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.5)


def publish_and_withdraw(portal):
    """Offers change, go and come while nobody takes them: their keys."""
    written = (
        "UPDATE search_catalogueoffer SET changed_at = now(), live = {live},"
        " seq = nextval('search_catalogueoffer_seq') WHERE id IN ({some}) RETURNING key"
    )
    some = "SELECT id FROM search_catalogueoffer WHERE live ORDER BY id LIMIT 5 OFFSET {}"
    changed = portal.rows(written.format(live="true", some=some.format(0)))
    changed += portal.rows(written.format(live="false", some=some.format(20)))
    return changed


def full(portal, path=PATHS[0]):
    status, text, _seconds = portal.get(path)
    return status == 200 and BANNER not in text


def test_one_node_is_killed_and_no_search_fails(portal, cluster):
    lost = cluster.master()
    with Searches(portal) as searches:
        before = searches.of_the_next(4)
        assert failed(before) == []
        cluster.kill(lost)
        answers = searches.of_the_next(6)
        assert rate_of(answers) >= max(HALF_OF_BEFORE * rate_of(before), FEWEST_A_SECOND)
        cluster.start(lost)
        cluster.wait()
        answers += searches.of_the_next(2)
    assert failed(answers) == []
    assert slow(answers) == []


def test_all_are_held_up_and_each_page_answers_in_time_then_they_go_on(portal, cluster):
    with Searches(portal) as searches:
        cluster.hold_up()
        answers = searches.of_the_next(8)
        cluster.let_go()
        wait_until(lambda: not failed(searches.of_the_next(1)))
    assert rate_of(answers) >= ENOUGH * A_SECOND
    assert {answer.status for answer in answers} == {200}
    assert {answer.banner for answer in answers} == {True}
    assert slow(answers) == []


def test_all_are_killed_and_each_page_answers_in_time_then_nothing_is_missing(portal, cluster):
    assert portal.check_index().returncode == 0
    with Searches(portal) as searches:
        cluster.kill()
        gone = time.monotonic()
        answers = searches.of_the_next(5)
        changed = publish_and_withdraw(portal)
        cluster.start()
        cluster.wait("yellow")
        wait_until(lambda: not failed(searches.of_the_next(1)))
    assert rate_of(answers) >= ENOUGH * A_SECOND
    assert {answer.status for answer in answers} == {200}
    # Those that began before all were gone may have been answered by the last node.
    late = [answer for answer in answers if answer.began > gone]
    assert len(late) > A_SECOND
    assert {answer.banner for answer in late} == {True}
    assert slow(answers) == []
    behind = "SELECT key FROM search_catalogueoffer WHERE indexed_seq < seq"
    wait_until(lambda: portal.rows(behind) == [])
    assert changed
    compared = portal.check_index()
    assert compared.returncode == 0, compared.stdout
    assert full(portal)
