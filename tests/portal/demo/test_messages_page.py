import pytest
import time_machine

from contacts.outbox import deliver_waiting
from contacts.services import erase_request
from tests.contacts.factories import EMAIL, MONDAY, make_offer, send

PATH = "/demo/messages/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_both_sides_are_read_with_their_links(client_for, reims):
    sent = send(make_offer(reims))
    page = text_of(client_for(reims).get(PATH))
    assert f'href="http://reims.portail.localhost/suivi/{sent.token}/"' in page
    assert "/pro/demandes/" in page
    assert "samira@example.invalid" in page
    assert "+33639981234" in page
    assert page.count('class="mail ') == 2


def test_what_waits_and_what_left_is_told_apart(client_for, reims):
    site = client_for(reims)
    send(make_offer(reims))
    assert "En attente" in text_of(site.get(PATH))
    deliver_waiting(lambda: MONDAY)
    page = text_of(site.get(PATH))
    assert "En attente" not in page
    assert page.count("Envoyé") >= 2


def test_the_newest_comes_first(client_for, reims):
    first = send(make_offer(reims, title="La première offre"), contact=EMAIL)
    with time_machine.travel(MONDAY.replace(hour=16)):
        later = send(
            make_offer(reims, title="La seconde offre"), contact=EMAIL, now=MONDAY.replace(hour=15)
        )
        page = text_of(client_for(reims).get(PATH))
    assert page.index(later.request.reference) < page.index(first.request.reference)


def test_one_side_is_read_alone(client_for, reims):
    send(make_offer(reims))
    site = client_for(reims)
    young = text_of(site.get(PATH, {"side": "young_person"}))
    assert "/suivi/" in young
    assert "/pro/demandes/" not in young
    assert "/pro/demandes/" in text_of(site.get(PATH, {"side": "professional"}))


def test_a_filter_that_does_not_exist_narrows_nothing(client_for, reims):
    send(make_offer(reims))
    page = text_of(client_for("national").get(PATH, {"side": "x", "territory": "'--", "page": "z"}))
    assert page.count('class="mail ') == 2


def test_a_territory_reads_its_own_and_the_national_site_reads_all(client_for, reims, lyon):
    here, there = send(make_offer(reims)).request, send(make_offer(lyon), contact=EMAIL).request
    page = text_of(client_for(lyon).get(PATH))
    assert there.reference in page
    assert here.reference not in page
    everything = text_of(client_for("national").get(PATH))
    assert here.reference in everything
    assert there.reference in everything
    only = text_of(client_for("national").get(PATH, {"territory": "reims"}))
    assert here.reference in only
    assert there.reference not in only


def test_an_erased_message_shows_nothing(client_for, reims):
    sent = send(make_offer(reims))
    deliver_waiting(lambda: MONDAY)
    erase_request(request=sent.request, now=MONDAY)
    page = text_of(client_for(reims).get(PATH))
    assert "33639981234" not in page
    assert sent.token not in page
    assert "Effacé" in page


def test_a_mailbox_without_messages_says_what_to_do(client_for, reims):
    assert "Pas encore de message" in text_of(client_for(reims).get(PATH))


def test_outside_of_a_demo_there_is_no_such_page(client_for, reims, settings):
    settings.DEMO = False
    assert client_for(reims).get(PATH).status_code == 404


def test_the_page_asks_the_database_for_little_however_many_messages(
    client_for, reims, django_assert_max_num_queries
):
    offer, site = make_offer(reims), client_for("national")
    for number in range(12):
        send(offer, contact=f"06 39 98 00 {number:02}")
    site.get(PATH)
    with django_assert_max_num_queries(8):
        page = text_of(site.get(PATH))
    assert page.count('class="mail ') == 20
    assert "?page=2" in page
