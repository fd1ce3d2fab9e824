"""A passkey beside the password: it answers what it was asked, once, and nothing else opens."""

import json
import re

import pytest
from django.core.management import call_command
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp_webauthn.models import WebAuthnCredential

from portal.pro.second_factor import confirm, start
from tests.portal.pro.authenticator import Authenticator
from tests.portal.pro.conftest import text_of
from tests.portal.pro.test_second_factor import code_of

CODE, SECURITY = "/pro/code/", "/pro/securite/"
SPARE = r'<b class="ref">([a-z2-7]{8})</b>'


def asked_on(client, page):
    return json.loads(client.get(page).context["question"])


def add(client, phone, name="Mon téléphone"):
    answer = phone.create(asked_on(client, SECURITY))
    return client.post(SECURITY, {"action": "add_passkey", "passkey": answer, "name": name})


def enter(client, phone, **more):
    return client.post(CODE, {"passkey": phone.get(asked_on(client, CODE)), **more})


@pytest.fixture
def phone(signed_in, samira):
    """Samira has added it."""
    phone = Authenticator()
    assert add(signed_in(samira), phone).status_code == 200
    return phone


def test_it_is_added_under_a_name_and_gives_spare_codes(signed_in, samira, in_reims):
    client = signed_in(samira)
    page = text_of(add(client, Authenticator()))
    assert len(re.findall(SPARE, page)) == 8
    assert "Mon téléphone" in text_of(client.get(SECURITY))
    # This session has shown it; another one has not.
    assert client.get("/pro/").status_code == 200
    assert signed_in(samira).get("/pro/").url == "/pro/code/?next=%2Fpro%2F"


def test_a_second_one_leaves_the_spare_codes_as_they_are(signed_in, samira, phone):
    client = signed_in(samira)
    enter(client, phone)
    assert add(client, Authenticator(), name="").url == SECURITY
    assert WebAuthnCredential.objects.filter(user=samira.user).count() == 2
    assert "Ma clé d’accès" in text_of(client.get(SECURITY))


def test_it_opens_where_one_was_going(signed_in, samira, phone, in_reims):
    client, path = signed_in(samira), f"/pro/demande/{in_reims.reference}/"
    page = text_of(client.get(CODE))
    assert "data-passkeys hidden" in page  # shown by the script that makes it work
    assert enter(client, phone, next=path).url == path
    assert client.get(path).status_code == 200


def test_it_leads_to_no_other_host(signed_in, samira, phone):
    assert enter(signed_in(samira), phone, next="https://evil.example/").url == "/pro/"


def test_a_spare_code_opens_on_the_day_without_the_phone(signed_in, samira):
    codes = re.findall(SPARE, text_of(add(signed_in(samira), Authenticator())))
    assert signed_in(samira).post(CODE, {"code": codes[0]}).url == "/pro/"
    assert signed_in(samira).post(CODE, {"code": codes[0]}).status_code == 400


def refused(client, answer):
    response = client.post(CODE, {"passkey": answer})
    return (
        response.status_code == 400
        and 'role="alert" aria-labelledby="e"' in text_of(response)
        and client.get("/pro/").status_code == 302
    )


def test_the_question_of_another_session_is_not_answered(signed_in, samira, phone):
    client, other = signed_in(samira), signed_in(samira)
    asked_on(client, CODE)
    assert refused(client, phone.get(asked_on(other, CODE)))


def test_an_answer_opens_once(signed_in, samira, phone):
    client = signed_in(samira)
    answer = phone.get(asked_on(client, CODE))
    assert client.post(CODE, {"passkey": answer}).url == "/pro/"
    other = signed_in(samira)
    asked_on(other, CODE)
    assert refused(other, answer)
    # Nor does a wrong one leave the question open.
    again = signed_in(samira)
    answer = phone.get(asked_on(again, CODE))
    assert refused(again, "{}")
    assert refused(again, answer)


def test_what_nobody_asked_opens_nothing(signed_in, samira, phone):
    assert refused(signed_in(samira), phone.get({"challenge": "AAAA"}))


def test_the_passkey_of_a_colleague_opens_nothing(signed_in, samira, karim, phone):
    theirs = Authenticator()
    add(signed_in(karim), theirs)
    client = signed_in(samira)
    assert refused(client, theirs.get(asked_on(client, CODE)))


@pytest.mark.parametrize(
    "fields",
    [
        {"origin": "http://reims.portail.localhost"},
        {"origin": "https://evil.example"},
        {"site": "reims.portail.localhost"},
    ],
)
def test_nothing_of_another_site_is_taken(signed_in, samira, phone, fields):
    client = signed_in(samira)
    for name, value in fields.items():
        setattr(phone, name, value)
    assert refused(client, phone.get(asked_on(client, CODE)))
    enter(client, phone_at_home(phone))
    assert add(client, Authenticator(**fields)).status_code == 400
    assert WebAuthnCredential.objects.count() == 1


