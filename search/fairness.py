"""Which of two equal offers comes first: a draw that changes every day.

Neither the name nor the age of a record has a part in it, so no organisation is always first. The
draw is one multiplication in a prime field, which PostgreSQL and Elasticsearch compute alike.
"""

from datetime import date
from hashlib import blake2b

MODULUS = 2**31 - 1


def seed_of(key: str) -> int:
    """What an offer brings to the draw, from 1 to MODULUS - 1; stored with it."""
    return _number(key)


def factor_of(day: date) -> int:
    """What the day brings to the draw, from 1 to MODULUS - 1."""
    return _number(day.isoformat())


def draw(seed: int, factor: int) -> int:
    return seed * factor % MODULUS


def _number(text: str) -> int:
    digest = blake2b(text.encode(), digest_size=8).digest()
    return 1 + int.from_bytes(digest, "big") % (MODULUS - 1)
