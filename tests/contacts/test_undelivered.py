"""A message did not arrive: somebody else is told, and only once."""

import smtplib
from datetime import timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from hypothesis import given
from hypothesis import strategies as st

from contacts import sms
from contacts.enums import Channel
from contacts.models import Message, Professional, ProfessionalLink
from contacts.outbox import deliver_waiting
from contacts.services import mark_contacted, undelivered, withdraw_request
from contacts.services.alerting import alert_together
from contacts.services.undelivered import Person, Then, Way, what_next
from tests.contacts.factories import EMAIL, MONDAY, make_professional, send

SAMIRA = Person(1, "samira@x", "+33639980001")
TOM = Person(2, "tom@x")
INES = Person(3, "ines@x", "+33639980003")
MOBILE = "06 39 98 27 18"

# What the servers of these tests refuse for good.
refused: set[str] = set()


class PickyMail(BaseEmailBackend):
    def send_messages(self, messages):
        for message in messages:
            if refused.intersection(message.to):
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return len(messages)


class PickySms:
    def send(self, *, number, text, key):
        if number in refused:
            raise sms.SmsRefused(422)


@pytest.fixture
def refuse(settings):
    """`refuse("samira@example.invalid")`: from now on, for good."""
    settings.EMAIL_BACKEND = f"{__name__}.PickyMail"
    settings.SMS_BACKEND = f"{__name__}.PickySms"
    refused.clear()
    yield lambda *addresses: refused.update(addresses)
    refused.clear()


def deliver(minutes=0):
    deliver_waiting(lambda: MONDAY + timedelta(minutes=minutes))


def sent_to_professionals(request):
    """[(kind, channel, state, recipient)] in the order in which they were written."""
    return [
        (one.kind, one.channel, one.state, one.recipient)
        for one in request.messages.filter(side="professional").order_by("pk")
    ]


def decide(failed, team, refused, told=()):
    return what_next(failed=failed, team=team, refused=frozenset(refused), told=frozenset(told))


def test_the_same_person_is_told_by_another_way_first():
    assert decide("ines@x", [SAMIRA, TOM, INES], ["ines@x"]) == Way(3, Channel.SMS, "+33639980003")


def test_then_a_colleague_in_the_order_of_the_team():
    tried = ["ines@x", "+33639980003"]
    assert decide("+33639980003", [TOM, SAMIRA, INES], tried) == Way(2, Channel.EMAIL, "tom@x")


def test_then_the_animators():
    assert decide("tom@x", [TOM], ["tom@x"]) == Then.ANIMATORS
    assert decide("accueil@x", [], ["accueil@x"]) == Then.ANIMATORS


def test_nobody_more_is_told_when_somebody_knows_already():
    assert decide("tom@x", [TOM, SAMIRA], ["tom@x"], ["samira@x"]) == Then.NOTHING


def test_what_arrived_before_does_not_count_where_a_later_one_came_back():
    assert decide("tom@x", [TOM, SAMIRA], ["tom@x"], ["tom@x"]).address == "samira@x"


people = st.lists(
    st.builds(
        Person,
        st.integers(1, 9),
        st.sampled_from(["", "a@x", "b@x", "c@x"]),
        st.sampled_from(["", "+331", "+332"]),
    ),
    max_size=6,
)


@given(team=people, first=st.sampled_from(["a@x", "b@x", "z@x"]))
def test_when_everything_comes_back_it_ends_with_the_animators_after_each_address_once(team, first):
    failed, tried = first, [first]
    while isinstance(way := decide(failed, team, tried), Way):
        assert way.address not in tried
        failed = way.address
        tried.append(failed)
    assert way == Then.ANIMATORS
    assert set(tried) == {first} | {one for person in team for one in person.addresses.values()}


def test_a_professional_with_a_mobile_gets_a_text_with_a_link_that_opens(
    offer, refuse, reims, client_for
):
    Professional.objects.update(phone=MOBILE)
    request = send(offer, contact=EMAIL).request
    refuse("samira@example.invalid")
    deliver()
    assert sent_to_professionals(request) == [
        ("alert", "email", "failed", "samira@example.invalid"),
        ("alert", "sms", "sent", "+33639982718"),
    ]
    alert, text = request.messages.filter(kind="alert").order_by("pk")
    assert text.instead_of == alert
    assert text.key != alert.key
    assert sms.room(text.body) <= sms.ROOM
    token = text.body.rstrip("/").rpartition("/")[2]
    link = ProfessionalLink.objects.by_token(token, territory=reims, now=MONDAY)
    assert (link.request, link.professional.first_name) == (request, "Samira")


def test_without_a_mobile_the_colleague_is_told_with_a_link_of_their_own(offer, refuse):
    samira = Professional.objects.get()
    tom = make_professional(samira.organisation, first_name="Tom")
    request = send(offer).request
    refuse("samira@example.invalid")
    deliver()
    assert sent_to_professionals(request) == [
        ("alert", "email", "failed", "samira@example.invalid"),
        ("alert", "email", "sent", "tom@example.invalid"),
    ]
    assert list(request.links.order_by("pk").values_list("professional", flat=True)) == [
        samira.pk,
        tom.pk,
    ]
    assert "Tom" in request.messages.get(instead_of__isnull=False).body


