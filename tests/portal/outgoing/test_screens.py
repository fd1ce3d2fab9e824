"""What could not be sent, on the screen of those who look after a territory; and the gallery."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.enums import MessageKind
from contacts.models import Message
from tests.contacts.factories import EMAIL, PHONE, make_offer, send

HERE, GALLERY = "outgoing", "outgoing_gallery"


@pytest.fixture
def failed(reims):
    """Of Reims: an alert that was refused, and a letter to a young person that is tried again."""
    request = send(make_offer(reims), contact=EMAIL).request
    request.messages.filter(kind="alert").update(
        state="failed", attempts=1, last_error="SMTPRecipientsRefused 550"
    )
    request.messages.filter(kind="confirmation").update(attempts=3, last_error="TimeoutError")
    return request


@pytest.fixture
def alert(failed):
    return failed.messages.get(kind="alert")


@pytest.fixture
def country(national, client_for, person):
    client = client_for(national)
    client.force_login(person("national"))
    return client


def read(client, name=HERE):
    response = client.get(reverse(name))
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_an_animator_reads_what_did_not_arrive_why_and_since_when(reims, sign_in, failed):
    html = read(sign_in("animator", reims))
    assert failed.reference in html
    for fact in (
        "Une demande à traiter",
        "Professionnel·le, par E-mail",
        "Jeune, par E-mail",
        "L’adresse n’existe pas",
        "n’a pas répondu",
        'datetime="2026-11-23T14:12:00+01:00"',
        "3 essais",
    ):
        assert fact in html, fact


def test_nothing_of_a_recipient_is_shown(reims, sign_in, failed, country):
    send(make_offer(reims), contact=PHONE).request.messages.update(state="failed")
    for html in (read(sign_in("animator", reims)), read(country)):
        for secret in ("lea@", "samira@", "l•••", "639981234", "06 39", "chambre"):
            assert secret not in html


def test_what_was_done_instead_is_told(reims, sign_in, failed, alert):
    Message.objects.filter(pk=failed.messages.get(kind="confirmation").pk).update(instead_of=alert)
    assert "À la place" in read(sign_in("animator", reims))


def test_when_all_has_left_it_says_so(reims, sign_in):
    assert "Tout est parti" in read(sign_in("animator", reims))


def test_what_was_erased_is_gone_from_the_list(reims, sign_in, failed):
    failed.messages.update(sealed_recipient="")
    assert failed.reference not in read(sign_in("animator", reims))


def test_one_press_tries_again(reims, sign_in, alert):
    client = sign_in("animator", reims)
    again = reverse("outgoing_again", args=[alert.pk])
    assert again in read(client)
    response = client.post(again, follow=True)
    assert "retenté" in response.content.decode()
    alert.refresh_from_db()
    assert alert.state == "waiting"
    assert client.get(again).status_code == 405


def test_what_has_nothing_left_to_do_is_not_tried_again(reims, sign_in, failed, alert):
    type(failed).objects.filter(pk=failed.pk).update(status="withdrawn")
    client = sign_in("animator", reims)
    assert reverse("outgoing_again", args=[alert.pk]) not in read(client)
    client.post(reverse("outgoing_again", args=[alert.pk]))
    alert.refresh_from_db()
    assert alert.state == "failed"


def test_the_neighbour_s_animator_sees_and_does_nothing_of_it(lyon, sign_in, failed, alert):
    client = sign_in("animator", lyon)
    assert failed.reference not in read(client)
    assert client.post(reverse("outgoing_again", args=[alert.pk])).status_code == 404
    alert.refresh_from_db()
    assert alert.state == "failed"


def test_an_editor_and_a_stranger_have_no_such_screen(reims, sign_in, client_for, person, alert):
    stranger = client_for(reims)
    stranger.force_login(person(None))
    for client in (sign_in("editor", reims), stranger, client_for(reims)):
        assert client.get(reverse(HERE)).status_code in {302, 403}
        assert client.post(reverse("outgoing_again", args=[alert.pk])).status_code in {302, 403}
    alert.refresh_from_db()
    assert alert.state == "failed"


def test_a_national_admin_reads_the_whole_country(country, reims, lyon, failed):
    other = send(make_offer(lyon), contact="tom@example.invalid").request
    other.messages.update(state="failed")
    html = read(country)
    for fact in (failed.reference, other.reference, reims.name, lyon.name):
        assert fact in html


def test_the_list_asks_as_many_questions_for_one_as_for_forty(reims, sign_in, failed, alert):
    client = sign_in("animator", reims)
    read(client)
    few = questions(client)
    for _number in range(40):
        alert.pk, alert.key = None, uuid.uuid4()
        alert.save()
    assert questions(client) == few
    assert few <= 20


def questions(client):
    with CaptureQueriesContext(connection) as asked:
        read(client)
    return len(asked)


@pytest.mark.parametrize("role", ["editor", "animator"])
def test_an_editor_sees_every_message_as_it_would_look(reims, sign_in, role):
    html = read(sign_in(role, reims), GALLERY)
    for kind in MessageKind:
        assert re.sub(r"\s+", " ", str(kind.label)) in html, kind
    assert "Boussole Grand Reims" in html
    assert 'srcdoc="&lt;!DOCTYPE html&gt;' in html
    assert re.search(r"\d+ caractères sur 160", html)
    for language in ("Français", "Anglais"):
        assert language in html
    assert reims.palette["light"]["brand"] in html
    assert not Message.objects.exists()


def test_the_gallery_is_closed_to_who_edits_nothing(reims, client_for, person):
    client = client_for(reims)
    assert client.get(reverse(GALLERY)).status_code == 302
    client.force_login(person(None))
    assert client.get(reverse(GALLERY)).status_code == 302


def test_the_menu_leads_to_both_for_an_animator_and_to_the_gallery_for_an_editor(reims, sign_in):
    for role, sees in (("animator", True), ("editor", False)):
        html = sign_in(role, reims).get("/admin/").content.decode()
        assert f'"{reverse(GALLERY)}"' in html.replace("&quot;", '"')
        assert (reverse(HERE) in html) is sees
