"""Several offers asked with one form: all or none, one message, one contact."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from contacts.details import read_contact
from contacts.models import ContactRequest, Message
from contacts.sealed import fingerprint
from contacts.services import (
    TooManyRequests,
    block_contact,
    change_contact,
    erase_request,
    send_together,
    tell_availability,
    withdraw_request,
)
from tenants.geography.suggest import find
from tests.contacts.factories import EMAIL, MONDAY, PHONE, REIMS, make_offer, make_organisation

SOON = MONDAY + timedelta(hours=2)


def offer_of(territory, name, **fields):
    house = make_organisation(territory, name=name, email=f"{name.lower()}@example.invalid")
    return make_offer(territory, organisation=house, title=f"Chez {name}", **fields)


@pytest.fixture
def offers(reims):
    days = {"A": 3, "B": 1, "C": 4}
    return [offer_of(reims, name, delay_days=delay) for name, delay in days.items()]


def ask(offers, *, contact=PHONE, now=MONDAY, **fields):
    return send_together(
        offers=offers,
        place=find(REIMS),
        contact=read_contact(contact),
        now=now,
        **{"answers": {}, "shown_due_on": {}, "message": "", "language": "fr", **fields},
    )


def written(side):
    rows = Message.objects.filter(side=side).order_by("pk")
    return [(one.kind, one.recipient) for one in rows]


def test_each_team_is_written_to_and_the_young_person_once(offers):
    sent = ask(offers, answers={"housing": {"age": 19}}, contact=EMAIL)
    assert [one.request.organisation_name for one in sent] == ["A", "B", "C"]
    assert len({one.token for one in sent}) == 3
    assert len({one.request.sent_together for one in sent}) == 1
    assert all(one.request.answers == {"age": 19} for one in sent)
    assert len(written("professional")) == 3
    [(kind, recipient)] = written("young_person")
    assert (kind, recipient) == ("together", EMAIL)
    body = Message.objects.get(kind="together").body
    for one in sent:
        assert one.request.reference in body
    assert "24" in body
    assert sent[0].token in body


def test_a_text_message_says_how_many_and_the_first_date(offers):
    ask(offers)
    body = Message.objects.get(kind="together").body
    assert "3 demandes" in body
    assert "mar. 24 nov" in body
    assert len(body) <= 160


def test_one_alone_is_a_request_as_any_other(offers):
    [sent] = ask(offers[:1])
    assert sent.request.sent_together is None
    assert [kind for kind, _to in written("young_person")] == ["confirmation"]


def test_one_that_is_refused_holds_all_back_and_is_named(reims, offers):
    mute = make_organisation(reims, name="Muets", email="")
    closed = make_offer(reims, organisation=mute)
    with pytest.raises(ValidationError) as refusal:
        ask([*offers, closed])
    assert list(refusal.value.message_dict) == [closed.key]
    assert not ContactRequest.objects.exists()
    assert not Message.objects.exists()


def test_a_date_that_moved_names_its_offer(offers):
    with pytest.raises(ValidationError) as refusal:
        ask(offers, shown_due_on={offers[1].key: date(2026, 11, 23)})
    [[leaf]] = refusal.value.error_dict.values()
    assert leaf.code == "moved"
    assert list(refusal.value.message_dict) == [offers[1].key]


def test_none_six_or_twice_the_same_are_refused(reims, offers):
    six = [*offers, *(offer_of(reims, name) for name in "DEF")]
    for wrong in ([], six, [offers[0], offers[0]]):
        with pytest.raises(ValidationError):
            ask(wrong)
    assert not ContactRequest.objects.exists()


def test_a_second_press_sends_nothing_more(offers):
    one = ask(offers, idempotency_key="nonce")
    two = ask(offers, idempotency_key="nonce")
    assert [first.request for first in one] == [again.request for again in two]
    assert not any(again.created for again in two)
    assert [kind for kind, _to in written("young_person")] == ["together"]


def test_who_wants_no_messages_is_told_so_before_anything(offers):
    number = fingerprint("contact", read_contact(PHONE).value.lower())
    block_contact(contact_fingerprint=number, now=MONDAY)
    with pytest.raises(ValidationError) as refusal:
        ask(offers)
    assert refusal.value.code == "blocked"


def test_the_limit_of_a_day_holds_all_back(offers, reims):
    for _turn in range(3):
        ask([offer_of(reims, "Z") for _number in range(3)])
    with pytest.raises(TooManyRequests):
        ask(offers)
    assert ContactRequest.objects.count() == 9


def test_another_contact_or_a_time_is_told_to_all_of_the_same_form(offers):
    sent = ask(offers)
    withdraw_request(request=sent[2].request, now=SOON)
    tell_availability(request=sent[0].request, words="après 17 h", now=SOON)
    change_contact(request=sent[0].request, contact=read_contact(EMAIL), now=SOON)
    rows = ContactRequest.objects.order_by("pk")
    assert [one.availability for one in rows] == ["après 17 h", "après 17 h", ""]
    assert [one.contact_kind for one in rows] == ["email", "email", "phone"]
    assert written("young_person")[-1] == ("together", EMAIL)
    assert Message.objects.filter(kind="changed", state="waiting").count() == 2


def test_erasing_takes_one_or_all_of_them(offers):
    sent = ask(offers)
    erase_request(request=sent[0].request, now=SOON)
    assert ContactRequest.objects.filter(erased_at=None).count() == 2
    erase_request(request=sent[1].request, now=SOON, together=True)
    assert not ContactRequest.objects.filter(erased_at=None).exists()
