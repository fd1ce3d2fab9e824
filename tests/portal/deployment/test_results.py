"""What a launched territory has done, in files that tell nothing of one person."""

from datetime import date

import pytest

from contacts.models import RequestCount
from portal.deployment.models import Project
from portal.deployment.results import months_since
from tenants.models import Opening
from tests.portal.deployment.conftest import FILES


def test_months_are_counted_from_the_launch_and_those_that_are_over():
    launch = date(2026, 3, 15)
    assert months_since(launch, 12, date(2028, 1, 1)) == (date(2026, 3, 1), date(2027, 2, 1))
    assert months_since(launch, 36, date(2026, 6, 10)) == (date(2026, 3, 1), date(2026, 5, 1))


@pytest.fixture
def launched(make_project, reims):
    project = make_project("Reims", "51", awaits="report")
    opening = Opening.objects.create(state="open", territory=reims)
    Project.objects.update(launched_on="2026-03-02", opening=opening)
    for fact, count in (("sent", 12), ("in_time", 9), ("late", 2)):
        RequestCount.objects.create(
            day="2026-04-20", month="2026-04-01", territory=reims, theme="housing",
            organisation_number=1, organisation_name="CLLAJ", fact=fact, count=count,
        )  # fmt: skip
    return project


def test_its_readers_have_the_report_and_the_data_and_nobody_else(
    launched, make_project, follower, browser, django_assert_max_num_queries
):
    marne = browser(follower("departement:51"))
    pdf, data = (f"{FILES}{launched.pk}/{one}" for one in ("bilan.pdf", "evaluation.csv"))
    with django_assert_max_num_queries(27):
        report = marne.get(pdf)
    assert report.content.startswith(b"%PDF")
    rows = marne.get(data).content.decode().splitlines()
    # Two were late: the small number is hidden, and with it what would give it away.
    assert rows[1].startswith('"avril 2026";"12";"masqué";"masqué"')
    stranger = browser(follower("departement:08"))
    early = make_project("Ardennes", awaits="launch")
    for path in (pdf, data):
        assert stranger.get(path).status_code == 404
        assert stranger.get(path.replace(f"/{launched.pk}/", f"/{early.pk}/")).status_code == 404
