"""Words that mean the same to somebody who asks for help, as the national level writes them.

One rule a line: a group of equals, `taf, boulot, job, emploi`, in which each member finds the
others; or one way, `psy => psychologue, santé mentale`, in which the left finds the right alone.
Members may be several words; capitals, accents, gender and number do not matter, little words
("de", "pour") are passed over. `#` starts a remark. Rules do not chain.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.translation import gettext as _

from search.language.cutting import telling_words
from search.language.stems import stem

ONE_WAY = "=>"
LONGEST_MEMBER = 6
MOST_MEMBERS = 40
# Acronyms that are one letter away from another, and that nobody may take for it.
_CAPITALS = """
    aah adil ae aeeh ael afpa aj als alf ame anah anil apec apl are ase asp ass bafa bafd bep
    bij but bts caarud cada caf cap cas ccas cdd cdi cdii cegidd cej cfa chrs chu ciae cias cidf
    cidff cij cio cir cjc cle cmp cmpp cmu cni cpam cpf crij crous csapa css daeu dalf delf dse
    dut e2c epide esat eta fajr faj fjt fle fsl geiq hlm iae ime ist ivg jdc lea loa mda mdph
    mecs mfr mna mst ofii ofpra paej pass pea pij pjj pmi pmsmp poe prado psc rqth rsa rsma siae
    siao smv snu sst tcl tre vae vie vsi vslp
"""
ACRONYMS = frozenset(_CAPITALS.split())

Phrase = tuple[str, ...]  # folded words without the little ones


@dataclass(frozen=True)
class Rule:
    """`sources` find `targets`; in a group both are all its members. As they were written."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    one_way: bool = False

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.sources + self.targets))

    def __str__(self) -> str:
        if not self.one_way:
            return ", ".join(self.sources)
        return f"{', '.join(self.sources)} {ONE_WAY} {', '.join(self.targets)}"


def read_rule(line: str) -> Rule:
    """The rule of one line. Raises ValueError, in a sentence, on what is not one."""
    left, arrow, right = line.partition(ONE_WAY)
    sources = _members(left)
    if ONE_WAY in right:
        raise ValueError(_("One arrow a line: “%(line)s”.") % {"line": line.strip()})
    if not arrow:
        if len(sources) < 2:
            raise ValueError(_("A group has two words at least: “%(line)s”.") % {"line": line})
        return Rule(sources, sources)
    targets = _members(right)
    if not sources or not targets:
        raise ValueError(_("Words are needed on both sides: “%(line)s”.") % {"line": line.strip()})
    return Rule(sources, targets, one_way=True)


def read_rules(text: str) -> list[Rule]:
    """The rules of a whole text; remarks and empty lines are passed over."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [read_rule(line) for line in lines if line]


@lru_cache(maxsize=20_000)
def phrase_of(member: str) -> Phrase:
    return tuple(telling_words(member))


def stems_of(phrase: Iterable[str]) -> Phrase:
    return tuple(stem(word) for word in phrase)


class Synonyms:
    """Rules, ready to be looked up."""

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._targets: dict[Phrase, dict[Phrase, None]] = defaultdict(dict)
        words: set[str] = set()
        for rule in rules:
            targets = [phrase_of(member) for member in rule.targets]
            for source in map(phrase_of, rule.sources):
                words.update(source)
                key = stems_of(source)
                found = (one for one in targets if one and stems_of(one) != key)
                self._targets[key].update(dict.fromkeys(found))
            words.update(word for target in targets for word in target)
        self._targets.pop((), None)
        self._longest = max(map(len, self._targets), default=0)
        self.words = frozenset(words)

    @cached_property
    def single(self) -> frozenset[str]:
        """Stems of the rules' one-word sources: ordinary words, whatever a map says."""
        return frozenset(key[0] for key in self._targets if len(key) == 1)

    def at(self, words: Sequence[str], start: int) -> tuple[int, tuple[Phrase, ...]]:
        """(how many words from `start` on a rule takes, what they also find): the longest rule."""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            key = stems_of(words[start : start + length])
            if targets := self._targets.get(key):
                return length, tuple(targets)
        return 0, ()


