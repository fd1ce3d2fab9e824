"""What would become of each offer in each territory, were themes merged or split: nothing is
written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from json import dumps

from django.db.models import Count
from django.utils.translation import gettext as _
from django_tenants.utils import tenant_context

from contacts.models import ContactRequest
from offers.moving import OfferMove, asked_here, moves_here
from tenants.models import Territory
from themes.drafting import desk_of
from themes.localized import in_language
from themes.models import OwnQuestionnaire, Theme
from themes.moves import Moves, Need, sources, targets, themes_after, write_moves
from themes.reshaping import emptied_by, needs_of


@dataclass(frozen=True)
class TerritoryPlan:
    """`offers` are those that move; `opens` the names of the themes that open there; `requests`
    those that are open, for offers of the themes that go."""

    territory: Territory
    offers: tuple[OfferMove, ...]
    staying: int
    opens: tuple[str, ...]
    requests: int

    @property
    def drafts(self) -> int:
        return sum(not one.live for one in self.offers)

    @property
    def stopping(self) -> int:
        return sum(bool(one.stops) for one in self.offers)


@dataclass(frozen=True)
class Lacking:
    """A question that offers come from and that the theme they go to does not ask. `text` is empty
    for those that territories ask by themselves."""

    target: Theme
    key: str
    text: str
    offers: int
    drafted: bool = False
    definition: Mapping = field(default_factory=dict)

    @property
    def value(self) -> str:
        return f"{self.target.key}.{self.key}"


@dataclass(frozen=True)
class Plan:
    """`names` are those of the needs, from and to; `emptied` the themes of which nothing stays."""

    moves: Moves
    themes: Mapping[str, Theme]
    names: Mapping[Need, str]
    emptied: tuple[str, ...]
    territories: tuple[TerritoryPlan, ...]

    @property
    def digest(self) -> str:
        """Changes with anything of the plan, and with what the questionnaires ask."""
        told = [
            write_moves(self.moves),
            [[one.key, one.status, one.model_questions] for one in self.themes.values()],
            [
                [one.territory.slug, one.opens, one.staying, [repr(move) for move in one.offers]]
                for one in self.territories
            ],
        ]
        return blake2b(dumps(told, sort_keys=True).encode(), digest_size=16).hexdigest()

    @property
    def offers(self) -> list[tuple[Territory, OfferMove]]:
        return [(one.territory, move) for one in self.territories for move in one.offers]

    @property
    def steps(self) -> list[tuple[str, str]]:
        return [(self.name(before), self.name(after)) for before, after in self.moves.items()]

    @property
    def warnings(self) -> list[str]:
        """What changes for young people beside the offers."""
        told = []
        for before, after in sorted({(one.theme, it.theme) for one, it in self.moves.items()}):
            names = {"theme": self.themes[before], "other": self.themes[after]}
            if self.themes[before].sensitive and not self.themes[after].sensitive:
                told.append(
                    _("“%(theme)s” is sensitive and “%(other)s” is not: answers would leave with a "
                      "request without being asked for.") % names
                )  # fmt: skip
            if set(self.themes[before].urgent) - set(self.themes[after].urgent):
                told.append(
                    _("Numbers to call of “%(theme)s” are not shown in “%(other)s”.") % names
                )
            if self.themes[after].status != Theme.Status.VALIDATED:
                told.append(
                    _("“%(other)s” is then proposed wherever “%(theme)s” is proposed now.") % names
                )
        return told

    def name(self, need: Need) -> str:
        return self.names.get(need) or self.names[Need(need.theme)]

    def question(self, key: str, theme: str) -> str:
        """Its text; its key for one that a territory asks by itself."""
        asked = self.themes[theme].questionnaire().question(key)
        return asked.text if asked else key


def plan_of(moves: Moves) -> Plan:
    """Three queries a territory at most, however many its offers."""
    themes = asked_here(moves, None)
    known = needs_of(themes.values())
    emptied = tuple(emptied_by(moves, [need for need in known if need.theme in sources(moves)]))
    requests = dict(
        ContactRequest.objects.open()
        .filter(theme__in=sources(moves))
        .order_by()
        .values_list("territory")
        .annotate(Count("pk"))
    )
    own = OwnQuestionnaire.objects.filter(theme__in=[one.pk for one in themes.values()])
    adapted = set(own.values_list("territory", flat=True))
    territories = [
        _plan_in(territory, moves, themes, emptied, requests, adapted)
        for territory in Territory.objects.with_address().order_by("name")
    ]
    return Plan(
        moves=moves,
        themes=themes,
        names=_names(moves, themes),
        emptied=emptied,
        territories=tuple(one for one in territories if _is_concerned(one)),
    )


def lacking(plan: Plan) -> list[Lacking]:
    """The questions that would no longer be asked to whom offers were for, those that most offers
    name first."""
    named = Counter(
        (move.after.theme, key) for _territory, move in plan.offers for key in move.stops
    )
    found = []
    for target in (plan.themes[key] for key in targets(plan.moves)):
        desk = desk_of(target)
        asked = {one["key"] for one in desk.asked}
        missing = {
            one["key"]: one
            for before, after in plan.moves.items()
            if after.theme == target.key
            for one in plan.themes[before.theme].model_questions
            if one["key"] not in asked
        }
        found += [
            Lacking(
                target,
                key,
                in_language(one["text"]),
                named.pop((target.key, key), 0),
                drafted=desk.question(key) is not None,
                definition=one,
            )
            for key, one in missing.items()
        ]
        own = sum(count for (theme, _key), count in named.items() if theme == target.key)
        found += [Lacking(target, "", "", own)] if own else []
    return sorted(found, key=lambda one: -one.offers)


def _plan_in(territory, moves, themes, emptied, requests, adapted) -> TerritoryPlan:
    asked = asked_here(moves, territory) if territory.pk in adapted else themes
    with tenant_context(territory):
        found = moves_here(moves, asked)
    after = themes_after(territory.themes, moves, emptied)
    return TerritoryPlan(
        territory=territory,
        offers=tuple(one for one in found if not one.stays),
        staying=sum(one.stays for one in found),
        opens=tuple(str(themes[key]) for key in after if key not in territory.themes),
        requests=requests.get(territory.pk, 0),
    )


def _is_concerned(one: TerritoryPlan) -> bool:
    return bool(one.offers or one.opens or one.requests)


def _names(moves: Moves, themes: Mapping[str, Theme]) -> dict[Need, str]:
    """ "Logement · Louer"; a sub-theme that is to be made has the name of what goes there."""
    known = needs_of(themes.values())
    made = {after: known[before] for before, after in moves.items() if after not in known}
    named = {**known, **made}
    return {
        need: " · ".join(str(part) for part in (themes[need.theme], subtheme) if part)
        for need, subtheme in named.items()
    }
