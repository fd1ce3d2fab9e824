"""What becomes of the needs of themes that are merged or split, decided without the database."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Need:
    """A sub-theme of a theme, by their keys; with an empty one, what is sorted in none."""

    theme: str
    subtheme: str = ""


# From where to where; a need that stays is not named. Stored as [["housing", "rent", "money", ""]].
Moves = Mapping[Need, Need]


def read_moves(stored: Iterable[Sequence[str]]) -> Moves:
    return {Need(*one[:2]): Need(*one[2:]) for one in stored}


def write_moves(moves: Moves) -> list[list[str]]:
    return [
        [before.theme, before.subtheme, after.theme, after.subtheme]
        for before, after in sorted(moves.items())
    ]


def sources(moves: Moves) -> list[str]:
    return sorted({before.theme for before in moves})


def targets(moves: Moves) -> list[str]:
    return sorted({after.theme for after in moves.values()})


def goes_to(need: Need, moves: Moves, known: Collection[Need]) -> Need:
    """Where an offer goes. A sub-theme that its theme no longer has is none."""
    if need not in known and need not in moves:
        need = Need(need.theme)
    return moves.get(need, need)


def sorted_in(theme: str, need: Need, moves: Moves, known: Collection[Need]) -> str:
    """The sub-theme of another version of an offer which goes to `theme`: none when that version
    was sorted in what goes elsewhere."""
    after = goes_to(need, moves, known)
    return after.subtheme if after.theme == theme else ""


def themes_after(chosen: Sequence[str], moves: Moves, emptied: Collection[str]) -> list[str]:
    """The themes that a territory has chosen, after that: what its themes went to takes their
    place, or comes after those that stay. None chosen is all of them, before and after."""
    kept: list[str] = []
    for key in chosen:
        gained = sorted({after.theme for before, after in moves.items() if before.theme == key})
        kept += gained if key in emptied else [key, *gained]
    return list(dict.fromkeys(kept))


def themes_back(
    now: Sequence[str], before: Sequence[str], after: Sequence[str], used: Collection[str]
) -> list[str]:
    """The themes of a territory once it is undone. What was chosen meanwhile stays, and so does a
    theme that was gained and in which offers are left."""
    gained = {key for key in after if key not in before}
    if list(now) == list(after):
        return [*before, *(key for key in after if key in gained and key in used)]
    kept = [key for key in now if key not in gained or key in used]
    return [*kept, *(key for key in before if key not in after and key not in kept)]


def follow(need: Need, moves: Moves, known: Callable[[Need], bool]) -> Need:
    """Where a need is now, from one move to the next until it is there; whole themes to whole
    themes."""
    passed: set[Need] = set()
    while not known(need) and need not in passed:
        passed.add(need)
        after = moves.get(need)
        if after is None and not known(Need(need.theme)):
            after = moves.get(Need(need.theme))
        if after is None:
            break
        need = after if need in moves and need.subtheme else Need(after.theme)
    return need