def check_rules(rules: Sequence[Rule]) -> list[str]:
    """What is wrong with rules, in sentences: words that say nothing, loops, acronyms taken for
    one another."""
    found = [sentence for rule in rules for sentence in _check_members(rule)]
    found += _loops([rule for rule in rules if rule.one_way])
    found += [sentence for rule in rules for sentence in _acronyms(rule, rules)]
    return list(dict.fromkeys(found))


def _members(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _check_members(rule: Rule) -> list[str]:
    found = []
    for member in rule.members:
        phrase = phrase_of(member)
        if not phrase:
            found.append(_("“%(word)s” says nothing by itself: “%(rule)s”."))
        elif len(phrase) > LONGEST_MEMBER:
            found.append(_("“%(word)s” is a sentence, not a word: “%(rule)s”."))
        else:
            continue
        found[-1] %= {"word": member, "rule": rule}
    if len(rule.members) > MOST_MEMBERS:
        sentence = _("More than %(count)d words in one line: “%(rule)s”.")
        found.append(sentence % {"count": MOST_MEMBERS, "rule": rule})
    keys = [stems_of(phrase_of(member)) for member in rule.members]
    if rule.one_way and set(map(stems_of, map(phrase_of, rule.sources))) >= set(keys):
        found.append(_("Both sides are the same word: “%(rule)s”.") % {"rule": rule})
    return found


def _loops(rules: list[Rule]) -> list[str]:
    """A one-way rule that comes back to where it started is a group, or a mistake."""
    ways: dict[Phrase, set[Phrase]] = defaultdict(set)
    for rule in rules:
        for source in rule.sources:
            ways[stems_of(phrase_of(source))] |= {
                stems_of(phrase_of(target)) for target in rule.targets
            }
    found = []
    for rule in rules:
        for source in rule.sources:
            start = stems_of(phrase_of(source))
            if _reaches(ways, start):
                sentence = _("“%(word)s” comes back to itself: make it a group (“%(rule)s”).")
                found.append(sentence % {"word": source, "rule": rule})
    return found


def _reaches(ways: dict[Phrase, set[Phrase]], start: Phrase) -> bool:
    seen, waiting = set(), [way for way in ways[start] if way != start]
    while waiting:
        here = waiting.pop()
        if here == start:
            return True
        if here not in seen:
            seen.add(here)
            waiting += ways.get(here, ())
    return False


def _acronyms(rule: Rule, rules: Sequence[Rule]) -> list[str]:
    """Two acronyms in one rule mean two things, unless one stands in the other's explanation."""
    singles = [phrase_of(member) for member in (rule.members if not rule.one_way else rule.sources)]
    known = sorted({phrase[0] for phrase in singles if len(phrase) == 1 and phrase[0] in ACRONYMS})
    sentence = _("“%(one)s” and “%(other)s” are acronyms of different things: “%(rule)s”.")
    return [
        sentence % {"one": one.upper(), "other": other.upper(), "rule": rule}
        for at, one in enumerate(known)
        for other in known[at + 1 :]
        if not _same_thing(one, other)
    ]


# Former names, and names of the same thing at two levels.
_SAME_THINGS = (
    {"cmu", "css"},
    {"bij", "pij", "crij", "cij"},
    {"ist", "mst"},
    {"ccas", "cias"},
    {"dut", "but"},
    {"faj", "fajr"},
    {"cmp", "cmpp"},
    {"cidff", "cidf"},
    {"caarud", "csapa", "cjc"},
    {"als", "alf", "apl"},
    {"siae", "iae"},
)


def _same_thing(one: str, other: str) -> bool:
    return any({one, other} <= names for names in _SAME_THINGS)
