"""One press for several requests, and the one that takes it back."""

from datetime import timedelta

import pytest
import time_machine

from contacts.models import ContactRequest
from contacts.services import close, hand_over, withdraw_request
from tests.contacts.factories import MONDAY, make_offer, send
from tests.portal.pro.conftest import text_of

SEVERAL, DONE, UNDO = "/pro/plusieurs/", "/pro/plusieurs/fait/", "/pro/plusieurs/annuler/"


@pytest.fixture
def three(reims, samira, karim):
    """In the hands of Karim."""
    offer = make_offer(reims, organisation=samira.organisation, professional=karim)
    return [send(offer, contact=f"j{number}@example.invalid").request for number in range(3)]


def press(client, action, requests, **options):
    chosen = [one.reference for one in requests]
    return client.post(SEVERAL, {"action": action, "chosen": chosen}, **options)


def statuses(requests):
    keys = [one.pk for one in requests]
    found = ContactRequest.objects.filter(pk__in=keys).order_by("pk")
    return list(found.values_list("status", flat=True))


def holders(requests):
    keys = [one.pk for one in requests]
    found = ContactRequest.objects.filter(pk__in=keys).order_by("pk")
    return list(found.values_list("holder__first_name", flat=True))


def test_several_are_marked_as_contacted_and_taken_back(signed_in, samira, three):
    client = signed_in(samira)
    assert press(client, "contacted", three).url == DONE
    assert statuses(three) == ["contacted"] * 3
    assert "3\u00a0demandes sont notées" in text_of(client.get(DONE)).replace(
        " demandes", "\u00a0demandes", 1
    )
    assert client.post(UNDO).url == DONE
    assert statuses(three) == ["new"] * 3
    assert "sont revenues" in text_of(client.get(DONE))
    assert [event.kind for event in three[0].events.all()] == ["sent", "step", "corrected"]


def test_several_are_taken_in_hand_and_given_back(signed_in, samira, three):
    client = signed_in(samira)
    press(client, "take", three[:2])
    assert holders(three) == ["Samira", "Samira", "Karim"]
    client.post(UNDO)
    assert holders(three) == ["Karim"] * 3


def test_undoing_twice_or_a_day_later_changes_nothing(signed_in, samira, three):
    client = signed_in(samira)
    press(client, "contacted", three)
    with time_machine.travel(MONDAY + timedelta(hours=23)):
        assert "Revenir en arrière" in text_of(client.get(DONE))
    with time_machine.travel(MONDAY + timedelta(hours=25)):
        client.force_login(samira.user)
        client.post(UNDO)
    assert statuses(three) == ["contacted"] * 3


def test_what_was_taken_a_day_ago_is_not_given_back_by_an_old_page(signed_in, samira, three):
    client = signed_in(samira)
    press(client, "take", three)
    session = client.session
    yesterday = (MONDAY - timedelta(hours=25)).isoformat()
    session["pro_done"] = {**session["pro_done"], "at": yesterday}
    session.save()
    assert "Revenir en arrière" not in text_of(client.get(DONE))
    client.post(UNDO)
    assert holders(three) == ["Samira"] * 3


def test_what_has_gone_on_since_stays(signed_in, samira, karim, three):
    client = signed_in(samira)
    press(client, "contacted", three)
    close(request=three[0], outcome="helped", now=MONDAY, by=karim)
    client.post(UNDO)
    assert statuses(three) == ["closed", "new", "new"]
    press(client, "take", three[1:])
    hand_over(request=three[1], to=karim, by=samira, now=MONDAY)
    client.post(UNDO)
    assert holders(three) == ["Karim"] * 3
    assert "1 demande reste en l’état" in text_of(client.get(DONE))


def test_one_that_cannot_be_is_told_and_does_not_hold_the_others_up(signed_in, samira, three):
    withdraw_request(request=three[1], now=MONDAY)
    client = signed_in(samira)
    page = text_of(press(client, "contacted", three, follow=True))
    assert statuses(three) == ["contacted", "withdrawn", "contacted"]
    assert "Celles-ci n’ont pas changé" in page
    assert three[1].reference in page


def test_what_was_contacted_before_is_not_undone(signed_in, samira, three):
    client = signed_in(samira)
    press(client, "contacted", three[:1])
    press(client, "contacted", three)
    client.post(UNDO)
    assert statuses(three) == ["contacted", "new", "new"]


def test_nothing_of_another_organisation_is_touched(signed_in, samira, three, elsewhere):
    client = signed_in(samira)
    for action in ("contacted", "take"):
        page = text_of(press(client, action, [*three, elsewhere], follow=True))
        assert elsewhere.reference not in page
    assert statuses([elsewhere]) == ["new"]
    assert holders([elsewhere]) == ["Ines"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"action": "contacted"},
        {"action": "contacted", "chosen": ["x", "", "\0"]},
        {"action": "explode", "chosen": "R7K-4M2"},
        {"chosen": "R7K-4M2"},
    ],
)
def test_a_press_that_means_nothing_is_answered_with_a_sentence(signed_in, samira, three, data):
    response = signed_in(samira).post(f"{SEVERAL}?tab=all", data)
    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)
    assert response.context["lines"]
    assert statuses(three) == ["new"] * 3


def test_the_confirmation_leads_back_to_the_same_list(signed_in, samira, three):
    client = signed_in(samira)
    chosen = [three[0].reference]
    client.post(f"{SEVERAL}?tab=late&q=gar%26x", {"action": "take", "chosen": chosen})
    assert "/pro/?tab=late&amp;q=gar%26x" in text_of(client.get(DONE))


def test_there_is_nothing_to_confirm_or_undo_before_a_press(signed_in, samira, three):
    client = signed_in(samira)
    assert client.get(DONE).url == "/pro/"
    assert client.post(UNDO).status_code == 302
    assert client.get(UNDO).status_code == 405
