from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from contacts.models import (
    ContactRequest,
    Message,
    Organisation,
    ProfessionalLink,
    RequestEvent,
)
from contacts.sealed import token_hash
from contacts.services import erase_request, withdraw_request
from search.services import withdraw_offer
from tenants.models import Territory
from tests.contacts.factories import (
    EMAIL,
    LYON_3,
    MONDAY,
    PHONE,
    make_offer,
    make_organisation,
    make_professional,
    send,
)


def test_a_request_is_stored_with_its_event_its_link_and_both_messages(offer):
    sent = send(offer)
    assert sent.created
    request = ContactRequest.objects.get()
    assert request == sent.request
    assert request.status == "new"
    assert request.due_on == date(2026, 11, 26)
    assert [event.kind for event in request.events.all()] == ["sent"]
    assert request.links.get().professional == request.professional
    assert {(m.side, m.channel, m.state) for m in request.messages.all()} == {
        ("professional", "email", "waiting"),
        ("young_person", "sms", "waiting"),
    }


def test_nothing_is_stored_when_a_message_cannot_be_written(reims, settings):
    offer = make_offer(reims)
    settings.ROOT_URLCONF = "portal.demo.urls"  # no address to put in the messages
    with pytest.raises(Exception, match="journey|pro"):
        send(offer)
    for model in (ContactRequest, RequestEvent, ProfessionalLink, Message):
        assert not model.objects.exists()


def test_a_request_stays_readable_when_its_offer_goes(reims, offer, request_sent):
    withdraw_offer(territory=reims, page_id=offer.page_id)
    offer.delete()
    Organisation.objects.filter(pk=request_sent.organisation_id).update(name="Autre")
    request = ContactRequest.objects.get()
    assert request.offer is None
    assert request.offer_title == "Une chambre chez l’habitant"
    assert request.organisation_name == "Toits partagés"
    assert request.professional_name == "Samira"
    assert request.phone == "01 99 00 27 18"


def test_nothing_personal_is_written_in_clear(offer):
    send(
        offer,
        contact=EMAIL,
        message="Je dors chez une amie",
        answers={"age": 19, "housing_duration": frozenset({"months"})},
        address="192.0.2.7",
        idempotency_key="a-form-nonce",
    )
    with connection.cursor() as cursor:
        for table in ("contactrequest", "requestevent", "professionallink", "message"):
            cursor.execute(f"SELECT to_jsonb(row)::text FROM contacts_{table} row")  # noqa: S608
            stored = " ".join(row for (row,) in cursor.fetchall())
            # Longer than what the letters of a sealed text may spell by chance.
            for secret in (EMAIL, "lea@", "une amie", "months", "192.0.2", "a-form-nonce"):
                assert secret not in stored, (table, secret)


def test_the_token_opens_the_request_and_is_not_stored_in_clear(sent):
    assert len(sent.token) == 22
    assert ContactRequest.objects.by_follow_token(sent.token) == sent.request
    assert sent.request.follow_hash == token_hash(sent.token)
    assert sent.token not in str(ContactRequest.objects.values().get())


@pytest.mark.parametrize("token", ["", "x", "\x00", "é" * 500, "' OR 1=1 --"])
def test_a_token_of_nobody_opens_nothing(request_sent, token):
    assert ContactRequest.objects.by_follow_token(token) is None


def test_answers_are_kept_for_the_machine_and_in_words_for_people(offer):
    request = send(offer, answers={"age": 19, "housing_duration": frozenset({"months"})}).request
    request = ContactRequest.objects.get(pk=request.pk)
    assert request.answers == {"age": 19, "housing_duration": frozenset({"months"})}
    words = dict(request.answers_in_words)
    assert "19\u00a0ans" in words.values()
    assert len(words) == 2
    assert "months" not in words.values()


def test_a_second_submit_of_the_same_form_creates_nothing(offer):
    first = send(offer, idempotency_key="nonce")
    later = send(
        offer, idempotency_key="nonce", now=MONDAY + timedelta(hours=5), address="192.0.2.1"
    )
    assert (later.request, later.token, later.created) == (first.request, first.token, False)
    assert ContactRequest.objects.count() == 1
    assert Message.objects.count() == 2
    assert RequestEvent.objects.count() == 1


def test_two_tabs_sending_the_same_thing_are_one_request(offer):
    first = send(offer, idempotency_key="tab-1", address="192.0.2.1")
    second = send(
        offer,
        contact="+33 6.39.98.12.34",
        idempotency_key="tab-2",
        address="192.0.2.1",
        now=MONDAY + timedelta(minutes=9),
    )
    assert (second.token, second.created) == (first.token, False)


def test_the_same_email_in_capitals_is_the_same_contact(offer):
    first = send(offer, contact="Lea@example.invalid")
    assert send(offer, contact="lea@EXAMPLE.invalid").request == first.request


