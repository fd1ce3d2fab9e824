"""The figures as a page and a file show them: heads, rows in words, bars."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.enums import DeclineReason, Fact, Helped, Outcome
from contacts.figures import TOTAL, Figures, tabulate
from contacts.models import RequestCount
from portal.commitments.figures_form import By
from tenants.models import Territory
from themes.models import Theme

SENT, IN_TIME, LATE = (Fact.SENT.value, ""), (Fact.IN_TIME.value, ""), (Fact.LATE.value, "")
EXPIRED, NOT_CONTACTED = (Fact.EXPIRED.value, ""), (Fact.NOT_CONTACTED.value, "")
DECLINED = tuple((Fact.DECLINED.value, one.value) for one in DeclineReason)
OUTCOMES = tuple((Fact.OUTCOME.value, one.value) for one in Outcome)
ANSWERS = tuple((Fact.HELPED.value, one.value) for one in Helped)
ENDS = (IN_TIME, LATE, EXPIRED, *DECLINED)
COLUMNS = (SENT, *ENDS, NOT_CONTACTED, *OUTCOMES, *ANSWERS)
DETAILED = {Fact.DECLINED: DECLINED, Fact.OUTCOME: OUTCOMES, Fact.HELPED: ANSWERS}
SHARE, HOURS = "share", "hours"
BARS, BAR, STEP = 20, 400, 44


@dataclass(frozen=True)
class Table:
    """`rows` are [head, cell, …]: a number, or None for what is hidden; the last is the total."""

    caption: str
    heads: list[str]
    rows: list[list]


@dataclass(frozen=True)
class Bar:
    """Widths are of the drawing; None is hidden."""

    label: str
    y: int
    sent: int | None
    in_time: int | None
    width: int
    in_time_width: int


def figures_of(counts, by: str) -> Figures:
    counted = counts.added_up(by)
    return tabulate(counted, columns=COLUMNS, sent=SENT, ends=ENDS, hours=Fact.HOURS)


def labels_of(figures: Figures, by: str) -> dict:
    """{row: its name}, in the order in which they are read."""
    rows = list(figures.rows)
    if by == By.MONTH:
        return {row: date_format(row, "F Y") for row in sorted(rows)}
    if by == By.THEME:
        names = {one.key: one.localized_name for one in Theme.objects.filter(key__in=rows)}
    elif by == By.TERRITORY:
        names = dict(Territory.objects.filter(pk__in=rows).values_list("pk", "name"))
    else:
        found = RequestCount.objects.filter(organisation_number__in=rows)
        names = found.organisation_names() | {0: _("Organisations that have left")}
    named = {row: str(names.get(row) or row) for row in rows}
    return dict(sorted(named.items(), key=lambda pair: pair[1].casefold()))


def tables_of(figures: Figures, labels: Mapping, head: str) -> list[Table]:
    """`head` says what the rows are."""
    return [
        _table(_("Promises"), [SENT, IN_TIME, LATE, SHARE, HOURS, EXPIRED], figures, labels, head),
        _table(_("What young people say"), [NOT_CONTACTED, *ANSWERS], figures, labels, head),
        _table(_("Outcomes"), list(OUTCOMES), figures, labels, head),
        _table(_("Declined, and why"), list(DECLINED), figures, labels, head),
    ]


def file_rows(figures: Figures, labels: Mapping, head: str) -> list[list]:
    """One wide table, as a spreadsheet likes it."""
    tables = tables_of(figures, labels, head)
    hidden = _("hidden")
    heads = [tables[0].heads[0]]
    for table in tables:
        prefix = "" if table is tables[0] else f"{table.caption} – "
        heads += [f"{prefix}{head}" for head in table.heads[1:]]
    lines = zip(*(table.rows for table in tables), strict=True)
    rows = [[row[0][0], *(cell for part in row for cell in part[1:])] for row in lines]
    return [heads, *([hidden if cell is None else cell for cell in row] for row in rows)]


def data_of(figures: Figures, labels: Mapping) -> list[dict]:
    """The same cells for software, the total last: counts by fact, or by fact and detail; None is
    hidden. Rows keep their code beside their name."""
    return [
        {
            "row": str(row),
            "name": label,
            "share_in_time": _cell(figures, row, SHARE),
            "median_hours": _cell(figures, row, HOURS),
            **{fact: figures.count(row, (fact, detail)) for fact, detail in COLUMNS if not detail},
            **{
                fact.value: {
                    detail: figures.count(row, (fact, detail)) for _fact, detail in columns
                }
                for fact, columns in DETAILED.items()
            },
        }
        for row, label in [*labels.items(), (TOTAL, _("Total"))]
    ]


def bars_of(figures: Figures, labels: Mapping) -> list[Bar]:
    """The first twenty rows, with the requests and those contacted in time; hidden ones have
    nothing to draw."""
    rows = list(labels.items())[:BARS]
    longest = max((figures.count(row, SENT) or 0 for row, _label in rows), default=0) or 1
    return [
        Bar(
            label=label,
            y=number * STEP,
            sent=(sent := figures.count(row, SENT)),
            in_time=(in_time := figures.count(row, IN_TIME)),
            width=BAR * (sent or 0) // longest,
            in_time_width=BAR * (in_time or 0) // longest if sent is not None else 0,
        )
        for number, (row, label) in enumerate(rows)
    ]


def _table(caption, columns, figures, labels, head) -> Table:
    rows = [*labels.items(), (TOTAL, _("Total"))]
    return Table(
        caption=caption,
        heads=[head, *(head_of(column) for column in columns)],
        rows=[[label, *(_cell(figures, row, one) for one in columns)] for row, label in rows],
    )


def head_of(column) -> str:
    if column == SHARE:
        return _("Share contacted before the date (%)")
    if column == HOURS:
        return _("Median hours to the contact")
    fact, detail = column
    words = {Fact.DECLINED: DeclineReason, Fact.OUTCOME: Outcome, Fact.HELPED: Helped}
    return str(words[fact](detail).label if detail else Fact(fact).label)


def _cell(figures, row, column) -> int | None:
    if column == SHARE:
        return figures.share(row, IN_TIME, [LATE])
    if column == HOURS:
        return figures.medians.get(row)
    return figures.count(row, column)
