"""What a launched territory has done: the report of its first year, filled in with its figures for
the committee to complete, and the data of its three first years, nothing of one person in them."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.models import RequestCount
from portal.commitments.figures_form import By, months_before
from portal.commitments.figures_table import Table as Figures
from portal.commitments.figures_table import figures_of, file_rows, labels_of, tables_of
from portal.deployment.models import Project
from portal.deployment.reading import facts_of
from portal.documents import Block, Facts, Heading, Paragraph, Table, write_pdf

YEAR, THREE_YEARS = 12, 36
HIDDEN = "–"


def months_since(launch: date, count: int, today: date) -> tuple[date, date]:
    """The first and the last of so many months since the launch, those that are over alone."""
    first = launch.replace(day=1)
    over = months_before(today.replace(day=1), 1)
    return first, min(months_before(first, -(count - 1)), over)


def year_pdf(project: Project, today: date) -> bytes:
    """The report to complete. `project` has a territory and was launched."""
    first, last = months_since(project.launched_on, YEAR, today)
    supplies = facts_of(project).supplies
    blocks: list[Block] = [
        Facts(
            [
                (_("Territory"), str(project.territory)),
                (_("Host structure"), project.host or HIDDEN),
                (_("Launched on"), date_format(project.launched_on)),
                (_("Communes"), str(project.territory.communes_count)),
            ]
        ),
        Heading(_("Offers")),
        Table(
            head=[_("Theme"), _("Offers"), _("Organisations")],
            rows=[[one.name, str(len(one.criteria)), str(one.organisations)] for one in supplies],
            widths=[4, 1, 1],
        ),
    ]
    for by in (By.THEME, By.MONTH):
        found = tables_of(*_asked(project, first, last, by), by)
        blocks += [Heading(_("Requests, by %(what)s") % {"what": By(by).label.lower()})]
        for table in found:
            blocks += [Heading(table.caption, level=2), _as_block(table)]
    for title, asks in _to_complete():
        blocks += [Heading(title), Paragraph(asks)]
    said = {"first": date_format(first, "F Y"), "last": date_format(last, "F Y")}
    return write_pdf(
        title=_("Activity report: %(name)s") % {"name": project},
        about=_("From %(first)s to %(last)s. Numbers under five are hidden.") % said,
        blocks=blocks,
        landscape=True,
    )


def evaluation_rows(project: Project, today: date) -> list[list]:
    """Heads, then a row a month: small numbers are hidden."""
    first, last = months_since(project.launched_on, THREE_YEARS, today)
    return file_rows(*_asked(project, first, last, By.MONTH), By.MONTH)


def _asked(project: Project, first: date, last: date, by: str):
    counts = RequestCount.objects.followed_by(project.territory).between(first, last)
    found = figures_of(counts, by)
    return found, labels_of(found, by)


def _as_block(table: Figures) -> Table:
    return Table(
        head=[str(one) for one in table.heads],
        rows=[[HIDDEN if cell is None else str(cell) for cell in row] for row in table.rows],
        widths=[3, *[1] * (len(table.heads) - 1)],
    )


def _to_complete() -> list[tuple[str, str]]:
    return [
        (_("The network"), _("Professionals, charters, meetings: to be completed.")),
        (_("Communication"), _("What was done, and what it brought: to be completed.")),
        (_("Difficulties and successes"), _("To be completed by the committee.")),
        (_("The year to come"), _("Themes, communes, funding: to be completed.")),
    ]
