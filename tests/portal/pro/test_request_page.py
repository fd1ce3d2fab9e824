import re
from datetime import timedelta

import pytest
import time_machine

from contacts.models import ContactRequest, RequestEvent
from contacts.services import erase_request, withdraw_request
from tests.contacts.factories import EMAIL, MONDAY, make_offer, send

NUMBER = "06\u00a039\u00a098\u00a012\u00a034"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def pro(client_for, reims):
    return client_for(reims)


@pytest.fixture
def asked(reims):
    return send(
        make_offer(reims),
        message="Un SMS d’abord, <b>après 17 h</b>",
        answers={"age": 19, "housing_duration": frozenset({"months"})},
    ).request


def page_of(request):
    """Path of the page that the alert opens."""
    body = request.messages.get(kind="alert").body
    return re.search(r"(/pro/demandes/[\w-]+/)", body)[1]


def text_of(response):
    return response.content.decode()


def status_of(request):
    return ContactRequest.objects.values_list("status", flat=True).get(pk=request.pk)


def everything():
    return (
        list(ContactRequest.objects.values()),
        list(RequestEvent.objects.values()),
    )


def test_the_page_says_who_waits_until_when_and_for_what(pro, asked):
    page = text_of(pro.get(page_of(asked)))
    for fact in (
        asked.reference,
        "Il reste 3\u00a0jours",
        "19\u00a0ans",
        "Reims",
        "jeudi 26\u00a0novembre",
        "Une chambre chez l’habitant",
        "06\u00a039\u00a098\u00a0••\u00a0••",
        "&lt;b&gt;après 17 h",
    ):
        assert fact in page, fact
    assert NUMBER not in page
    assert "33639981234" not in page


def test_five_mail_scanners_that_open_the_link_change_nothing(pro, asked):
    path, before = page_of(asked), everything()
    for _scanner in range(5):
        assert pro.get(path).status_code == 200
        assert pro.head(path).status_code == 200
        assert pro.get(f"{path}?action=contacted&reason=full").status_code == 200
        assert pro.options(path).status_code == 405
    assert everything() == before


def test_the_page_is_kept_by_no_cache_found_by_no_engine_and_sends_its_address_nowhere(pro, asked):
    for path in (page_of(asked), "/pro/demandes/nothing/"):
        response = pro.get(path)
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "same-origin"
        assert "noindex" in response["X-Robots-Tag"]


def test_the_number_appears_when_one_asks_and_it_is_recorded(pro, asked):
    page = text_of(pro.post(page_of(asked), {"action": "reveal"}))
    assert NUMBER in page
    assert 'href="tel:+33639981234"' in page
    event = asked.events.get(kind="revealed")
    assert event.professional.first_name == "Samira"
    assert NUMBER not in text_of(pro.get(page_of(asked)))


def test_one_press_marks_as_contacted_then_closes_with_an_outcome(pro, asked):
    path = page_of(asked)
    assert pro.post(path, {"action": "contacted"}).url == path
    assert status_of(asked) == "contacted"
    assert "Contact pris" in text_of(pro.get(path))
    assert pro.post(path, {"action": "close", "outcome": "appointment"}).status_code == 302
    assert status_of(asked) == "closed"
    assert "Un rendez-vous est pris" in text_of(pro.get(path))


def test_no_answer_can_be_said_each_time(pro, asked):
    path = page_of(asked)
    pro.post(path, {"action": "unreachable"})
    with time_machine.travel(MONDAY + timedelta(hours=3)):
        pro.post(path, {"action": "unreachable"})
    assert asked.events.filter(to_status="unreachable").count() == 2


def test_a_request_is_declined_with_a_reason(pro, asked):
    path = page_of(asked)
    response = pro.post(path, {"action": "decline"})
    assert response.status_code == 400
    assert "Dites pourquoi" in text_of(response)
    assert status_of(asked) == "new"
    pro.post(path, {"action": "decline", "reason": "too_far"})
    assert status_of(asked) == "declined"


def test_a_mistake_is_corrected_for_a_day(pro, asked):
    path = page_of(asked)
    pro.post(path, {"action": "contacted"})
    assert "Corriger" in text_of(pro.get(path))
    pro.post(path, {"action": "correct"})
    assert status_of(asked) == "new"
    pro.post(path, {"action": "contacted"})
    with time_machine.travel(MONDAY + timedelta(hours=25)):
        assert "Corriger la dernière" not in text_of(pro.get(path))
        assert pro.post(path, {"action": "correct"}).status_code == 409
    assert status_of(asked) == "contacted"


