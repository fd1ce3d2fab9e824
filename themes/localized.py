"""Words kept in several languages: `{"fr": "Logement", "en": "Housing"}`, French always there."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

FALLBACK = "fr"


def in_language(words: Mapping[str, str] | None, language: str | None = None) -> str:
    """These words in a language, the active one by default; else in French; "" for no words."""
    if not isinstance(words, Mapping):
        return ""
    language = (language or get_language() or FALLBACK).split("-")[0]
    return words.get(language) or words.get(FALLBACK) or ""


def is_localized(words: object) -> bool:
    """Text by language, with a French one that is not blank."""
    return (
        isinstance(words, dict)
        and all(isinstance(text, str) for text in words.values())
        and bool(words.get(FALLBACK, "").strip())
    )


def validate_localized(words: object) -> None:
    if not is_localized(words):
        raise ValidationError(
            _("Write at least the French, for example: {“fr”: “Logement”, “en”: “Housing”}.")
        )
