"""A dashboard: what a place's page, file and public page show. As many queries for a territory as
for the country."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import Fact, Helped
from contacts.figures import TOTAL
from portal.commitments.figures_table import IN_TIME, LATE, SENT
from portal.country import sections
from portal.country.models import PlaceFigures
from portal.country.reading import Supply, figures_of
from portal.country.sections import Section, in_words
from tenants.accounts.perimeters import Perimeter
from tenants.folding import fold
from tenants.geography.models import Commune
from themes.models import Theme

YES, PARTLY, NO = ((Fact.HELPED.value, one.value) for one in (Helped.YES, Helped.PARTLY, Helped.NO))


@dataclass(frozen=True)
class Told:
    """A number that stands at the top; None is hidden."""

    label: str
    value: str | None
    note: str = ""


@dataclass(frozen=True)
class Dashboard:
    place: PlaceFigures
    above: list[PlaceFigures]
    facts: list[Told]
    sections: list[Section]

    @property
    def first(self) -> date | None:
        """The first of the months that requests are told of; none when none may be told."""
        if not self.place.requests.get("totals"):
            return None
        return date.fromisoformat(f"{self.place.requests['first']}-01")

    def rows(self) -> list[list]:
        """One table under the other, as a spreadsheet likes it."""
        hidden = _("hidden")
        found = [[self.place.name], [_("Counted on"), f"{self.place.counted_on}"]]
        found += [[one.label, hidden if one.value is None else one.value] for one in self.facts]
        for one in self.sections:
            cells = ([hidden if cell is None else cell for cell in row] for row in one.table.rows)
            found += [[], [one.title], one.table.heads, *cells]
        return found


def dashboard_of(place: PlaceFigures, perimeter: Perimeter) -> Dashboard:
    """All of it, for who follows this place."""
    followed = PlaceFigures.objects.within(perimeter)
    inside = followed.filter(parent=place.place).defer("lacking")
    inside = sorted(inside, key=lambda one: fold(one.name))
    themes = theme_names()
    found = [
        *sections.places_inside(inside, place),
        *(sections.statuses(place) if place.territory_id is None else ()),
        *sections.offers(place, themes),
        *sections.gaps(place, themes),
        *sections.communes_lacking(place, themes, _commune_names(place)),
        *_of_requests(place, inside),
    ]
    if place.territory_id:
        others = PlaceFigures.objects.beside(place).defer("lacking")
        found += sections.among_similar(place, others)
    above = followed.filter(place__in=place.above).in_bulk(field_name="place")
    return Dashboard(
        place, [above[one] for one in place.above if one in above], facts(place), found
    )


def public_dashboard_of(place: PlaceFigures) -> Dashboard:
    """What everybody may read of a site's place."""
    return Dashboard(
        place,
        above=[],
        facts=facts(place),
        sections=[*sections.offers(place, theme_names()), *_of_requests(place, [])],
    )


def facts(place: PlaceFigures) -> list[Told]:
    supply, figures = Supply(place.supply), figures_of(place)
    found = [_part(_("Communes covered"), supply["communes"], supply["of_communes"])]
    found.append(_part(_("Inhabitants"), supply["inhabitants"], supply["of_inhabitants"]))
    found.append(
        Told(
            _("Offers"),
            in_words(supply.offers()),
            _("%(share)d %% verified in the last six months") % {"share": supply.share_verified}
            if supply.offers()
            else "",
        )
    )
    if place.requests.get("totals"):
        in_time, hours = figures.share(TOTAL, IN_TIME, [LATE]), figures.medians.get(TOTAL)
        not_helped = figures.share(TOTAL, NO, [YES, PARTLY])
        found += [
            Told(_("Requests"), in_words(figures.count(TOTAL, SENT))),
            Told(_("Contacted before the date"), _share(in_time), _("of those who were contacted")),
            Told(_("Half of the contacts within"), hours if hours is None else _duration(hours)),
            Told(
                _("“It helped me”"),
                _share(None if not_helped is None else 100 - not_helped),
                _("a lot or a little, of those who know"),
            ),
        ]
    return found


def theme_names() -> dict[str, str]:
    """{key: name} of every theme, in their order."""
    return {one.key: one.localized_name for one in Theme.objects.ordered()}


def _of_requests(place: PlaceFigures, inside: list[PlaceFigures]) -> list[Section]:
    if not place.requests.get("totals"):
        return []
    labels = {one.place: one.name for one in inside if one.requests}
    figures = figures_of(place, [one for one in inside if one.requests])
    return [*sections.months(place), *sections.promises(figures, labels)]


def _commune_names(place: PlaceFigures) -> dict[str, str]:
    codes = {code for gap in place.lacking.values() for which in gap.values() for code in which}
    return dict(Commune.objects.filter(pk__in=codes).values_list("pk", "name"))


def _part(label: str, part: int, whole: int) -> Told:
    """A territory has all of its communes: no whole is said."""
    note = _("of %(number)s") % {"number": in_words(whole)} if whole else ""
    return Told(label, in_words(part), note)


def _share(number: int | None) -> str | None:
    return None if number is None else sections.PER_CENT % {"number": number}


def _duration(hours: int) -> str:
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", hours // 24) % {"count": hours // 24}
