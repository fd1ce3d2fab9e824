"""A code beside the password: for who switches it on, nothing opens without it."""

import re
from datetime import timedelta
from importlib import import_module
from io import StringIO

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.pro.models import CodeDevice
from portal.pro.second_factor import confirm, start
from tests.contacts.factories import MONDAY
from tests.portal.pro.conftest import text_of

CODE, SECURITY = "/pro/code/", "/pro/securite/"
LATER = MONDAY + timedelta(minutes=5)


def code_of(device, at=MONDAY):
    totp = TOTP(device.bin_key)
    totp.time = at.timestamp()
    return f"{totp.token():06d}"


@pytest.fixture
def device(samira):
    """Samira has switched it on."""
    device, _spare = confirm(samira.user, code_of(start(samira.user)))
    return device


@pytest.fixture
def later():
    """A code serves once: after it was switched on, the next one."""
    with time_machine.travel(LATER, tick=False):
        yield


def test_it_is_switched_on_with_a_code_and_gives_spare_ones(signed_in, samira, in_reims):
    client = signed_in(samira)
    client.post(SECURITY, {"action": "start"})
    page = text_of(client.get(SECURITY))
    assert "<svg" in page
    device = CodeDevice.objects.get()
    assert not device.confirmed
    page = text_of(client.post(SECURITY, {"action": "confirm", "code": code_of(device)}))
    assert len(re.findall(r'<b class="ref">[a-z2-7]{8}</b>', page)) == 8
    # This session has shown it; another one has not.
    assert client.get("/pro/").status_code == 200
    assert signed_in(samira).get("/pro/").url == "/pro/code/?next=%2Fpro%2F"


def test_a_wrong_code_switches_nothing_on(signed_in, samira):
    client = signed_in(samira)
    client.post(SECURITY, {"action": "start"})
    response = client.post(SECURITY, {"action": "confirm", "code": "000000"})
    assert response.status_code == 400
    assert signed_in(samira).get("/pro/").status_code == 200


def test_a_key_that_was_shown_may_be_given_up_and_one_that_is_on_stays(signed_in, samira):
    client = signed_in(samira)
    client.post(SECURITY, {"action": "start"})
    assert client.post(SECURITY, {"action": "give_up"}).url == SECURITY
    assert not CodeDevice.objects.exists()
    client.post(SECURITY, {"action": "start"})
    client.post(SECURITY, {"action": "confirm", "code": code_of(CodeDevice.objects.get())})
    client.post(SECURITY, {"action": "give_up"})
    assert CodeDevice.objects.get().confirmed


def test_no_page_opens_and_nothing_is_done_with_the_password_alone(
    signed_in, samira, device, in_reims
):
    client = signed_in(samira)
    path = f"/pro/demande/{in_reims.reference}/"
    for address in ("/pro/", path, "/pro/equipe/", SECURITY):
        for response in (client.get(address), client.post(address, {"action": "reveal"})):
            assert response.url.startswith(CODE) or response.status_code == 405
            assert in_reims.offer_title not in text_of(response)
    client.post("/pro/export/", {"format": "csv"})
    client.post(SECURITY, {"action": "stop", "code": ""})
    assert in_reims.events.count() == 1
    assert CodeDevice.objects.get().confirmed


def test_the_code_opens_where_one_was_going(signed_in, samira, device, in_reims, later):
    client = signed_in(samira)
    path = f"/pro/demande/{in_reims.reference}/"
    data = {"code": code_of(device, LATER), "next": path}
    assert client.post(CODE, data).url == path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_the_code_leads_to_no_other_host(signed_in, samira, device, later, target):
    data = {"code": code_of(device, LATER), "next": target}
    assert signed_in(samira).post(CODE, data).url == "/pro/"


@pytest.mark.parametrize("code", ["", "000000", "x", "é" * 6, "a" * 21, "\0", "١٢٣٤٥٦"])
def test_another_code_opens_nothing(signed_in, samira, device, later, code):
    client = signed_in(samira)
    assert client.post(CODE, {"code": code}).status_code == 400
    assert client.get("/pro/").status_code == 302


def test_a_code_is_not_guessed_by_trying(signed_in, samira, device, later):
    client = signed_in(samira)
    for _attempt in range(3):
        client.post(CODE, {"code": "000000"})
    assert client.post(CODE, {"code": code_of(device, LATER)}).status_code == 400
    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        right = code_of(device, LATER + timedelta(minutes=1))
        assert client.post(CODE, {"code": right}).status_code == 302


def test_a_spare_code_opens_once(signed_in, samira):
    _device, spare = confirm(samira.user, code_of(start(samira.user)))
    assert signed_in(samira).post(CODE, {"code": spare[0].upper()}).status_code == 302
    assert signed_in(samira).post(CODE, {"code": spare[0]}).status_code == 400


