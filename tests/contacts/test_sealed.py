import base64
import re
import secrets
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken
from django.conf import settings as django_settings
from django.core.management import call_command

from contacts.models import ContactRequest, Message
from contacts.sealed import fingerprint, fingerprints, seal, token_hash, unseal
from contacts.services import reveal_contact
from tests.contacts.factories import MONDAY, PHONE, send


def new_key():
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def test_what_is_sealed_is_read_again_and_never_looks_the_same():
    assert unseal(seal("06 39 98 12 34")) == "06 39 98 12 34"
    assert seal("06 39 98 12 34") != seal("06 39 98 12 34")


def test_an_empty_text_stays_empty():
    assert seal("") == "" == unseal("")


def test_the_first_key_locks_and_every_key_unlocks(settings):
    old, new = new_key(), new_key()
    settings.CONTACT_KEYS = [old]
    sealed = seal("secret")
    settings.CONTACT_KEYS = [new, old]
    assert unseal(sealed) == "secret"
    fresh = seal("secret")
    settings.CONTACT_KEYS = [new]
    assert unseal(fresh) == "secret"
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_a_fingerprint_depends_on_the_value_the_purpose_and_the_key(settings):
    settings.CONTACT_KEYS = [new_key()]
    one = fingerprint("contact", "+33639981234")
    assert one == fingerprint("contact", "+33639981234")
    assert one != fingerprint("contact", "+33639981235")
    assert one != fingerprint("address", "+33639981234")
    settings.CONTACT_KEYS = [new_key(), *settings.CONTACT_KEYS]
    assert one != fingerprint("contact", "+33639981234")
    assert one in fingerprints("contact", "+33639981234")


def test_a_token_of_any_shape_has_a_hash():
    assert len(token_hash("\x00\ud800é" * 100)) == 64


def test_after_a_rotation_the_old_key_may_go(settings, offer):
    old, new = new_key(), new_key()
    settings.CONTACT_KEYS = [old]
    sent = send(offer, message="Plutôt le soir", answers={"age": 19})
    settings.CONTACT_KEYS = [new, old]
    call_command("rotate_contact_keys", "--apply", stdout=StringIO())
    settings.CONTACT_KEYS = [new]
    request = ContactRequest.objects.get(pk=sent.request.pk)
    assert reveal_contact(request=request, now=MONDAY).value == "+33639981234"
    assert request.message == "Plutôt le soir"
    assert request.answers == {"age": 19}
    assert all(message.body for message in Message.objects.all())
    assert send(offer, contact=PHONE).created is False


def test_a_rotation_without_apply_changes_nothing(settings, offer, capsys):
    send(offer)
    before = list(ContactRequest.objects.values_list("sealed_contact"))
    call_command("rotate_contact_keys")
    assert "3 rows" in capsys.readouterr().out
    assert list(ContactRequest.objects.values_list("sealed_contact")) == before


def test_the_sealed_contact_is_opened_in_two_places_alone():
    """Showing it to a professional, which leaves an event; locking it again under a new key."""
    openers = {
        str(path.relative_to(django_settings.BASE_DIR))
        for app in ("contacts", "offers", "portal", "search", "themes", "tenants")
        for path in Path(django_settings.BASE_DIR, app).rglob("*.py")
        if re.search(r"unseal\(\s*\w+\.sealed_contact", path.read_text())
    }
    assert openers == {"contacts/services/steps.py", "contacts/services/rotating.py"}
