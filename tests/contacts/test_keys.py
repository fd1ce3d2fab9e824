"""Keys for the software of an organisation."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from contacts.enums import KeyScope
from contacts.models import InboxKey, Professional
from contacts.services import close_organisation, hand_over, mark_contacted, write_note
from contacts.services.keys import create_key, note_use, revoke_key, rotate_key
from tests.contacts.factories import MONDAY, make_organisation, make_professional

YEAR = timedelta(days=365)


@pytest.fixture
def lead(reims):
    return make_professional(make_organisation(reims), first_name="Karim", is_lead=True)


def make(lead, **given):
    asked = {"name": "I-milo", "scopes": KeyScope.values, "valid": YEAR, "now": MONDAY}
    return create_key(by=lead, **{**asked, **given})


def opens(secret, at=MONDAY):
    return InboxKey.objects.opened_by(secret, at)


def kinds(key):
    return [event.kind for event in key.happenings.all()]


def test_a_secret_is_shown_once_and_only_its_hash_is_kept(lead):
    new = make(lead)
    assert opens(new.secret) == new.key
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM contacts_inboxkey t")
        assert new.secret not in str(cursor.fetchall())
    assert new.secret.startswith(new.key.start)
    assert len(new.secret) - len(new.key.start) >= 40
    assert opens(new.secret[:-1]) is None
    assert opens("") is None


def test_a_key_opens_nothing_after_its_last_day(lead):
    secret = make(lead, valid=timedelta(days=90)).secret
    assert opens(secret, MONDAY + timedelta(days=89))
    assert opens(secret, MONDAY + timedelta(days=90)) is None


@pytest.mark.parametrize(
    "given",
    [
        {"valid": YEAR + timedelta(seconds=1)},
        {"valid": timedelta(0)},
        {"scopes": []},
        {"scopes": ["inbox:everything"]},
        {"name": "   "},
        {"name": "x" * 61},
    ],
)
def test_what_is_no_key_is_refused_in_words(lead, given):
    with pytest.raises(ValidationError):
        make(lead, **given)
    assert not InboxKey.objects.exists()


def test_who_does_not_lead_makes_and_changes_none(lead):
    key = make(lead).key
    colleague = make_professional(lead.organisation, first_name="Ines")
    for press in (
        lambda: make(colleague),
        lambda: rotate_key(key=key, by=colleague, now=MONDAY),
        lambda: revoke_key(key=key, by=colleague, now=MONDAY),
    ):
        with pytest.raises(ValidationError):
            press()
    assert InboxKey.objects.usable(MONDAY).get() == key


def test_a_lead_of_another_organisation_touches_no_key_of_ours(lead, lyon):
    key = make(lead).key
    other = make_professional(make_organisation(lyon), first_name="Nora", is_lead=True)
    for press in (rotate_key, revoke_key):
        with pytest.raises(ValidationError):
            press(key=key, by=other, now=MONDAY)
    assert kinds(key) == ["created"]


def test_two_keys_open_during_a_change_and_one_after_a_week(lead):
    old = make(lead, scopes=["inbox:read"], valid=timedelta(days=90))
    now = MONDAY + timedelta(days=80)
    new = rotate_key(key=old.key, by=lead, now=now)
    assert opens(old.secret, now)
    assert opens(new.secret, now)
    assert (new.key.name, new.key.scopes) == ("I-milo", ["inbox:read"])
    later = now + timedelta(days=8)
    assert opens(old.secret, later) is None
    assert opens(new.secret, later + timedelta(days=80))
    assert (kinds(old.key), kinds(new.key)) == (["created", "rotated"], ["created"])
    with pytest.raises(ValidationError, match="remplacée"):
        rotate_key(key=old.key, by=lead, now=now)


def test_a_key_that_is_taken_back_opens_nothing_from_then_on(lead):
    new = make(lead)
    revoke_key(key=new.key, by=lead, now=MONDAY)
    assert opens(new.secret) is None
    assert kinds(new.key) == ["created", "revoked"]
    with pytest.raises(ValidationError):
        revoke_key(key=new.key, by=lead, now=MONDAY)


def test_an_organisation_that_closes_has_no_key_any_more(lead):
    new = make(lead)
    close_organisation(organisation=lead.organisation, now=MONDAY)
    assert opens(new.secret) is None
    assert new.key.happenings.last().professional is None


def test_an_organisation_has_ten_keys_at_most(lead):
    for _number in range(10):
        last = make(lead)
    with pytest.raises(ValidationError, match="beaucoup de clés"):
        make(lead)
    revoke_key(key=last.key, by=lead, now=MONDAY)
    make(lead)


def test_the_last_use_is_written_once_a_minute(lead, django_assert_num_queries):
    key = make(lead).key
    note_use(key, MONDAY)
    key.refresh_from_db()
    assert key.last_used_at == MONDAY
    with django_assert_num_queries(0):
        note_use(key, MONDAY + timedelta(seconds=59))
    note_use(key, MONDAY + timedelta(seconds=60))
    key.refresh_from_db()
    assert key.last_used_at == MONDAY + timedelta(seconds=60)


def test_what_happened_to_a_key_is_rewritten_by_nobody(lead):
    make(lead)
    for statement in ("UPDATE contacts_keyevent SET kind = 'x'", "DELETE FROM contacts_keyevent"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


class TestBySoftware:
    """A step that the software did names its key, and no person."""

    @pytest.fixture
    def key(self, request_sent):
        lead = make_professional(request_sent.organisation, first_name="Karim", is_lead=True)
        return make(lead).key

    def test_an_event_names_the_key_and_counts_as_the_professional_side(self, request_sent, key):
        mark_contacted(request=request_sent, now=MONDAY, by=key, means="phone")
        event = request_sent.events.last()
        assert (event.actor, event.professional, event.key) == ("professional", None, key)

    def test_a_request_is_put_in_somebody_s_hands_with_or_without_a_letter(self, request_sent, key):
        ines = make_professional(request_sent.organisation, first_name="Ines")
        nora = make_professional(request_sent.organisation, first_name="Nora")
        hand_over(request=request_sent, to=ines, by=key, now=MONDAY, told=False)
        assert not request_sent.messages.filter(kind="alert", created_at__gt=MONDAY).exists()
        before = request_sent.messages.count()
        hand_over(request=request_sent, to=nora, by=key, now=MONDAY)
        request_sent.refresh_from_db()
        assert request_sent.holder == nora
        assert request_sent.messages.count() == before + 1

    def test_a_person_whose_number_is_that_of_the_key_is_not_taken_for_it(self, request_sent, key):
        fields = {"organisation": request_sent.organisation, "email": "ines@example.invalid"}
        ines, _new = Professional.objects.update_or_create(pk=key.pk, defaults=fields)
        hand_over(request=request_sent, to=ines, by=key, now=MONDAY)
        assert request_sent.events.last().kind == "handed_over"

    def test_a_note_is_signed_by_the_software(self, request_sent, key):
        note = write_note(request=request_sent, text="Rappelé", by=key, now=MONDAY)
        assert (note.signed_by, note.author) == (key, None)
        within = request_sent.notes.within(request_sent.organisation_id)
        assert [str(one.signed_by) for one in within] == ["I-milo"]

    def test_a_key_of_another_organisation_writes_no_note(self, request_sent, lyon):
        other = make_professional(make_organisation(lyon), first_name="Nora", is_lead=True)
        with pytest.raises(ValidationError):
            write_note(request=request_sent, text="x", by=make(other).key, now=MONDAY)
