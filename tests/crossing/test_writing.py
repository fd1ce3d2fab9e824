"""Whatever is sent to Lyon's site, no row of Reims changes."""

import hashlib

import pytest
from django.db import connection
from psycopg import sql

from contacts.models import ContactRequest
from tenants.rights import WRITE
from tests.crossing.addresses import every_address
from tests.crossing.rights import against_the_matrix, held_by
from tests.crossing.test_reading import pytestmark  # noqa: F401 - the same known warnings
from tests.crossing.world import SECRET

# Fields that some form of the admin reads; the rest of it is refused, which is fine.
FORM = {
    "title": "Changé depuis Lyon",
    "name": "Changé depuis Lyon",
    "slug": "change-depuis-lyon",
    "email": "autre@example.invalid",
    "role": "animator",
    "action": "erase",
    "sure": "1",
    "include_descendants": "on",
    "new_parent_page": "1",
    "unlock": "1",
    "restriction_type": "login",
    "comment": "",
    "words": "aide quillevorde",
    "kind": "done",
    "meaning": "autre",
    # Wagtail breaks on forms that are sent without:
    "body-count": "0",
    "external-link-chooser-url": "https://example.org/",
}
# Wagtail breaks when no file was sent before.
KNOWN_TO_BREAK = {"/admin/redirects/import/process/"}
# The shared tables that hold rows of a territory, and the column that says of which.
SHARED = {
    "contacts_contactrequest": "territory_id",
    "contacts_message": "territory_id",
    "contacts_relay": "territory_id",
    "search_catalogueoffer": "territory_id",
    "search_searchedwords": "territory_id",
    "search_wordsanswer": "territory_id",
    "search_synonymproposal": "territory_id",
    "contacts_charter": "territory_id",
    "tenants_territory": "id",
    "tenants_domain": "tenant_id",
}


def rows_of(territory):
    """{table: number and digest of its rows} of the schema and of the shared tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", [territory.schema_name]
        )
        chosen = [
            (sql.Identifier(territory.schema_name, name), sql.SQL("true"))
            for (name,) in cursor.fetchall()
        ]
        for name, column in SHARED.items():
            of_it = sql.SQL("{} = {}").format(sql.Identifier(column), territory.pk)
            chosen.append((sql.Identifier("public", name), of_it))
        author = sql.SQL("first_name = {}").format(SECRET)
        chosen.append((sql.Identifier("public", "accounts_user"), author))
        digests = {}
        for table, condition in chosen:
            query = sql.SQL("SELECT t::text FROM {} t WHERE {}").format(table, condition)
            cursor.execute(query)
            rows = sorted(row for (row,) in cursor.fetchall())
            digests[str(table)] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return digests


@pytest.mark.parametrize("kind", ["anonymous", "animator", "national"])
def test_nothing_sent_to_lyon_changes_a_row_of_reims(crossed, reims, lyon, visitor, kind):
    connection.set_schema_to_public()
    before, here = rows_of(reims), rows_of(lyon)
    assert len(before) > 60
    client = visitor(kind, lyon)
    client.raise_request_exception = False
    broken, statuses = {}, {}
    for values in crossed["reims"] if kind != "national" else crossed["reims"][:1]:
        for path in every_address(values):
            response = client.post(f"{path}?id={values['pk']}", FORM)
            statuses[path] = response.status_code
            if response.status_code >= 500:
                broken[path] = str(response.exc_info)
    connection.set_schema_to_public()
    assert rows_of(reims) == before
    # Lyon's own rows of the same numbers were there to be changed.
    assert kind == "anonymous" or rows_of(lyon) != here
    assert set(broken) - KNOWN_TO_BREAK == set(), broken
    held = held_by(kind, lyon)
    assert against_the_matrix(statuses, held, site="lyon", action=WRITE)[0] == []


def test_no_token_of_reims_opens_or_ends_a_request_on_another_site(crossed, client_for):
    follow, pro = (values["token"] for values in crossed["reims"])
    for site in ("lyon", "lot"):
        client = client_for(site)
        for path in (f"/suivi/{follow}/", f"/en/suivi/{follow}/", f"/pro/demandes/{pro}/"):
            for send in (client.get, client.head, client.post):
                assert send(path, {"action": "erase", "sure": "1"}).status_code == 404
        for send in (client.get, client.delete):
            assert send(f"/api/v1/contact-requests/{follow}").status_code == 404
    asked = ContactRequest.objects.get(territory__schema_name="reims")
    assert (asked.status, asked.erased_at) == ("new", None)
    at_home = client_for("reims")
    assert at_home.get(f"/suivi/{follow}/").status_code == 200
    assert at_home.get(f"/pro/demandes/{pro}/").status_code == 200