def test_the_code_of_a_colleague_opens_nothing(signed_in, samira, karim, device, later):
    theirs, _spare = confirm(karim.user, code_of(start(karim.user), LATER))
    with time_machine.travel(LATER + timedelta(minutes=5), tick=False):
        code = code_of(theirs, LATER + timedelta(minutes=5))
        assert signed_in(samira).post(CODE, {"code": code}).status_code == 400


def test_it_is_switched_off_with_a_code(signed_in, samira, device, later):
    client = signed_in(samira)
    client.post(CODE, {"code": code_of(device, LATER)})
    assert client.post(SECURITY, {"action": "stop", "code": "000000"}).status_code == 400
    with time_machine.travel(LATER + timedelta(minutes=5), tick=False):
        code = code_of(device, LATER + timedelta(minutes=5))
        assert client.post(SECURITY, {"action": "stop", "code": code}).url == SECURITY
    assert signed_in(samira).get("/pro/").status_code == 200


@pytest.mark.parametrize("data", [{}, {"action": "explode"}, {"action": "confirm"}])
def test_a_press_that_means_nothing_is_answered_with_a_sentence(signed_in, samira, data):
    response = signed_in(samira).post(SECURITY, data)
    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)


def test_another_password_does_not_do_without_the_code(client_for, national, samira, device):
    client = client_for(national)
    samira.user.set_password("une-phrase-assez-longue")
    samira.user.save()
    data = {"username": samira.email, "password": "une-phrase-assez-longue"}
    assert client.post("/pro/connexion/", data).url == "/pro/"
    assert client.get("/pro/").url.startswith(CODE)


def test_a_command_forgets_it_for_who_has_lost_everything(signed_in, samira, device):
    said = StringIO()
    call_command("forget_second_factor", "Samira@example.invalid", stdout=said)
    assert CodeDevice.objects.exists()
    call_command("forget_second_factor", "Samira@example.invalid", "--apply", stdout=said)
    assert signed_in(samira).get("/pro/").status_code == 200
    with pytest.raises(CommandError):
        call_command("forget_second_factor", "nobody@example.invalid", stdout=said)


def test_the_key_and_the_spare_codes_are_read_by_nobody(samira):
    start(samira.user)
    key = CodeDevice.objects.get().bin_key.hex()
    _device, spare = confirm(samira.user, code_of(CodeDevice.objects.get()))
    with connection.cursor() as cursor:
        kept = ""
        for table in ("pro_codedevice", "otp_totp_totpdevice", "otp_static_statictoken"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - three names of ours
            kept += str(cursor.fetchall())
    assert not [secret for secret in (key, *spare) if secret in kept]


def test_both_still_open_after_the_keys_were_changed(signed_in, samira, settings, later):
    old, new = settings.CONTACT_KEYS[0], Fernet.generate_key().decode()
    with time_machine.travel(MONDAY, tick=False):
        _device, spare = confirm(samira.user, code_of(start(samira.user)))
    settings.CONTACT_KEYS = [new, old]
    call_command("rotate_contact_keys", "--apply", stdout=StringIO())
    assert signed_in(samira).post(CODE, {"code": spare[0]}).status_code == 302
    settings.CONTACT_KEYS, settings.CONTACT_FORMER_KEYS = [new], [old]
    assert signed_in(samira).post(CODE, {"code": spare[0]}).status_code == 400
    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        assert signed_in(samira).post(CODE, {"code": spare[1]}).status_code == 302
        code = code_of(CodeDevice.objects.get(), LATER + timedelta(minutes=1))
        assert signed_in(samira).post(CODE, {"code": code}).status_code == 302


def test_what_was_in_clear_goes_under_lock_and_still_opens(signed_in, samira):
    TOTPDevice.objects.create(user=samira.user, name="application", key="ab" * 20)
    paper = StaticDevice.objects.create(user=samira.user, name="paper")
    StaticToken.objects.create(device=paper, token="abcdefgh")
    migration = import_module("portal.pro.migrations.0002_keys_under_lock")
    migration.lock(apps, None)
    assert not TOTPDevice.objects.exists()
    assert CodeDevice.objects.get().bin_key == b"\xab" * 20
    assert StaticToken.objects.get().token != "abcdefgh"
    for code in (code_of(CodeDevice.objects.get()), "abcdefgh"):
        assert signed_in(samira).post(CODE, {"code": code}).status_code == 302
    migration.unlock(apps, None)
    assert TOTPDevice.objects.get().key == "ab" * 20
    assert not StaticToken.objects.exists()
