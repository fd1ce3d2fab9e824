"""Typed codes of places: `kind:code`, since a region and a département can share a number.

`commune:51454`, `epci:200067213`, `departement:51`, `region:44`, `pays:FR` and `europe`.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

EUROPE = "europe"
FRANCE = "pays:FR"
_SHAPES = {
    "commune": re.compile(r"[0-9][0-9AB][0-9]{3}"),
    "epci": re.compile(r"[0-9]{9}"),
    "departement": re.compile(r"[0-9]{2,3}|2[AB]"),
    "region": re.compile(r"[0-9]{2,3}"),
    "pays": re.compile(r"[A-Z]{2}"),
    EUROPE: re.compile(r""),
}
KINDS = tuple(_SHAPES)


class TypedCode(NamedTuple):
    kind: str
    code: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}" if self.code else self.kind


def parse_code(text: str) -> TypedCode:
    """From `commune:51454`; the code of `europe` is empty.

    Raises ValueError, with a sentence, on any other shape. Whether the place exists is not asked.
    """
    kind, colon, code = text.partition(":")
    if kind not in _SHAPES:
        raise ValueError(f"“{text}” is not a typed code: it starts with one of {', '.join(KINDS)}.")
    if bool(colon) != (kind != EUROPE) or not _SHAPES[kind].fullmatch(code):
        raise ValueError(f"“{text}” is not a typed code: “{code}” cannot be a code of {kind}.")
    return TypedCode(kind, code)


def place_codes(
    *,
    commune: str,
    former: Iterable[str],
    parent: str | None,
    epci: str | None,
    departement: str,
    region: str,
    past: Iterable[str] = (),
) -> tuple[str, ...]:
    """All the typed codes that a commune answers with, from the closest to the widest.

    It answers with its `former` codes too: what was written for a commune that merged is for those
    who live where it was, and so with its `past` zones (see tenants.geography.past). An
    arrondissement (`parent` is its city) answers with its city's code. Overseas communities are in
    France and count as Europe: their people have the same rights to move.
    """
    codes = [f"commune:{code}" for code in (commune, *former)]
    if parent:
        codes.append(f"commune:{parent}")
    if epci:
        codes.append(f"epci:{epci}")
    return (*codes, *past, f"departement:{departement}", f"region:{region}", FRANCE, EUROPE)
