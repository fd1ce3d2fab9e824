"""The synonyms as a text of lines: where each rule stands, what is wrong on which line, what
differs from another text. Nothing is lost of what was written: remarks stay where they are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from search.language.synonyms import Rule, check_rules, phrase_of, read_rule, stems_of

MOST_RULES = 5_000
MOST_CHARACTERS = 500_000
LONGEST_LINE = 1_000
_REMARK = "#"


@dataclass(frozen=True)
class Line:
    """One line that holds a rule. `number` counts from 1, `text` is the rule without its remark."""

    number: int
    text: str


@dataclass(frozen=True)
class Section:
    """The rules below one heading (a line of remarks); the first may have none."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Problem:
    """`line` is 0 when the whole text is meant."""

    line: int
    text: str
    sentence: str


@dataclass(frozen=True)
class Difference:
    """Rules of the second text that the first has not, (former, present) of those that changed,
    and rules that went. Their order is no difference."""

    added: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)

    def __bool__(self) -> bool:
        return self.count > 0


def tidy(text: str) -> str:
    """The same lines, as a file keeps them: no space at their ends, one newline at the end."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"


def rule_lines(text: str) -> list[Line]:
    return [
        Line(number, rule)
        for number, line in enumerate(text.splitlines(), start=1)
        if (rule := line.partition(_REMARK)[0].strip())
    ]


def sections(text: str) -> list[Section]:
    """In the order of the text. Of several lines of remarks, the last one is the heading."""
    found: list[tuple[str, list[Line]]] = [("", [])]
    for number, line in enumerate(text.splitlines(), start=1):
        rule, _mark, remark = line.partition(_REMARK)
        if rule.strip():
            found[-1][1].append(Line(number, rule.strip()))
        elif title := remark.strip(" -#="):
            found.append((title, []))
    return [Section(title, tuple(lines)) for title, lines in found if lines]


def problems(text: str) -> list[Problem]:
    """What is wrong with a text, line by line: lines that are no rule, words that say nothing,
    loops, acronyms of another meaning, rules written twice."""
    lines = rule_lines(text)
    if len(text) > MOST_CHARACTERS or len(lines) > MOST_RULES:
        sentence = _("That is too much: %(count)d rules at most.") % {"count": MOST_RULES}
        return [Problem(0, "", sentence)]
    found: list[Problem] = []
    rules: list[tuple[Line, Rule]] = []
    first: dict[str, int] = {}
    for line in lines:
        try:
            rules.append((line, _read(line.text)))
        except ValueError as error:
            found.append(Problem(line.number, line.text, str(error)))
            continue
        if (known := first.setdefault(line.text, line.number)) != line.number:
            sentence = _("This rule is already on line %(line)d.") % {"line": known}
            found.append(Problem(line.number, line.text, sentence))
    for sentence in check_rules([rule for _line, rule in rules]):
        # A sentence quotes the rule it is about.
        about = [line for line, rule in rules if str(rule) in sentence]
        line = max(about, key=lambda one: len(one.text), default=Line(0, ""))
        found.append(Problem(line.number, line.text, sentence))
    return sorted(found, key=lambda problem: problem.line)


def new_problems(text: str, former: str) -> list[Problem]:
    """The problems of a text that another did not have: who adds a rule does not answer for the
    others."""
    found = problems(text)
    if not found:
        return []
    known = Counter((one.text, one.sentence) for one in problems(former))
    return [one for one in found if (one.text, one.sentence) not in known]


def difference(former: str, present: str) -> Difference:
    was, now = (Counter(line.text for line in rule_lines(text)) for text in (former, present))
    added, removed = list((now - was).elements()), list((was - now).elements())
    pairs = _pairs(removed, added)
    gone, come = {old for old, _new in pairs}, {new for _old, new in pairs}
    return Difference(
        added=tuple(rule for rule in added if rule not in come),
        changed=tuple(pairs),
        removed=tuple(rule for rule in removed if rule not in gone),
    )


def with_rule(text: str, rule: str, *, section: str = "") -> str:
    """The rule at the end of its section, or of the whole text."""
    lines = text.splitlines()
    last = next((one.lines[-1].number for one in sections(text) if one.title == section), None)
    lines.insert(len(lines) if last is None else last, rule)
    return tidy("\n".join(lines))


def with_rules(text: str, rules: Iterable[str], *, heading: str) -> str:
    """The rules below a heading of their own, at the end."""
    return tidy("\n".join([text.rstrip(), "", f"# --- {heading} ---", "", *rules]))


def with_line(text: str, number: int, rule: str) -> str:
    """Another rule on this line; its remark stays. An empty one takes the line away."""
    lines = text.splitlines()
    _rule, mark, remark = lines[number - 1].partition(_REMARK)
    remark = mark + remark
    lines[number - 1 : number] = [f"{rule}  {remark}".strip()] if rule or remark else []
    return tidy("\n".join(lines))


def find_line(text: str, rule: str) -> int | None:
    """The number of the line that holds this rule."""
    return next((line.number for line in rule_lines(text) if line.text == rule), None)


def _read(line: str) -> Rule:
    if len(line) > LONGEST_LINE:
        raise ValueError(_("%(count)d characters at most a line.") % {"count": LONGEST_LINE})
    return read_rule(line)


def _pairs(removed: Sequence[str], added: Sequence[str]) -> list[tuple[str, str]]:
    """Each rule that went with the one that most likely took its place: they share a word."""
    by_member: dict[tuple, list[str]] = defaultdict(list)
    for rule in added:
        for member in _members(rule):
            by_member[member].append(rule)
    pairs: list[tuple[str, str]] = []
    taken: set[str] = set()
    for rule in removed:
        shared = Counter(
            one for member in _members(rule) for one in by_member[member] if one not in taken
        )
        if shared:
            new = shared.most_common(1)[0][0]
            taken.add(new)
            pairs.append((rule, new))
    return pairs


def _members(rule: str) -> set[tuple[str, ...]]:
    parts = rule.replace("=>", ",").split(",")
    return {key for part in parts if (key := stems_of(phrase_of(part)))}
