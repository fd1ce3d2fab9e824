"""The activity report of the first year: figures that fill in themselves and words of those in
charge, until it is presented to the committee; from then on it is what it was on that day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.commitments.figures_form import By
from portal.commitments.figures_table import tables_of
from portal.deployment.models import Project, Report
from portal.deployment.reading import facts_of
from portal.deployment.results import YEAR, counted, months_since
from portal.deployment.writing import Section, blocks_of, write_version
from portal.documents import Block, Facts, Heading, Table, write_pdf
from tenants.accounts.models import User

# The key of the act that presents it.
PRESENTS = "report"
HIDDEN = "–"
SECTIONS = (
    Section(
        "network",
        gettext_lazy("The network"),
        gettext_lazy("Professionals, charters, meetings; who joined, who left, and why."),
    ),
    Section(
        "communication",
        gettext_lazy("Communication"),
        gettext_lazy("What was done, and what it brought."),
    ),
    Section(
        "lessons",
        gettext_lazy("Difficulties and successes"),
        gettext_lazy("What the committee keeps of this year."),
    ),
    Section(
        "year_to_come",
        gettext_lazy("The year to come"),
        gettext_lazy("Themes, communes, funding."),
    ),
)


def has_report(project: Project) -> bool:
    """Whether there is something to report on."""
    return project.launched_on is not None and project.territory is not None


@transaction.atomic
def write_report(*, project: Project, content: Mapping, by: User, now: datetime) -> Report:
    """Raises ValidationError once it is presented."""
    if Project.objects.select_for_update().get(pk=project.pk).awaits != PRESENTS:
        raise ValidationError(_("This file has moved on meanwhile: read it again."))
    return write_version(kind=Report, project=project, content=content, by=by, now=now)


@transaction.atomic
def present_report(*, project: Project, by: User, now: datetime) -> Report:
    """Keep the figures of this day with the last version. One that was presented before, and is
    presented again with the same words, stays as it was: this is one more."""
    report = project.reports.first()
    if report.figures:
        number, content = report.version + 1, report.content
        report = Report(project=project, version=number, content=content, by=by, at=now)
    report.figures = figures_of_the_year(project, timezone.localdate(now))
    report.full_clean()
    report.save()
    return report


def figures_of_the_year(project: Project, today: date) -> dict:
    """In words, small numbers hidden: {"period": …, "facts": [[name, value]],
    "tables": [{"caption": …, "heads": […], "rows": [[…]]}]}."""
    first, last = months_since(project.launched_on, YEAR, today)
    return {
        "period": _period(first, last),
        "facts": [
            [_("Territory"), str(project.territory)],
            [_("Host structure"), project.host or HIDDEN],
            [_("Launched on"), date_format(project.launched_on)],
            [_("Communes"), str(project.territory.communes_count)],
        ],
        "tables": [_offers(project), *_requests(project, first, last)],
    }


def _period(first: date, last: date) -> str:
    if last < first:
        return _("No month has ended yet since the launch.")
    said = {"first": date_format(first, "F Y"), "last": date_format(last, "F Y")}
    return _("From %(first)s to %(last)s. Numbers under five are hidden.") % said


def said_in(content: Mapping) -> list[tuple[Section, str]]:
    return [(section, content.get(section.key, "")) for section in SECTIONS]


def report_pdf(report: Report, today: date) -> bytes:
    """With the figures of today as long as it is not presented."""
    figures = report.figures or figures_of_the_year(report.project, today)
    blocks: list[Block] = [Facts(figures["facts"])]
    for table in figures["tables"]:
        widths = [3, *[1] * (len(table["heads"]) - 1)]
        blocks += [Heading(table["caption"], level=2), Table(table["heads"], table["rows"], widths)]
    said = {"number": report.version, "period": figures["period"]}
    return write_pdf(
        title=_("Activity report: %(name)s") % {"name": report.project},
        about=_("Version %(number)s. %(period)s") % said,
        blocks=[*blocks, *blocks_of(said_in(report.content))],
        landscape=True,
    )


def _offers(project: Project) -> dict:
    supplies = facts_of(project).supplies
    return {
        "caption": _("Offers"),
        "heads": [_("Theme"), _("Offers"), _("Organisations")],
        "rows": [[one.name, str(len(one.criteria)), str(one.organisations)] for one in supplies],
    }


def _requests(project: Project, first: date, last: date) -> Iterator[dict]:
    for by in (By.THEME, By.MONTH):
        title = _("Requests, by %(what)s") % {"what": By(by).label.lower()}
        for table in tables_of(*counted(project, first, last, by), By(by).label):
            yield {
                "caption": f"{title} – {table.caption}",
                "heads": [str(one) for one in table.heads],
                "rows": [[_words(cell) for cell in row] for row in table.rows],
            }


def _words(cell: object) -> str:
    return HIDDEN if cell is None else str(cell)