@pytest.mark.parametrize(
    "data",
    [{}, {"action": "explode"}, {"action": "decline", "reason": "x"}, {"action": "close"}],
)
def test_a_press_that_means_nothing_is_answered_with_a_sentence(pro, asked, data):
    response = pro.post(page_of(asked), data)
    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)
    assert status_of(asked) == "new"


def test_a_step_that_came_too_late_is_answered_with_a_sentence(pro, asked):
    withdraw_request(request=asked, now=MONDAY)
    response = pro.post(page_of(asked), {"action": "contacted"})
    assert response.status_code == 409
    assert "Annulée" in text_of(response)


def test_after_a_withdrawal_the_page_says_so_and_shows_no_contact(pro, asked):
    withdraw_request(request=asked, now=MONDAY)
    page = text_of(pro.get(page_of(asked)))
    assert "n’a plus besoin de vous" in page
    assert "••" not in page
    assert pro.post(page_of(asked), {"action": "reveal"}).status_code == 409


def test_after_an_erasure_the_link_opens_nothing(pro, asked):
    path = page_of(asked)
    erase_request(request=asked, now=MONDAY)
    for response in (pro.get(path), pro.post(path, {"action": "reveal"})):
        assert response.status_code == 404
        assert "Ce lien n’ouvre plus rien" in text_of(response)


@pytest.mark.parametrize("token", ["x", "A" * 22, "é" * 300, "..%2F..", "%00", "'--"])
def test_a_token_of_nobody_opens_a_page_with_words(pro, asked, token):
    response = pro.get(f"/pro/demandes/{token}/")
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")


def test_a_link_expires_after_ninety_days(pro, asked):
    path = page_of(asked)
    with time_machine.travel(MONDAY + timedelta(days=89)):
        assert pro.get(path).status_code == 200
    with time_machine.travel(MONDAY + timedelta(days=91)):
        assert pro.get(path).status_code == 404


def test_a_revoked_link_opens_nothing(pro, asked):
    path = page_of(asked)
    asked.links.update(revoked_at=MONDAY)
    assert pro.get(path).status_code == 404


def test_the_link_of_one_request_never_shows_another(pro, reims, asked):
    other = send(make_offer(reims, title="Un garant gratuit"), contact=EMAIL).request
    page = text_of(pro.get(page_of(asked)))
    assert other.reference not in page
    assert "Un garant gratuit" not in page
    pro.post(page_of(asked), {"action": "contacted"})
    assert status_of(other) == "new"


def test_the_token_of_the_young_person_opens_no_page_of_professionals(pro, asked):
    assert pro.get(f"/pro/demandes/{asked.follow_token}/").status_code == 404


@pytest.mark.parametrize("neighbour", ["reims", "lot", "national"])
def test_a_request_of_lyon_is_seen_on_no_other_site(client_for, lyon, neighbour):
    asked = send(make_offer(lyon)).request
    path = page_of(asked)
    elsewhere = client_for(neighbour)
    assert elsewhere.get(path).status_code == 404
    assert elsewhere.post(path, {"action": "contacted"}).status_code == 404
    assert status_of(asked) == "new"
    assert client_for(lyon).get(path).status_code == 200


def test_a_form_sent_from_another_site_is_refused(client_for, reims, asked):
    careful = client_for(reims, enforce_csrf_checks=True)
    assert careful.post(page_of(asked), {"action": "contacted"}).status_code == 403
    assert status_of(asked) == "new"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (2, "Il reste 1\u00a0jour"),
        (3, "Dernier jour"),
        (4, "1\u00a0jour de retard"),
        (6, "3\u00a0jours de retard"),
    ],
)
def test_the_time_left_is_said_in_words(pro, asked, days, words):
    with time_machine.travel(MONDAY + timedelta(days=days)):
        assert words in text_of(pro.get(page_of(asked)))


def test_somebody_who_left_an_email_is_written_to(pro, reims):
    asked = send(make_offer(reims), contact=EMAIL).request
    page = text_of(pro.get(page_of(asked)))
    assert "l•••@example.invalid" in page
    assert "Afficher l’e-mail" in page
    assert EMAIL in text_of(pro.post(page_of(asked), {"action": "reveal"}))


def test_the_page_asks_the_database_for_little(pro, asked, django_assert_max_num_queries):
    path = page_of(asked)
    pro.get(path)
    with django_assert_max_num_queries(8):
        pro.get(path)


def test_the_page_is_complete_without_javascript(pro, asked):
    page = text_of(pro.get(page_of(asked)))
    assert "onclick" not in page
    assert page.count("<form") == page.count("csrfmiddlewaretoken")
    assert set(re.findall(r'<form[^>]*method="(\w+)"', page)) == {"post"}
