"""Openings that meet or are killed, in processes of their own on a database that really commits."""

import os
import subprocess
import time

import psycopg
import pytest
from django.conf import settings

from tests.conftest import copy_template, drop, start_python

ARDENNES, AUBE, MEUSE = "departement:08", "departement:10", "departement:55"
HOST = "ardennes.portail.localhost"
OPEN = "SELECT schema_name FROM tenants_territory WHERE status = 'open' ORDER BY 1"
SPARE = "SELECT schema_name FROM tenants_territory WHERE status = 'spare' ORDER BY 1"
WAITING = (
    "SELECT pid::text FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' ORDER BY 1"


class Scratch:
    def __init__(self, name):
        self.name = name

    def start(self, *opening):
        module = ("-m", "tests.tenants.opening")
        return start_python(*module, self.name, *opening, stdin=subprocess.PIPE)

    def names(self, query):
        with psycopg.connect(settings.DATABASE_URL, dbname=self.name) as database:
            return [name for (name,) in database.execute(query)]


def said(process):
    return process.stdout.readline().strip()


def ended(process):
    """The last words of one that may go on."""
    words, _errors = process.communicate("\n", timeout=60)
    return words.strip().splitlines()[-1]


@pytest.fixture
def scratch(django_db_setup, worker_id):
    name = f"opening_{worker_id}_{os.getpid()}"
    copy_template(name)
    yield Scratch(name)
    drop(name)


def test_one_that_is_killed_half_way_leaves_nothing_and_the_next_opens(scratch):
    before = [scratch.names(query) for query in (OPEN, SPARE, SCHEMAS)]
    process = scratch.start("ardennes", ARDENNES)
    assert said(process) == "filling"
    # Nobody sees it before it is whole.
    assert [scratch.names(query) for query in (OPEN, SPARE, SCHEMAS)] == before
    process.kill()
    process.communicate()
    assert [scratch.names(query) for query in (OPEN, SPARE, SCHEMAS)] == before
    assert scratch.names("SELECT domain FROM tenants_domain WHERE domain ~ 'ardennes'") == []
    assert ended(scratch.start("ardennes", ARDENNES)) == "open"
    assert "ardennes" in scratch.names(OPEN)


@pytest.fixture
def two_ready(scratch):
    assert ended(scratch.start()) == "ready"


def test_two_that_meet_take_a_schema_each_and_a_third_the_slow_road(scratch, two_ready):
    first, second = scratch.start("ardennes", ARDENNES), scratch.start("aube", AUBE)
    assert {said(first), said(second)} == {"filling"}
    assert ended(scratch.start("meuse", MEUSE)) == "no spare"
    assert {ended(first), ended(second)} == {"open"}
    assert {"ardennes", "aube"} < set(scratch.names(OPEN))


@pytest.mark.parametrize(
    ("second", "refusal"),
    [
        (
            ("ardennes", AUBE),
            "Un autre territoire s’appelle déjà «\N{NO-BREAK SPACE}ardennes\N{NO-BREAK SPACE}».",
        ),
        (("aube", AUBE, HOST), f"Un autre territoire a déjà l’adresse {HOST}."),
        (("aube", ARDENNES), "appartient déjà à ardennes."),
    ],
)
def test_of_two_that_want_the_same_the_later_is_refused_in_words(
    scratch, two_ready, second, refusal
):
    first = scratch.start("ardennes", ARDENNES)
    assert said(first) == "filling"
    second = scratch.start(*second)
    while not scratch.names(WAITING):
        assert second.poll() is None
        time.sleep(0.1)
    assert ended(first) == "open"
    assert refusal in ended(second)
    assert scratch.names(OPEN).count("ardennes") == 1
    assert "aube" not in scratch.names(SCHEMAS)
    assert len(scratch.names(SPARE)) == 1
