"""A person is never refused for long; a program stores nothing."""

import re
from datetime import timedelta

import pytest
import time_machine

from contacts.models import ContactRequest
from portal.journey.models import OpeningWish
from tests.contacts.factories import MONDAY

REIMS = {"commune": "51454"}
FAST = "très rapide"
HIDDEN = "champ caché"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FORM_SECONDS = 3
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


class Form:
    """A form as a browser got it: what is hidden in it comes along."""

    def __init__(self, client, page, action, **typed):
        self.client, self.action, self.typed = client, action, typed
        self.keep_hidden(client.get(page, {"commune": typed["commune"]}))

    def keep_hidden(self, response):
        page = response.content.decode()
        self.hidden = {"opened": re.search(r'name="opened" value="([^"]+)"', page)[1]}

    def send(self, **changes):
        return self.client.post(self.action, {**self.hidden, **self.typed, **changes})


@pytest.fixture(params=["request", "wish"])
def form(request, client_for, offer):
    if request.param == "request":
        return form_of(client_for, offer, "06 39 98 12 34")
    client, send_to = client_for("national"), "/communes/prevenez-moi/"
    return Form(client, "/themes/", send_to, commune="29019", contact="lou@example.invalid")


def form_of(client_for, offer, contact):
    page = f"/offres/{offer.key}/"
    return Form(client_for("reims"), page, page, contact=contact, **REIMS)


def stored():
    return ContactRequest.objects.count() + OpeningWish.objects.count()


def test_who_took_the_time_to_read_is_heard(form, clock):
    clock.shift(timedelta(seconds=3))
    assert form.send().status_code in (200, 302)
    assert stored() == 1


def test_what_is_sent_faster_than_one_reads_stores_nothing_and_says_it(form, clock):
    clock.shift(timedelta(seconds=2.9))
    answer = form.send()
    assert answer.status_code == 400
    assert FAST in answer.content.decode()
    assert stored() == 0


def test_pressing_once_more_is_enough(form, clock):
    answer = form.send()
    form.keep_hidden(answer)
    clock.shift(timedelta(seconds=3))
    assert form.send().status_code in (200, 302)
    assert stored() == 1


def test_what_was_typed_stays(form):
    page = form.send().content.decode()
    assert "06 39 98 12 34" in page or "lou@example.invalid" in page


def test_a_page_that_stayed_open_for_days_or_came_back_is_not_refused(form, clock):
    clock.shift(timedelta(days=9))
    assert form.send().status_code in (200, 302)
    clock.shift(timedelta(hours=1))
    assert form.send().status_code in (200, 302)


def test_a_hidden_field_that_was_filled_in_stores_nothing_and_says_it(form, clock):
    clock.shift(timedelta(minutes=1))
    answer = form.send(website="https://example.org")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert HIDDEN in page
    assert "https://example.org" not in page
    assert stored() == 0
    form.keep_hidden(answer)
    assert form.send().status_code in (200, 302)
    assert stored() == 1


@pytest.mark.parametrize("opened", ["", "x", "a:b:c", "\x00", "é" * 5000, None])
def test_a_form_that_is_not_ours_is_given_ours(form, clock, opened):
    clock.shift(timedelta(minutes=1))
    form.hidden = {} if opened is None else {"opened": opened}
    answer = form.send()
    assert answer.status_code == 400
    assert stored() == 0
    form.keep_hidden(answer)
    clock.shift(timedelta(seconds=3))
    assert form.send().status_code in (200, 302)
    assert stored() == 1


def test_no_screen_reader_and_no_keyboard_meets_the_hidden_field(client_for, offer):
    page = client_for("reims").get(f"/offres/{offer.key}/", REIMS).content.decode()
    assert re.search(r'<p hidden><label>[^<]+<input name="website" value="" tabindex="-1"', page)


def test_a_classroom_of_thirty_behind_one_address_passes(client_for, offer, clock):
    forms = [form_of(client_for, offer, f"06 39 98 10 {number:02}") for number in range(30)]
    clock.shift(timedelta(minutes=5))
    assert {one.send().status_code for one in forms} == {302}
    assert ContactRequest.objects.count() == 30


def test_beyond_the_limits_a_sentence_says_when_to_try_again(client_for, offer, clock, settings):
    settings.CONTACT_REQUESTS_PER_OFFER = 1
    forms = [form_of(client_for, offer, f"06 39 98 10 {number:02}") for number in range(2)]
    clock.shift(timedelta(minutes=5))
    assert [one.send().status_code for one in forms] == [302, 400]
    assert "Réessaie dans une heure" in forms[1].send().content.decode()
