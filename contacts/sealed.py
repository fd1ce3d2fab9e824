"""What is kept under lock: contacts, messages and answers of young people.

`settings.CONTACT_KEYS` holds Fernet keys: the first locks, all unlock. To rotate, put a new key in
front, run `rotate_contact_keys --apply`, then move the old one to `settings.CONTACT_FORMER_KEYS`.
What must be found again (limits, double submits) is found by a keyed fingerprint, which says
nothing without the key. A blocked contact is kept as a fingerprint alone, which no rotation can
renew: the former keys open nothing, they only recognise it.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    """The text under lock; an empty text stays empty."""
    return _safe(tuple(settings.CONTACT_KEYS)).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """Raises cryptography.fernet.InvalidToken if no key opens it."""
    return _safe(tuple(settings.CONTACT_KEYS)).decrypt(sealed.encode()).decode() if sealed else ""


def seal_again(sealed: str) -> str:
    """The same text under the first key."""
    return _safe(tuple(settings.CONTACT_KEYS)).rotate(sealed.encode()).decode() if sealed else ""


def fingerprint(purpose: str, value: str) -> str:
    """64 hexadecimal characters, the same for the same value and purpose."""
    return fingerprints(purpose, value)[0]


def fingerprints(purpose: str, value: str) -> list[str]:
    """Under each key, the current one first: what was written before a rotation is still found."""
    return [_fingerprint(key, purpose, value) for key in settings.CONTACT_KEYS]


def lasting_fingerprints(purpose: str, value: str) -> list[str]:
    """Under the former keys as well."""
    keys = [*settings.CONTACT_KEYS, *settings.CONTACT_FORMER_KEYS]
    return [_fingerprint(key, purpose, value) for key in keys]


def _fingerprint(key: str, purpose: str, value: str) -> str:
    text = f"fingerprint|{purpose}|{value}".encode()
    return hmac.new(base64.urlsafe_b64decode(key), text, hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """A token is 128 random bits: nothing to guess, so no key is needed to hash it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


@lru_cache(maxsize=8)
def _safe(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
