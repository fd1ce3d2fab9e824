"""Nothing of who searched is in any table."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from search import logbook
from search.models import SearchedWords

ADDRESS, NETWORK6, BROWSER = "203.0.113.77", "2001:db8:77", "Quillevorde/5.0 (Kanariba)"
TYPED = ["06 39 98 47 11", "lea.kanariba@example.invalid", "je m'appelle Kanariba Martin"]
TRACES = [ADDRESS, NETWORK6, "quillevorde", "kanariba", "9984711", "06 39", "998 47"]


def everything():
    """All rows of all tables of all schemas, as text, in small letters."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        for table in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(*table)))
            yield from ((table, row.lower()) for (row,) in cursor.fetchall())


@pytest.fixture
def searches(client_for, reims):
    """Twelve visitors search for what may be kept and for what may not."""
    for number in range(12):
        for address in (ADDRESS, f"{NETWORK6}::{number}"):
            client = client_for(reims, REMOTE_ADDR=address)
            for words in ("taf ete", *TYPED):
                browser = f"{BROWSER} {number}"
                client.get("/recherche/", {"q": words}, headers={"User-Agent": browser})
    connection.set_schema_to_public()


def test_no_address_no_browser_and_no_number_typed_is_in_any_table(searches):
    logbook.write_down()
    assert SearchedWords.objects.filter(territory__schema_name="reims").get().words == "taf ete"
    rows = list(everything())
    assert len(rows) > 1000
    assert [(table, trace) for table, row in rows for trace in TRACES if trace in row] == []


def test_the_task_queue_holds_nothing_of_a_search(searches):
    queue = [row for (_schema, table), row in everything() if "huey" in table.lower()]
    assert [row for row in queue if "taf" in row] == []


@pytest.mark.parametrize(
    ("headers", "counted"),
    [
        ({"User-Agent": "Mozilla/5.0"}, 1),
        ({"User-Agent": "Examplebot/2.1"}, 0),
        ({"User-Agent": "Mozilla/5.0", "Sec-Purpose": "prefetch"}, 0),
    ],
)
def test_only_visitors_are_counted(client_for, reims, headers, counted):
    client_for(reims).get("/recherche/?q=taf", headers=headers)
    assert logbook.write_down() == counted


@pytest.mark.parametrize("query", ["q=taf&far_page=2", "q=taf&mode=remote", "commune=51454"])
def test_another_page_a_filter_or_a_place_alone_is_no_new_search(client_for, reims, query):
    client_for(reims).get(f"/recherche/?{query}")
    assert logbook.write_down() == 0


def test_a_search_costs_no_query_more_for_being_counted(
    client_for, reims, django_assert_num_queries
):
    client = client_for(reims)
    client.get("/recherche/?q=taf")
    with CaptureQueriesContext(connection) as kept:
        client.get("/recherche/?q=taf")
    with django_assert_num_queries(len(kept)):
        client.get("/recherche/?q=0639981234")
    logbook.write_down()
