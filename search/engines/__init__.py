"""The two engines: one question, one kind of answer, held to one conformance suite."""

from typing import Protocol

from search.query import MAX_PAGE_SIZE, Results, Search


class Engine(Protocol):
    name: str

    def find(self, search: Search) -> Results:
        """One page of the offers that apply, in order. Raises what its own client raises."""


def page_bounds(search: Search) -> tuple[int, int]:
    """(offset, size) of the page asked for; absurd numbers are brought back within bounds."""
    size = min(max(search.page_size, 1), MAX_PAGE_SIZE)
    return (max(search.page, 1) - 1) * size, size
