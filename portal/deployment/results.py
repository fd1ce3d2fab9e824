"""What was counted in a launched territory, nothing of one person in it: its first year, and the
data of its three first years."""

from datetime import date

from contacts.figures import Figures
from contacts.models import RequestCount
from portal.commitments.figures_form import By, months_before
from portal.commitments.figures_table import figures_of, file_rows, labels_of
from portal.deployment.models import Project

YEAR, THREE_YEARS = 12, 36


def months_since(launch: date, count: int, today: date) -> tuple[date, date]:
    """The first and the last of so many months since the launch, those that are over alone."""
    first = launch.replace(day=1)
    over = months_before(today.replace(day=1), 1)
    return first, min(months_before(first, -(count - 1)), over)


def evaluation_rows(project: Project, today: date) -> list[list]:
    """Heads, then a row a month: small numbers are hidden."""
    first, last = months_since(project.launched_on, THREE_YEARS, today)
    return file_rows(*counted(project, first, last, By.MONTH), str(By.MONTH.label))


def counted(project: Project, first: date, last: date, by: str) -> tuple[Figures, dict]:
    """The requests between these months, and the names of the rows."""
    counts = RequestCount.objects.followed_by(project.territory).between(first, last)
    found = figures_of(counts, by)
    return found, labels_of(found, by)
