"""Keys of themes, questions and choices: in English, kept for ever, seen in addresses."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_LENGTH = 40
_KEY = re.compile(r"[a-z][a-z0-9_]*")


def is_key(text: object) -> bool:
    return isinstance(text, str) and len(text) <= MAX_LENGTH and bool(_KEY.fullmatch(text))


def validate_key(text: object) -> None:
    if not is_key(text):
        raise ValidationError(
            _("A key is made of small letters, digits and _, for example housing_duration.")
        )
