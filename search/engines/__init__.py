"""The two engines: one question, one kind of answer, held to one conformance suite."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from search.query import MAX_PAGE_SIZE, Results, Search


class Engine(Protocol):
    name: str

    def find(self, search: Search) -> Results:
        """One page of the offers that apply, in order. Raises what its own client raises."""


@dataclass(frozen=True)
class BegunOffer:
    """An offer whose title holds words that begin as those typed; `territory` is a slug."""

    key: str
    title: str
    organisation: str
    territory: str


@dataclass(frozen=True)
class BegunOrganisation:
    pk: int
    name: str


@dataclass(frozen=True)
class Begun:
    """What an engine suggests, best first."""

    offers: tuple[BegunOffer, ...] = ()
    organisations: tuple[BegunOrganisation, ...] = ()


def begun_offer(key: str, card: Mapping) -> BegunOffer:
    return BegunOffer(key, card["title"], card["organisation"]["name"], card["territory"]["slug"])


def begun_organisation(card: Mapping) -> BegunOrganisation:
    return BegunOrganisation(card["organisation"]["id"], card["organisation"]["name"])


def page_bounds(search: Search) -> tuple[int, int]:
    """(offset, size) of the page asked for; absurd numbers are brought back within bounds."""
    size = min(max(search.page_size, 1), MAX_PAGE_SIZE)
    return (max(search.page, 1) - 1) * size, size
