"""What a run prints, as tables of Markdown; the same in a file, to copy into README.md."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Figures

Known = dict[str, Figures]


@dataclass(frozen=True)
class Goal:
    """`figure` reads from what was measured, by name; KeyError: that was not measured."""

    sentence: str
    figure: Callable[[Known], float]
    limit: float
    at_least: bool = False

    def is_held(self, known: Known) -> bool:
        figure = self.figure(known)
        return figure >= self.limit if self.at_least else figure <= self.limit


class Report:
    """`known` keeps the figures that goals are about."""

    def __init__(self, path: Path):
        self.known: Known = {}
        self._file = path.open("w", encoding="utf-8")

    def say(self, line: str = "") -> None:
        print(line, flush=True)
        self._file.write(line + "\n")
        self._file.flush()

    def table(self, title: str, *columns: str) -> None:
        self.say(f"\n## {title}\n")
        self.row(*columns)
        self.say("|---" * len(columns) + "|")

    def row(self, *cells: object) -> None:
        self.say("".join(f"| {cell} " for cell in cells) + "|")

    def figures(self, name: str, figures: Figures, *more: object) -> None:
        """A row of a table of latencies, remembered under its name."""
        self.known[name] = figures
        self.row(
            name, f"{figures.p50:.1f}", f"{figures.p95:.1f}", f"{figures.per_second:.0f}", *more
        )

    def goals(self, goals: list[Goal]) -> None:
        self.table("Against the goals", "goal", "figure", "")
        for goal in goals:
            try:
                figure = goal.figure(self.known)
            except KeyError:
                self.row(goal.sentence, "not measured", "")
            else:
                self.row(
                    goal.sentence, f"{figure:.4g}", "held" if goal.is_held(self.known) else "missed"
                )