def test_after_ten_minutes_the_same_contact_may_ask_again(offer):
    send(offer)
    assert send(offer, now=MONDAY + timedelta(minutes=10)).created


def test_another_offer_or_another_contact_is_another_request(reims, offer):
    send(offer, idempotency_key="nonce")
    assert send(make_offer(reims), idempotency_key="nonce").created
    assert send(offer, contact=EMAIL, idempotency_key="nonce").created


def test_somebody_elsewhere_who_knows_the_number_gets_no_link_to_the_request(offer):
    first = send(offer, address="192.0.2.1")
    other = send(offer, address="198.51.100.1")
    assert other.created
    assert other.token != first.token


def test_a_withdrawn_request_can_be_sent_again_at_once(sent, offer):
    withdraw_request(request=sent.request, now=MONDAY)
    assert send(offer).created


def test_an_erased_request_is_never_answered_again(offer):
    first = send(offer, idempotency_key="nonce")
    erase_request(request=first.request, now=MONDAY)
    again = send(offer, idempotency_key="nonce")
    assert again.created
    assert again.token != first.token


def test_an_offer_that_is_gone_takes_no_request(reims, offer):
    withdraw_offer(territory=reims, page_id=offer.page_id)
    offer.refresh_from_db()
    with pytest.raises(ValidationError, match="disponible|available"):
        send(offer)


def test_nothing_is_promised_for_an_organisation_that_nobody_can_reach(reims):
    offer = make_offer(reims, organisation=make_organisation(reims, email=""))
    with pytest.raises(ValidationError):
        send(offer)
    assert not ContactRequest.objects.exists()


@pytest.mark.parametrize(
    ("people", "alerted"),
    [
        ([{"first_name": "Karim"}, {"first_name": "Samira", "named": True}], "samira"),
        (
            [{"first_name": "Samira", "named": True, "active": False}, {"first_name": "Karim"}],
            "karim",
        ),
        (
            [
                {"first_name": "Samira", "named": True, "email": ""},
                {"first_name": "Karim"},
                {"first_name": "Lou", "is_lead": True},
            ],
            "lou",
        ),
        ([], "accueil"),
        ([{"first_name": "Samira", "named": True, "active": False}], "accueil"),
    ],
)
def test_the_alert_goes_to_the_person_named_else_to_a_lead_else_to_a_colleague(
    reims, people, alerted
):
    organisation = make_organisation(reims)
    named = None
    for person in people:
        is_named = person.pop("named", False)
        professional = make_professional(organisation, **person)
        named = professional if is_named else named
    request = send(make_offer(reims, organisation=organisation, professional=named)).request
    assert request.messages.get(side="professional").recipient == f"{alerted}@example.invalid"


def test_a_national_offer_is_followed_where_the_young_person_is(national, lyon):
    offer = make_offer(national)
    assert send(offer, place=LYON_3).request.territory == lyon
    assert send(offer, contact=EMAIL, place="29019").request.territory == national


def test_a_local_offer_is_followed_by_its_territory_wherever_one_asks_from(lyon):
    assert send(make_offer(lyon), place="51454").request.territory == lyon


def test_the_deadline_is_counted_in_the_territory_own_time(reims):
    Territory.objects.filter(pk=reims.pk).update(time_zone="Indian/Reunion")
    late = MONDAY.replace(hour=22)  # already Tuesday there
    assert send(make_offer(reims), now=late).request.due_on == date(2026, 11, 27)


def test_a_landline_is_accepted_and_gets_no_text_message(offer):
    request = send(offer, contact="01 99 00 12 34").request
    assert [message.side for message in request.messages.all()] == ["professional"]


def test_a_message_is_kept_without_control_characters(offer):
    request = send(offer, message=" Bonjour\x00,\r\nplutôt le soir\x07 \n").request
    assert request.message == "Bonjour,\nplutôt le soir"


def test_a_message_too_long_is_refused_with_its_length(offer):
    with pytest.raises(ValidationError) as refusal:
        send(offer, message="a" * 1001)
    assert "1001" in refusal.value.message_dict["message"][0]


def test_a_language_that_the_site_does_not_speak_becomes_french(offer):
    assert send(offer, language="xx").request.language == "fr"


def test_a_late_request_is_one_that_nobody_answered_before_the_day_after(request_sent):
    assert request_sent not in ContactRequest.objects.late(request_sent.due_on)
    assert request_sent in ContactRequest.objects.late(request_sent.due_on + timedelta(days=1))


def test_sending_asks_the_database_for_little(offer, django_assert_max_num_queries):
    with django_assert_max_num_queries(53):
        send(offer, contact=PHONE, answers={"age": 19}, now=timezone.now(), address="192.0.2.1")
