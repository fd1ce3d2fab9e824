"""What a launched territory has done, in files that tell nothing of one person."""

from datetime import date

from portal.deployment.results import months_since
from tests.portal.deployment.conftest import FILES


def test_months_are_counted_from_the_launch_and_those_that_are_over():
    launch = date(2026, 3, 15)
    assert months_since(launch, 12, date(2028, 1, 1)) == (date(2026, 3, 1), date(2027, 2, 1))
    assert months_since(launch, 36, date(2026, 6, 10)) == (date(2026, 3, 1), date(2026, 5, 1))


def test_its_readers_have_the_data_and_nobody_else(launched, make_project, follower, browser):
    marne = browser(follower("departement:51"))
    data = f"{FILES}{launched.pk}/evaluation.csv"
    rows = marne.get(data).content.decode().splitlines()
    assert rows[0].startswith('\ufeff"Mois";')
    # Two were late: the small number is hidden, and with it what would give it away.
    assert rows[1].startswith('"avril 2026";"12";"masqué";"masqué"')
    stranger = browser(follower("departement:08"))
    early = make_project("Ardennes", awaits="launch")
    assert stranger.get(data).status_code == 404
    assert stranger.get(data.replace(f"/{launched.pk}/", f"/{early.pk}/")).status_code == 404
