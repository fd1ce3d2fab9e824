"""A number that nobody else has goes through the whole journey; then it is looked for everywhere.

It may be read in one place: what is handed to whoever carries the messages to that very person.
"""

import hashlib
import logging
import re

import pytest
from django.core.cache import caches
from django.db import connection
from huey.contrib.djhuey import HUEY
from huey.signals import SIGNAL_ENQUEUED
from psycopg import sql

from contacts import sms
from contacts.models import ContactRequest, Message
from contacts.outbox import deliver_waiting
from contacts.sealed import fingerprint
from contacts.services import follow_plans, purge_contacts
from search import logbook
from tests.contacts.factories import make_offer

DIGITS = "639984717"
MAIL = "canari.quillevorde@example.invalid"
# A number in all the ways that somebody, or a library, may write it.
SPELLINGS = (
    f"0{DIGITS}", f"+33{DIGITS}", f"33{DIGITS}", f"0033{DIGITS}", DIGITS,
    "06 39 98 47 17", "06.39.98.47.17", "06-39-98-47-17", "6 39 98 47 17", "39 98 47 17",
    MAIL, "canari.quillevorde", "quillevorde",
)  # fmt: skip
TYPED = ("06 39 98 47 17", "+33 6 39 98 47 17", MAIL)
OTHER = "canari.quillevorde+autre@example.invalid"
APART = re.compile(r"[\s\u00a0\u202f]|%20|%C2%A0|\+(?=\d\d\b)", re.I)


def told(text):
    """The spellings that are in this text, whatever stands between the digits."""
    text = text.lower()
    close = APART.sub("", text)
    return [one for one in SPELLINGS if one in text or APART.sub("", one) in close]


