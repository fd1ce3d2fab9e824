"""Text messages: what fits in one, and who carries it.

A text of 160 characters of the GSM alphabet (3GPP TS 23.038) is one message; a single ’ outside of
it turns the whole into 70-character parts. `SMS_BACKEND` names the class that carries them, with a
`send(number, text, key)` as in `SmsBackend`: that of contacts.carriers when there are carriers.
"""

import unicodedata
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

ROOM = 160
ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Written with an escape sign: they take the room of two.
EXTENDED = frozenset("^{}\\[~]|€")
PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": "...", "–": "-", "—": "-",
     "\u2011": "-", "œ": "oe", "Œ": "OE", "·": ".", "•": "*"}
)  # fmt: skip


class SmsError(Exception):
    """The message did not leave; it will be tried again. `code`: a status or a word, never what the
    carrier said."""

    def __init__(self, code: object = ""):
        super().__init__(str(code))
        self.code = str(code)


class SmsRefused(SmsError):
    """The message will never leave: the number takes none."""


class SmsBackend(Protocol):
    def send(self, *, number: str, text: str, key: str) -> None:
        """Hand one message to the carrier, within ten seconds.

        `number` is in E.164, `text` fits in one message, `key` is the same at every attempt: give
        it to the carrier so that it takes the message once. Raises SmsError, or SmsRefused when
        trying again is of no use.
        """


class RecordedSms:
    """The demo's carrier: nobody gets the message; `/demo/messages/` shows the outbox."""

    def send(self, *, number: str, text: str, key: str) -> None:
        return None


def carrier() -> SmsBackend:
    return import_string(settings.SMS_BACKEND)()


def gsm(text: str) -> str:
    """The same text in the GSM alphabet: typographic signs made plain, unknown accents dropped."""
    kept = []
    for sign in text.translate(PLAIN):
        if sign in ALPHABET or sign in EXTENDED:
            kept.append(sign)
        elif sign.isspace():
            kept.append(" ")
        else:
            bare = unicodedata.normalize("NFKD", sign)
            kept.append("".join(one for one in bare if one in ALPHABET) or "?")
    return "".join(kept)


def room(text: str) -> int:
    """Characters that a text in the GSM alphabet takes."""
    return len(text) + sum(sign in EXTENDED for sign in text)
