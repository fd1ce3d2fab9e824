"""What a young person types to be reached, read once and for all.

One field takes a phone number or an e-mail address. A number is kept in E.164, however it was
spelled. A French number is accepted on its shape (nine digits after the 0, no 08): number plans
grow faster than libraries, and the ranges kept for fiction are in none. Overseas numbers typed the
local way (0692…) take their own country code; a foreign number must exist in the number plans,
because somebody will pay for the call. Landlines are accepted: a number that can be called keeps
the promise, it just gets no SMS. Numbers that cost the caller (08, premium rate) are refused.
"""

import re
import unicodedata
from dataclasses import dataclass

import idna
import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from contacts.enums import ContactKind

MAX_LENGTH = 254
FRENCH_DIGITS = 10
FRANCE = 33
# Tried in this order on a number typed the French way; St-Pierre-et-Miquelon comes after France,
# whose plan holds its 05 08.
OVERSEAS = ("RE", "YT", "GP", "GF", "MQ")
NO_BREAK_SPACE = "\u00a0"
HIDDEN = "••"

SEPARATORS = re.compile(r"[\s.,;:/_\-‐‑‒–—−()\[\]'’·•]+")
INVISIBLE = {"Cf"}  # zero-width and direction marks that come along with a copied number
EMAIL_IN_TEXT = re.compile(r"\S+@\S+")

UNCLEAR = _("Write a mobile number or an e-mail address, like 06 39 98 12 34 or name@example.org.")
TOLL = _("We cannot call this kind of number. Give a mobile number, like 06 39 98 12 34.")
ONE_LINE = _("Write your number or your e-mail on one line, with nothing else.")
ONLY_ONE = _("One is enough: leave either your number or your e-mail.")
EMAIL_SHAPE = _("Something is missing in this e-mail. It looks like name@example.org.")
EMAIL_SPACE = _("There is a space in this e-mail. It looks like name@example.org.")
EMAIL_ACCENT = _("There is an accent before the @ of this e-mail. Write it without accents.")
UNKNOWN_ABROAD = _(
    "We do not know this foreign number. Write + and the country code, like +32 470 12 34 56."
)
NO_ZERO = _("A number starts with 0, or with + and a country code, like 06 39 98 12 34.")


@dataclass(frozen=True)
class Contact:
    """`value` is a number in E.164 ("+33639981234") or an e-mail address."""

    kind: str
    value: str

    @property
    def text(self) -> str:
        """As one reads it aloud: "06 39 98 12 34", with no-break spaces."""
        if self.kind == ContactKind.EMAIL:
            return self.value
        number = phonenumbers.parse(self.value)
        if number.country_code == FRANCE:
            return NO_BREAK_SPACE.join(re.findall("..", f"0{number.national_number}"))
        style = (
            PhoneNumberFormat.NATIONAL
            if phonenumbers.region_code_for_number(number) in OVERSEAS
            else PhoneNumberFormat.INTERNATIONAL
        )
        return phonenumbers.format_number(number, style).replace(" ", NO_BREAK_SPACE)

    @property
    def href(self) -> str:
        scheme = "mailto" if self.kind == ContactKind.EMAIL else "tel"
        return f"{scheme}:{self.value}"

    @property
    def takes_messages(self) -> bool:
        """Whether a link can be sent to it: a landline takes none."""
        return self.kind == ContactKind.EMAIL or self.takes_sms

    @property
    def takes_sms(self) -> bool:
        if self.kind == ContactKind.EMAIL:
            return False
        number = phonenumbers.parse(self.value)
        if number.country_code == FRANCE:
            return str(number.national_number)[0] in "67"
        return phonenumbers.number_type(number) in (
            PhoneNumberType.MOBILE,
            PhoneNumberType.FIXED_LINE_OR_MOBILE,
        )


def read_contact(text: str) -> Contact:
    """The contact that was meant. Raises ValidationError with a sentence on how to mend it."""
    text = unicodedata.normalize("NFKC", text or "")
    text = "".join(one for one in text if unicodedata.category(one) not in INVISIBLE).strip()
    if not text:
        raise ValidationError(UNCLEAR, code="empty")
    if any(unicodedata.category(one) in {"Cc", "Zl", "Zp"} and one != "\t" for one in text):
        raise ValidationError(ONE_LINE, code="line_break")
    if len(text) > MAX_LENGTH:
        raise ValidationError(UNCLEAR, code="too_long")
    if "@" in text:
        return _read_email(text)
    return _read_phone(text)