def every_row():
    """(schema, table, row as text) of all schemas: the queue of tasks and the catalogue too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        for table in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(*table)))
            yield from ((*table, row) for (row,) in cursor.fetchall())


def every_cached():
    for alias in ("default", "renditions"):
        yield from (repr((alias, pair)) for pair in caches[alias]._cache.items())


class Seen:
    """What came back: addresses, headers, cookies, and pages that were only read."""

    def __init__(self, client):
        self.client, self.told = client, []

    def ask(self, method, address, data=None, **options):
        response = getattr(self.client, method)(address, data, **options)
        hops = [one for one, _status in getattr(response, "redirect_chain", [])]
        headers = " ".join(f"{name}: {value}" for name, value in response.items())
        path = response.wsgi_request.get_full_path()
        self.told += [path, headers, response.cookies.output(), *hops]
        # After a press, the form shows what was typed in it to whoever typed it.
        if method == "get":
            self.told.append(response.content.decode())
        return response


@pytest.fixture
def carried(monkeypatch):
    """What the carrier of text messages was given."""
    given = []

    class Carrier:
        def send(self, *, number, text, key):
            given.append(number)

    monkeypatch.setattr(sms, "carrier", Carrier)
    return given


@pytest.fixture
def queued():
    """Each task as it is written in the queue."""
    written = []

    def note(_signal, task, *_others):
        written.append(repr(HUEY.serialize_task(task)))

    HUEY.signal(SIGNAL_ENQUEUED)(note)
    yield written
    HUEY.disconnect_signal(note, SIGNAL_ENQUEUED)


@pytest.fixture
def walked(
    client_for, reims, carried, queued, mailoutbox, caplog, person,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    """The whole journey: words, a mistake, a request, its page, a professional, an animator."""
    caplog.set_level(logging.DEBUG)
    offers = make_offer(reims), make_offer(reims, title="Une autre chambre", weekly_capacity=3)
    seen = Seen(client_for("reims"))
    with django_capture_on_commit_callbacks(execute=True):
        for typed in TYPED:
            # The address of a search holds its words: what is kept of them is looked for below.
            seen.client.get("/recherche/", {"q": typed})
            seen.client.get("/recherche/", {"q": f"logement {typed}", "commune": "51454"})
            walk(seen, client_for("reims"), offers[0], typed)
        asked = {"offer": offers[1].key, "commune": "51454", "phone": TYPED[0]}
        api = "/api/v1/contact-requests"
        answer = seen.ask("post", api, asked, content_type="application/json")
        assert answer.status_code == 201
        seen.ask("get", f"{api}/{answer.json()['token']}")
        watched = Seen(client_for("reims"))
        watched.client.force_login(person("animator", reims))
        late = ContactRequest.objects.order_by("-pk").first()
        watched.ask("get", "/admin/commitments/")
        watched.client.post(f"/admin/commitments/{late.pk}/contact/", {"reason": "no_answer"})
        assert late.looks.exists()
        follow_plans()
        deliver_waiting()
        logbook.write_down()
        purge_contacts(now=late.sent_at)
    connection.set_schema_to_public()
    return seen.told + watched.told


def walk(seen, professional, offer, typed):
    page, form = f"/offres/{offer.key}/", {"commune": "51454", "contact": typed}
    # Refused first: there is too much in it.
    assert seen.ask("post", page, {**form, "contact": f"{typed}, {typed}, 12"}).status_code == 400
    assert seen.ask("post", page, form, follow=True).status_code == 200
    follow = re.search(r"/suivi/[\w-]+/", seen.told[-1])[0]
    seen.ask("get", follow)
    seen.ask("get", f"{follow}agenda.ics")
    seen.ask("post", follow, {"action": "availability", "availability": "après 17 h"})
    seen.ask("post", "/ma-demande/", {"contact": typed})
    alert = ContactRequest.objects.order_by("-pk").first().messages.filter(kind="alert").first()
    answer = re.search(r"/pro/demandes/[\w-]+/", alert.body)[0]
    professional.post(answer, {"action": "reveal"})
    seen.ask("post", answer, {"action": "contacted"})
    seen.ask("get", answer)
    deliver_waiting()
    seen.ask("post", follow, {"action": "contact", "contact": OTHER})


def test_the_net_catches_every_spelling():
    for one in SPELLINGS:
        assert told(f"… {one.upper()} …"), one
    for one in ("tel:06%2039%2098%2047%2017", "06\u00a039\u00a098\u202f47\u00a017"):
        assert told(one), one
    assert not told("06 39 98 12 34, lea@example.invalid, 51454, 2026-11-26T06:39:33.984717")


def leaks(texts):
    return [(told(text), text[:200]) for text in texts if told(text)]


def test_the_number_is_in_the_message_to_the_young_person_and_nowhere_else(
    walked, carried, queued, mailoutbox, caplog
):
    # It really went through: what follows looks for something that was there.
    assert set(carried) == {f"+33{DIGITS}"}
    assert any(MAIL in mail.to for mail in mailoutbox)
    assert ContactRequest.objects.count() == 4

    rows = list(every_row())
    assert len(rows) > 1000
    assert [(schema, table, told(row)) for schema, table, row in rows if told(row)] == []
    assert leaks(walked) == []
    assert leaks(every_cached()) == []
    assert queued
    assert leaks(queued) == []
    logged = [one.getMessage() for when in ("setup", "call") for one in caplog.get_records(when)]
    assert len(logged) > 10
    assert leaks(logged) == []
    assert leaks(mail.subject for mail in mailoutbox) == []
    assert leaks(message.subject for message in Message.objects.all()) == []
    # To a professional nothing is written of it.
    letters = [mail for mail in mailoutbox if not {MAIL, OTHER} & set(mail.to)]
    assert letters
    assert leaks(mail.body for mail in letters) == []


def test_a_fingerprint_without_the_key_is_not_that_of_the_number(walked):
    """Nobody tries all numbers one after the other against what is in the database."""
    plain = {
        hashlib.new(name, value.encode()).hexdigest()
        for name in ("md5", "sha1", "sha256")
        for value in (f"+33{DIGITS}", f"0{DIGITS}", MAIL)
    }
    assert not [row for _schema, _table, row in every_row() if any(one in row for one in plain)]
    assert fingerprint("contact", f"+33{DIGITS}") not in plain


@pytest.mark.parametrize("leak", ["log", "cache", "address", "row"])
def test_a_leak_is_seen(walked, leak, caplog, reims):
    written = f"06 39 98 47 17 ({leak})"
    if leak == "log":
        logging.getLogger("portal").warning("Sent to %s", written)
        assert any(told(record.getMessage()) for record in caplog.records)
    elif leak == "cache":
        caches["default"].set("leak", {"contact": written})
        assert any(told(one) for one in every_cached())
    elif leak == "address":
        assert told("/merci/?contact=06+39+98+47+17")
    else:
        reims.name = written
        reims.save()
        assert any(told(row) for _schema, _table, row in every_row())