def phone_at_home(phone):
    phone.origin, phone.site = "http://portail.localhost", "portail.localhost"
    return phone


def test_another_key_under_the_same_name_opens_nothing(signed_in, samira, phone):
    client, copy = signed_in(samira), Authenticator(name=phone.name)
    copy.count = 9
    assert refused(client, copy.get(asked_on(client, CODE)))
    enter(client, phone)
    assert add(client, copy).status_code == 400


@pytest.mark.parametrize(
    "answer",
    ["", "x", "{}", "[]", "null", '{"id": 1}', "\0", "é" * 50, "[" * 5000, "x" * 10_001,
     '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
     '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "é",'
     ' "attestationObject": "AA", "authenticatorData": "AA", "signature": "AA"}}'],
)  # fmt: skip
def test_an_answer_that_means_nothing_is_answered_with_a_sentence(signed_in, samira, phone, answer):
    client = signed_in(samira)
    asked_on(client, CODE)
    assert refused(client, answer)
    enter(client, phone)
    for question in (asked_on(client, SECURITY), None):
        data = {"action": "add_passkey", "passkey": answer, "name": "x"}
        assert client.post(SECURITY, data).status_code == 400, question
    assert client.post(SECURITY, {**data, "name": "x" * 61}).status_code == 400


@pytest.mark.parametrize("extensions", [5, None, "credProps", {"credProps": 5}])
def test_what_a_browser_adds_of_itself_breaks_nothing(signed_in, samira, extensions):
    phone = Authenticator()
    phone.extensions = extensions
    assert add(signed_in(samira), phone).status_code == 400
    assert not WebAuthnCredential.objects.exists()


def test_one_that_was_taken_off_opens_nothing_any_more(signed_in, samira, phone):
    computer, client = Authenticator(), signed_in(samira)
    enter(client, phone)
    add(client, computer, name="Mon ordinateur")
    there = signed_in(samira)
    enter(there, computer)
    lost = WebAuthnCredential.objects.get(name="Mon ordinateur")
    client.post(SECURITY, {"action": "remove_passkey", "which": lost.pk})
    # Neither where it had opened, nor anywhere else.
    assert there.get("/pro/").url.startswith(CODE)
    other = signed_in(samira)
    assert refused(other, computer.get(asked_on(other, CODE)))
    assert client.get("/pro/").status_code == 200


def test_with_the_last_one_go_the_spare_codes(signed_in, samira, phone):
    client = signed_in(samira)
    enter(client, phone)
    mine = WebAuthnCredential.objects.get()
    assert client.post(SECURITY, {"action": "remove_passkey", "which": mine.pk}).url == SECURITY
    assert not StaticDevice.objects.exists()
    assert signed_in(samira).get("/pro/").status_code == 200


def test_the_spare_codes_stay_with_the_application(signed_in, samira, phone):
    confirm(samira.user, code_of(start(samira.user)))
    client = signed_in(samira)
    enter(client, phone)
    client.post(
        SECURITY, {"action": "remove_passkey", "which": WebAuthnCredential.objects.get().pk}
    )
    assert StaticDevice.objects.count() == 1
    assert signed_in(samira).get("/pro/").url.startswith(CODE)


def test_nobody_takes_off_the_passkey_of_a_colleague(signed_in, karim, phone):
    client, theirs = signed_in(karim), WebAuthnCredential.objects.get()
    for which in (theirs.pk, "", 0):
        data = {"action": "remove_passkey", "which": which}
        assert client.post(SECURITY, data).status_code == 404
    assert WebAuthnCredential.objects.exists()


def test_new_spare_codes_replace_the_old_ones(signed_in, samira, karim):
    client = signed_in(samira)
    old = re.findall(SPARE, text_of(add(client, Authenticator())))
    new = re.findall(SPARE, text_of(client.post(SECURITY, {"action": "spare"})))
    assert signed_in(samira).post(CODE, {"code": old[0]}).status_code == 400
    assert len(new) == 8
    assert not set(old) & set(new)
    assert signed_in(karim).post(SECURITY, {"action": "spare"}).status_code == 400


def test_a_command_forgets_it_for_who_has_lost_everything(signed_in, samira, phone):
    call_command("forget_second_factor", samira.email, "--apply", verbosity=0)
    assert signed_in(samira).get("/pro/").status_code == 200
    assert not WebAuthnCredential.objects.exists()