def mask(contact: Contact) -> str:
    """Enough for its owner to recognise it: "06 39 98 •• ••", "l•••@example.org"."""
    if contact.kind == ContactKind.EMAIL:
        local, domain = contact.value.rsplit("@", 1)
        return f"{local[0]}•••@{domain}"
    digits = iter(reversed(contact.text))
    hidden = 4
    masked = []
    for character in digits:
        if character.isdigit() and hidden:
            hidden -= 1
            character = "•"
        masked.append(character)
    return "".join(reversed(masked))


def _read_email(text: str) -> Contact:
    text = re.sub(r"\s*@\s*", "@", text.removeprefix("mailto:"))
    if re.search(r"\s", text):
        rest = EMAIL_IN_TEXT.sub("", text)
        both = sum(one.isdigit() for one in rest) >= 6 or text.count("@") > 1
        raise ValidationError(ONLY_ONE if both else EMAIL_SPACE, code="email")
    local, _at, domain = text.rpartition("@")
    if not local.isascii():
        raise ValidationError(EMAIL_ACCENT, code="email")
    try:
        domain = idna.encode(domain.lower(), uts46=True).decode("ascii")
        validate_email(f"{local}@{domain}")
    except (idna.IDNAError, ValidationError) as error:
        raise ValidationError(EMAIL_SHAPE, code="email") from error
    if local.startswith('"'):  # legal, and a way to smuggle spaces and separators
        raise ValidationError(EMAIL_SHAPE, code="email")
    return Contact(ContactKind.EMAIL, f"{local}@{domain}")


def _read_phone(text: str) -> Contact:
    text = text.removeprefix("tel:").replace("(0)", "")
    digits = SEPARATORS.sub("", text)
    abroad = digits.startswith("+")
    digits = digits.removeprefix("+")
    if not digits.isdecimal():
        raise ValidationError(UNCLEAR, code="phone")
    digits = "".join(str(unicodedata.decimal(one)) for one in digits)
    if not abroad and digits.startswith("00"):
        abroad, digits = True, digits[2:]
    elif not abroad and digits.startswith(str(FRANCE)) and len(digits) == len("33639981234"):
        abroad = True
    if abroad and not digits.startswith(str(FRANCE)):
        return _read_foreign(digits)
    national = digits.removeprefix(str(FRANCE)) if abroad else digits
    return _read_french(national, with_country=abroad)


def _read_french(digits: str, *, with_country: bool) -> Contact:
    """Digits typed the French way, with or without the 0 when the country code was given."""
    if not digits.startswith("0"):
        if not with_country and not (len(digits) == FRENCH_DIGITS - 1 and digits[0] in "67"):
            if len(digits) < FRENCH_DIGITS:
                _refuse_length(len(digits))
            raise ValidationError(NO_ZERO, code="phone")
        digits = f"0{digits}"
    if len(digits) != FRENCH_DIGITS:
        _refuse_length(len(digits))
    if digits[1] == "0":
        raise ValidationError(NO_ZERO, code="phone")
    if digits[1] == "8":
        raise ValidationError(TOLL, code="phone")
    for region in OVERSEAS:
        number = phonenumbers.parse(digits, region)
        if phonenumbers.is_valid_number_for_region(number, region):
            return _phone(number)
    return _phone(PhoneNumber(country_code=FRANCE, national_number=int(digits[1:])))


def _read_foreign(digits: str) -> Contact:
    try:
        number = phonenumbers.parse(f"+{digits}")
    except NumberParseException as error:
        raise ValidationError(UNKNOWN_ABROAD, code="phone") from error
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(UNKNOWN_ABROAD, code="phone")
    if phonenumbers.number_type(number) in (
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
    ):
        raise ValidationError(TOLL, code="phone")
    return _phone(number)


def _phone(number: PhoneNumber) -> Contact:
    return Contact(ContactKind.PHONE, phonenumbers.format_number(number, PhoneNumberFormat.E164))


def _refuse_length(length: int) -> None:
    """Raise with how many digits are missing or too many."""
    if length < FRENCH_DIGITS:
        sentence = ngettext_lazy(
            "%(count)d digit is missing: a number has 10, like 06 39 98 12 34.",
            "%(count)d digits are missing: a number has 10, like 06 39 98 12 34.",
            "count",
        )
        raise ValidationError(sentence, code="too_short", params={"count": FRENCH_DIGITS - length})
    sentence = ngettext_lazy(
        "There is %(count)d digit too many: a number has 10, like 06 39 98 12 34.",
        "There are %(count)d digits too many: a number has 10, like 06 39 98 12 34.",
        "count",
    )
    raise ValidationError(sentence, code="too_long", params={"count": length - FRENCH_DIGITS})
