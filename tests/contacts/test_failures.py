import smtplib

import pytest
from anymail.exceptions import AnymailRecipientsRefused, AnymailRequestsAPIError
from django.utils.translation import override

from contacts.failures import in_words, is_final, noted
from contacts.models import Message
from contacts.sms import SmsError, SmsRefused


class Answer:
    status_code = 401


REFUSED = smtplib.SMTPRecipientsRefused({"lea@example.invalid": (550, b"lea@ is unknown")})
FULL = smtplib.SMTPRecipientsRefused({"lea@example.invalid": (452, b"lea@ is full")})


@pytest.mark.parametrize(
    ("error", "note", "final", "words"),
    [
        (REFUSED, "SMTPRecipientsRefused 550", True, "n’existe pas"),
        (FULL, "SMTPRecipientsRefused 452", False, "n’allait pas"),
        (AnymailRecipientsRefused(), "AnymailRecipientsRefused", True, "n’existe pas"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "SMTPAuthenticationError 535", False,
         "laisse pas entrer"),
        (SmsError(403), "SmsError 403", False, "laisse pas entrer"),
        (SmsError("timeout"), "SmsError timeout", False, "n’a pas répondu"),
        (TimeoutError(), "TimeoutError", False, "n’a pas répondu"),
        (smtplib.SMTPServerDisconnected("gone"), "SMTPServerDisconnected", False,
         "n’a pas répondu"),
        (ConnectionRefusedError(), "ConnectionRefusedError", False, "n’a pas répondu"),
        (SmsError(500), "SmsError 500", False, "n’allait pas"),
        (smtplib.SMTPDataError(554, b"lea@"), "SMTPDataError 554", False, "n’allait pas"),
        (ValueError("lea@example.invalid"), "ValueError", False, "n’allait pas"),
    ],
)  # fmt: skip
def test_an_error_becomes_a_note_a_decision_and_a_sentence(error, note, final, words):
    assert noted(error) == note
    assert is_final(error) == final
    with override("fr"):
        assert words in in_words(Message(channel="email", last_error=note))


def test_a_provider_s_status_is_kept_without_its_answer():
    assert noted(AnymailRequestsAPIError("lea@", response=Answer())) == (
        "AnymailRequestsAPIError 401"
    )


@pytest.mark.parametrize(
    ("channel", "note", "words"),
    [
        ("sms", noted(SmsRefused(422)), "numéro"),
        ("sms", "Reported failed", "numéro"),
        ("email", "Reported bounced", "adresse"),
        ("email", "Reported complained", "indésirable"),
        ("email", "", "n’allait pas"),
    ],
)
def test_what_was_noted_is_said_in_words(channel, note, words):
    with override("fr"):
        assert words in in_words(Message(channel=channel, last_error=note))
