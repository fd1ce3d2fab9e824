"""Keys of themes, questions and choices: in English, kept for ever, seen in addresses."""

import re
from collections.abc import Container, Mapping
from secrets import token_hex

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from themes.localized import in_language

MAX_LENGTH = 40
_KEY = re.compile(r"[a-z][a-z0-9_]*")
# What a territory adds has a key that no file and no other territory can have.
_LOCAL = "local_"


def is_key(text: object) -> bool:
    return isinstance(text, str) and len(text) <= MAX_LENGTH and bool(_KEY.fullmatch(text))


def is_local(key: str) -> bool:
    """Whether a question or a choice was added by a territory."""
    return key.startswith(_LOCAL)


def new_local_key() -> str:
    return _LOCAL + token_hex(8)


def validate_key(text: object) -> None:
    if not is_key(text):
        raise ValidationError(
            _("A key is made of small letters, digits and _, for example housing_duration.")
        )


def key_of(words: Mapping[str, str], *, taken: Container[str]) -> str:
    """A key made of these words, in English when there is some, that is not one of `taken`."""
    text = slugify(in_language(words, "en")).replace("-", "_")
    base = re.sub(r"^[^a-z]+", "", text)[: MAX_LENGTH - 3].strip("_") or "other"
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}_{number}"
    return key