def test_when_nobody_of_the_organisation_is_reached_the_animators_are(
    offer, refuse, reims, lyon, person
):
    person("animator", reims, email="animator@example.invalid")
    person("editor", reims)
    person("animator", lyon)
    request = send(offer).request
    refuse("samira@example.invalid")
    deliver()
    assert sent_to_professionals(request)[1:] == [
        ("unreached", "email", "sent", "animator@example.invalid")
    ]
    told = request.messages.get(kind="unreached")
    assert request.reference in told.subject
    assert f"{reims.url}/admin/messages/undelivered/" in told.body
    assert "/pro/demandes/" not in told.body


def test_when_the_animators_are_not_reached_either_it_ends_there(offer, refuse, reims, person):
    person("animator", reims, email="animator@example.invalid")
    request = send(offer).request
    refuse("samira@example.invalid", "animator@example.invalid")
    for minutes in range(5):
        deliver(minutes)
    assert [state for _kind, _channel, state, _who in sent_to_professionals(request)] == [
        "failed",
        "failed",
    ]
    assert not Message.objects.to_pass_on().exists()


def test_each_failure_is_passed_on_once_and_leaves_one_event(offer, refuse):
    make_professional(Professional.objects.get().organisation, first_name="Tom")
    request = send(offer).request
    refuse("samira@example.invalid")
    for minutes in range(5):
        deliver(minutes)
    assert len(sent_to_professionals(request)) == 2
    assert request.events.filter(kind="message_failed").count() == 1


def test_a_young_person_s_address_that_is_wrong_is_told_to_the_professional_without_it(
    offer, refuse, client_for
):
    request = send(offer, contact=EMAIL).request
    refuse(EMAIL)
    deliver()
    told = request.messages.get(kind="wrong_contact")
    assert (told.state, told.recipient) == ("sent", "samira@example.invalid")
    for text in (told.subject, told.body, told.html):
        assert "lea@" not in text
        assert "l•••" not in text
    assert request.reference in told.subject
    assert request.links.count() == 2
    page = client_for("reims").get(f"/suivi/{request.follow_token}/")
    assert page.status_code == 200


def test_it_is_told_once_however_many_messages_come_back(offer, refuse):
    request = send(offer, contact=EMAIL).request
    refuse(EMAIL)
    deliver()
    confirmation = request.messages.get(kind="confirmation")
    Message.objects.filter(pk=confirmation.pk).update(passed_on_at=None)
    deliver(1)
    assert request.messages.filter(kind="wrong_contact").count() == 1


@pytest.mark.parametrize("step", [withdraw_request, mark_contacted])
def test_nobody_is_told_of_a_request_that_waits_no_more(offer, refuse, step):
    make_professional(Professional.objects.get().organisation, first_name="Tom")
    request = send(offer).request
    refuse("samira@example.invalid")
    request.messages.filter(kind="alert").update(state="failed")
    step(request=request, now=MONDAY)
    deliver()
    assert not request.messages.filter(instead_of__isnull=False).exists()
    assert not Message.objects.to_pass_on().exists()


def test_one_that_cannot_be_passed_on_does_not_hold_the_others_and_stays_on_the_screen(
    offer, refuse, monkeypatch, caplog
):
    request = send(offer).request
    refuse("samira@example.invalid")
    organisation = Professional.objects.get().organisation
    make_professional(organisation, first_name="Tom", email="not an address")
    deliver()
    assert not Message.objects.to_pass_on().exists()
    assert Message.objects.in_trouble().filter(request=request).exists()
    assert "not an address" not in caplog.text


def test_a_worker_that_dies_before_passing_on_leaves_it_to_the_next(request_sent, refuse):
    make_professional(Professional.objects.get().organisation, first_name="Tom")
    refuse("samira@example.invalid")
    alert = request_sent.messages.get(kind="alert")
    Message.objects.filter(pk=alert.pk).update(state="failed", last_error="SmsRefused 422")
    assert undelivered.pass_on_next(now=MONDAY)
    assert not undelivered.pass_on_next(now=MONDAY)
    assert request_sent.messages.get(instead_of=alert).recipient == "tom@example.invalid"


def test_each_request_of_a_letter_about_several_is_passed_on(offer, refuse):
    asked = [send(offer, contact=f"l{number}@example.invalid").request for number in range(4)]
    deliver()
    make_professional(asked[0].organisation, first_name="Tom")
    refuse("samira@example.invalid")
    later = MONDAY + timedelta(minutes=5)
    alert_together(asked, professional=asked[0].holder, now=later)
    deliver(5)
    for request in asked:
        assert ("alert", "tom@example.invalid") in [
            (kind, to) for kind, _channel, _state, to in sent_to_professionals(request)
        ]
        assert request.events.filter(kind="message_failed", detail="digest").count() == 1
