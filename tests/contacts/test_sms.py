import pytest
from django.utils.translation import override

from contacts.models import ContactRequest
from contacts.sms import ALPHABET, EXTENDED, ROOM, gsm, room
from contacts.texts import confirmation_text, decline_text
from tests.contacts.factories import MONDAY

TOKEN = "A" * 22


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("d’ici jeudi", "d'ici jeudi"),
        ("«\u00a0Être reçu\u00a0»", '" Etre recu "'),
        ("œuvre\u202f!", "oeuvre !"),
        ("déjà été, où", "déjà été, où"),
        ("étudiant·e…", "étudiant.e..."),
        ("中", "?"),
    ],
)
def test_a_text_is_written_in_the_alphabet_of_text_messages(text, plain):
    assert gsm(text) == plain
    assert set(gsm(text)) <= ALPHABET | EXTENDED


def test_signs_written_with_an_escape_take_the_room_of_two():
    assert room("10 €") == 5


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("first_name", "organisation"),
    [
        ("Samira", "Toits partagés"),
        ("", "Mission locale rurale du nord-ouest de la Marne et des Ardennes réunies"),
        ("Marie-Antoinette", "Association départementale « Être là » pour l’accès aux droits"),
    ],
)
@pytest.mark.parametrize("host", ["lyon.portail.localhost:8000", f"{'x' * 40}.example.invalid"])
def test_a_text_message_fits_in_one_whatever_the_names(first_name, organisation, host, language):
    link = f"https://{host}/{'' if language == 'fr' else 'en/'}suivi/{TOKEN}/"
    request = ContactRequest(
        professional_name=first_name, organisation_name=organisation, due_on=MONDAY.date()
    )
    with override(language):
        for text in (confirmation_text(request, link), decline_text(request, link)):
            assert room(text) <= ROOM
            assert set(text) <= ALPHABET | EXTENDED
            assert link in text


def test_a_text_message_says_who_before_which_date_and_what_otherwise():
    request = ContactRequest(
        professional_name="Samira", organisation_name="Toits partagés", due_on=MONDAY.date()
    )
    link = f"https://reims.portail.localhost/suivi/{TOKEN}/"
    with override("fr"):
        text = confirmation_text(request, link)
    assert "Samira (Toits partagés)" in text
    assert "d'ici lun. 23 nov. Sinon" in text
    assert "annuler" in text
