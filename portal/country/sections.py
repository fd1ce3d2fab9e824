"""The sections of a dashboard in words: each is a table, most with its bars."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from contacts.figures import TOTAL, Figures
from portal.commitments.figures_table import (
    ANSWERS,
    BARS,
    DECLINED,
    ENDS,
    IN_TIME,
    OUTCOMES,
    SENT,
    Table,
    head_of,
    tables_of,
)
from portal.country.charts import Chart, draw
from portal.country.models import PlaceFigures
from portal.country.reading import Supply, measures_of, percent
from portal.country.similar import Peer, compare
from search.gaps import NEAR_KM
from search.models import Mode
from tenants.models import Territory

PER_CENT = "%(number)s\u202f%%"


@dataclass(frozen=True)
class Section:
    """`addresses` are of the pages of the first rows."""

    key: str
    title: str
    table: Table
    note: str = ""
    chart: Chart | None = None
    addresses: Sequence[str] = ()

    @property
    def is_wide(self) -> bool:
        """Whether it takes the whole width of a wide screen."""
        return bool(self.addresses) or len(self.table.heads) > 4 or not self.chart

    @property
    def lines(self) -> list[tuple[str, str, list[str | None]]]:
        """(address, head, cells in words) of each row; None is hidden."""
        rows = self.table.rows
        addresses = [*self.addresses, *[""] * (len(rows) - len(self.addresses))]
        return [
            (address, row[0], [in_words(cell) for cell in row[1:]])
            for address, row in zip(addresses, rows, strict=True)
        ]


def in_words(cell: float | str | None) -> str | None:
    """Numbers as one reads them; a text, and what is hidden, as they are."""
    if cell is None or isinstance(cell, str):
        return cell
    return number_format(round(cell, 1), use_l10n=True, force_grouping=True)


def places_inside(inside: Sequence[PlaceFigures], place: PlaceFigures) -> list[Section]:
    """The places that lie in this one, then all of them together."""
    if not inside:
        return []
    rows, covered = [], []
    for one in (*inside, place):
        supply = Supply(one.supply)
        rows.append(
            [
                one.name if one != place else _("Total"),
                supply.open_territories,
                supply["communes"],
                supply["inhabitants"],
                _or_nothing(supply.share_covered),
                supply.offers(),
                _or_nothing(supply.share_verified),
            ]
        )
        if one != place and supply.share_covered:
            covered.append((supply.share_covered, one.name))
    bars = [(name, share, PER_CENT % {"number": share}) for share, name in sorted(covered)[::-1]]
    heads = [
        _("Name"),
        _("Open territories"),
        _("Communes covered"),
        _("Inhabitants covered"),
        _("Share of the inhabitants (%)"),
        _("Offers"),
        _("Verified in the last six months (%)"),
    ]
    return [
        Section(
            "inside",
            _("In %(place)s") % {"place": place.name},
            Table(_("Places, their coverage and offers"), heads, rows),
            chart=draw(bars[:BARS]),
            addresses=[reverse("country:place", args=[one.place]) for one in inside],
        )
    ]


def statuses(place: PlaceFigures) -> list[Section]:
    counted = Supply(place.supply).territories
    rows = [
        [str(status.label), counted[status]] for status in Territory.Status if status in counted
    ]
    title = _("Territories by status")
    table = Table(title, [_("Status"), _("Territories")], rows)
    return [Section("statuses", title, table)] if rows else []


def offers(place: PlaceFigures, themes: Mapping[str, str]) -> list[Section]:
    """Of each theme, in the order of the themes."""
    by_theme = Supply(place.supply).by_theme
    known = [key for key in themes if key in by_theme]
    rows = [
        [
            themes[key],
            *(by_theme[key][name] for name in ("all", *Mode.values)),
            _or_nothing(percent(by_theme[key]["verified"], by_theme[key]["all"])),
        ]
        for key in known
    ]
    heads = [
        _("Theme"),
        _("Offers"),
        *(str(mode.label) for mode in Mode),
        _("Verified in the last six months (%)"),
    ]
    title = _("Offers by theme")
    return _drawn(
        "offers", title, heads, rows, note=_("An offer may be both on site and from a distance.")
    )


def gaps(place: PlaceFigures, themes: Mapping[str, str]) -> list[Section]:
    found = Supply(place.supply).gaps
    rows = [
        [themes[key], found[key]["asked"], found[key]["nothing"], found[key]["far"]]
        for key in themes
        if key in found
    ]
    heads = [
        _("Theme"),
        _("Communes"),
        _("Without any offer"),
        _("With offers, none of them within %(km)d km") % {"km": NEAR_KM},
    ]
    note = _(
        "Bars: the communes without any offer, or without one nearby. Each theme is counted in the"
        " territories that opened it."
    )
    lacking = [(row[0], row[2] + row[3], in_words(row[2] + row[3])) for row in rows]
    title = _("Where offers are missing")
    return [Section("gaps", title, Table(title, heads, rows), note, draw(lacking))] if rows else []


def communes_lacking(
    place: PlaceFigures, themes: Mapping[str, str], names: Mapping[str, str]
) -> list[Section]:
    """Which communes these are; `names` by INSEE code."""

    def named(codes: Iterable[str]) -> str:
        return ", ".join(sorted(names[code] for code in codes if code in names))

    rows = [
        [themes[key], named(place.lacking[key]["nothing"]), named(place.lacking[key]["far"])]
        for key in themes
        if any(place.lacking.get(key, {}).values())
    ]
    title = _("The communes where offers are missing")
    heads = [_("Theme"), _("Without any offer"), _("None nearby")]
    return [Section("lacking", title, Table(title, heads, rows))] if rows else []


def months(place: PlaceFigures) -> list[Section]:
    shown = place.requests["months"]
    title = _("Requests, month by month")
    heads = [_("Month"), head_of(SENT), head_of(IN_TIME)]
    if "sent" not in shown:
        note = _("There is a month with too few requests, here or next door: none is shown.")
        return [Section("months", title, Table(title, heads, []), note)]
    in_time = shown.get("in_time", {})
    rows = [
        [date_format(parse_date(f"{month}-01"), "F Y"), sent, in_time.get(month)]
        for month, sent in shown["sent"].items()
    ]
    return _drawn("months", title, heads, rows)


def promises(figures: Figures, labels: Mapping[str, str]) -> list[Section]:
    """What became of the requests; then the same of each place, if there are several."""
    by_place = []
    if labels:
        table = tables_of(figures, labels, _("Name"))[0]
        by_place = [Section("promises", _("Promises, place by place"), table)]
    return [
        *_counted("ends", _("How requests were answered"), _("Answer"), ENDS[:3], figures),
        *by_place,
        *_counted("outcomes", _("What they led to"), _("Outcome"), OUTCOMES, figures),
        *_counted("helped", _("“Did it help you?”"), _("Answer"), ANSWERS, figures),
        *_counted("declined", _("Declined, and why"), _("Reason"), DECLINED, figures),
    ]


def among_similar(place: PlaceFigures, others: Iterable[PlaceFigures]) -> list[Section]:
    labels = {
        "offers": _("Offers for 10,000 inhabitants"),
        "lacking": _("Communes and themes without any offer (%)"),
        "verified": _("Offers verified in the last six months (%)"),
        "sent": _("Requests for 10,000 inhabitants, over the months shown"),
        "in_time": _("Share contacted before the date (%)"),
        "hours": _("Median hours to the contact"),
    }
    found = compare(_peer(place), map(_peer, others))
    rows = [
        [label, found[name].own, found[name].average, found[name].others]
        for name, label in labels.items()
        if name in found
    ]
    title = _("Beside similar territories")
    heads = [_("Measure"), place.name, _("Average of the others"), _("How many others")]
    note = _(
        "Similar: from half to twice as many inhabitants. An average is shown from three others"
        " on; none of them is named."
    )
    return [Section("similar", title, Table(title, heads, rows), note)] if rows else []


def _peer(place: PlaceFigures) -> Peer:
    return Peer(Supply(place.supply)["inhabitants"], measures_of(place))


def _counted(key, title, head, columns, figures: Figures) -> list[Section]:
    """Nothing when all of it is hidden."""
    rows = [[head_of(column), figures.count(TOTAL, column)] for column in columns]
    bars = [(label, count, in_words(count)) for label, count in rows]
    table = Table(title, [head, _("Requests")], rows)
    return [Section(key, title, table, chart=draw(bars))] if any(row[1] for row in rows) else []


def _drawn(key, title, heads, rows, *, note="") -> list[Section]:
    """A table with bars of its first numbers; nothing without rows."""
    bars = [(row[0], row[1], in_words(row[1])) for row in rows]
    return [Section(key, title, Table(title, heads, rows), note, draw(bars))] if rows else []


def _or_nothing(number: int | None) -> int | str:
    """A share of nothing is an empty cell, not a hidden one."""
    return "" if number is None else number
