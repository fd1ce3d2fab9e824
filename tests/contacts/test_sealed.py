import base64
import re
import secrets
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.management import call_command

from contacts.details import read_contact
from contacts.models import ContactRequest, Message
from contacts.sealed import fingerprint, fingerprints, seal, token_hash, unseal
from contacts.services import (
    block_contact,
    look_as_animator,
    reveal_contact,
    tell_availability,
    write_note,
)
from contacts.services.rotating import sealed_models
from portal.journey.services import wish_opening
from portal.pro.second_factor import start
from tenants.geography.suggest import find
from tests.contacts.factories import EMAIL, MONDAY, PHONE, send


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


def test_everything_under_lock_in_every_app_is_locked_again(
    settings, offer, person, reims, national
):
    old, new = new_key(), new_key()
    settings.CONTACT_KEYS = [old]
    request = send(offer, message="Plutôt le soir", answers={"age": 19}).request
    tell_availability(request=request, words="après 17 h", now=MONDAY)
    write_note(request=request, text="Une note", by=request.professional, now=MONDAY)
    ContactRequest.objects.filter(pk=request.pk).update(sealed_line=seal("Un mot"))
    animator = person("animator", reims)
    start(animator)
    look_as_animator(request=request, by=animator, reason="other", words="Un mot", now=MONDAY)
    wish = {"place": find("29019"), "contact": read_contact(EMAIL), "now": MONDAY}
    kept = wish_opening(**wish)
    before = sealed_texts()
    # Whatever app it is of: a new sealed column must be filled in here too.
    assert {name for _model, names in sealed_models() for name in names} == set(before)
    settings.CONTACT_KEYS = [new, old]
    call_command("rotate_contact_keys", "--apply", stdout=StringIO())
    settings.CONTACT_KEYS = [new]
    assert sealed_texts() == before
    request.refresh_from_db()
    assert request.availability == "après 17 h"
    assert request.looks.get().words == "Un mot"
    # Found again by its new fingerprint: the same wish is one.
    assert wish_opening(**wish) == kept


def sealed_texts():
    """{sealed column: the texts that are under it, in clear}."""
    texts = {}
    for model, names in sealed_models():
        for name in names:
            sealed = model.objects.exclude(**{name: ""}).order_by("pk")
            texts.setdefault(name, []).extend(map(unseal, sealed.values_list(name, flat=True)))
    return {name: found for name, found in texts.items() if found}


def test_a_contact_that_wants_no_messages_is_recognised_after_a_rotation(settings, offer, capsys):
    old, new = new_key(), new_key()
    settings.CONTACT_KEYS = [old]
    block_contact(contact_fingerprint=fingerprint("contact", "+33639981234"), now=MONDAY)
    sealed = seal("secret")
    settings.CONTACT_KEYS = [new, old]
    call_command("rotate_contact_keys", "--apply")
    assert "1 contacts want no messages" in capsys.readouterr().out
    settings.CONTACT_KEYS, settings.CONTACT_FORMER_KEYS = [new], [old]
    with pytest.raises(ValidationError):
        send(offer)
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_the_sealed_contact_is_opened_in_one_place_alone():
    """Behind all that shows it, which leaves an event; the contact of a wish is shown nowhere, and
    opened to be told alone."""
    openers = {
        str(path.relative_to(django_settings.BASE_DIR))
        for app in ("contacts", "offers", "portal", "search", "themes", "tenants")
        for path in Path(django_settings.BASE_DIR, app).rglob("*.py")
        if re.search(r"unseal\(\s*\w+\.sealed_contact", path.read_text())
    }
    assert openers == {"contacts/services/steps.py", "portal/deployment/telling.py"}
