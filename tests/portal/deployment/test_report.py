"""The report of the first year: completed under its figures, presented, approved, sent up."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import RequestCount
from portal.deployment.models import Project, Report
from portal.deployment.reminding import remind
from tests.portal.deployment.conftest import FILES, text_of
from tests.portal.deployment.test_files import act

WHOLE = {
    "network": "Douze structures, deux départs.",
    "communication": "Un stand au forum des lycées.",
    "lessons": "Les délais tiennent.",
    "year_to_come": "Ouvrir le thème de la santé.",
}


@pytest.fixture
def path(launched):
    return f"{FILES}{launched.pk}/bilan/"


@pytest.fixture
def hands(launched, member, person, reims, follower, browser):
    """A browser for each of those who act on it."""
    return {
        "animator": browser(person("animator", reims)),
        "committee": browser(member(launched, "committee")),
        "region": browser(follower("region:44")),
        "departement": browser(follower("departement:51")),
    }


def awaited(project):
    project.refresh_from_db()
    return project.awaits


def test_it_is_completed_in_several_sittings_under_figures_that_fill_in_themselves(
    launched, path, hands, django_assert_max_num_queries
):
    animator = hands["animator"]
    page = text_of(animator.get(path))
    assert "avril 2026" in page
    assert "Rien n’est encore écrit" in text_of(hands["region"].get(path))
    assert "Écrivez d’abord le bilan" in text_of(act(animator, launched, "report"))
    assert animator.post(path, {"network": WHOLE["network"]}).status_code == 302
    refused = act(animator, launched, "report")
    assert refused.status_code == 409
    assert "Difficultés et réussites" in text_of(refused)
    too_long = animator.post(path, WHOLE | {"network": "x" * 4001})
    assert too_long.status_code == 400
    assert WHOLE["lessons"] in text_of(too_long)
    for _twice in range(2):
        assert hands["committee"].post(path, WHOLE).status_code == 302
    assert list(launched.reports.values_list("version", "figures")) == [(2, None), (1, None)]
    with django_assert_max_num_queries(30):
        assert WHOLE["lessons"] in text_of(animator.get(path))
    # The others read it and write nothing.
    for name in ("region", "departement"):
        assert WHOLE["lessons"] in text_of(hands[name].get(path))
        assert hands[name].post(path, WHOLE).status_code == 404
    assert animator.get(f"{path}1.pdf").content.startswith(b"%PDF")


def test_before_a_month_is_over_no_period_is_told_backwards(launched, path, hands):
    Project.objects.update(launched_on=timezone.localdate())
    page = text_of(hands["animator"].get(path))
    assert "Aucun mois n’est encore terminé depuis le lancement." in page


def test_what_was_presented_stays_as_it_was_and_goes_up_or_comes_back(
    launched, path, hands, reims, mailoutbox
):
    animator, committee, region = (hands[one] for one in ("animator", "committee", "region"))
    animator.post(path, WHOLE)
    assert act(animator, launched, "report").status_code == 302
    assert awaited(launched) == "report_approved"
    # A late request changes the figures of today, and not those of that day; nor does a late word.
    RequestCount.objects.create(
        day="2026-04-21", month="2026-04-01", territory=reims, theme="housing",
        organisation_number=1, organisation_name="CLLAJ", fact="sent", count=4309,
    )  # fmt: skip
    assert "4321" not in text_of(committee.get(path))
    assert animator.post(path, WHOLE).status_code == 404
    assert committee.get(f"{path}1.pdf").content.startswith(b"%PDF")
    remind(timezone.localdate() + timedelta(days=30))
    assert {to for letter in mailoutbox for to in letter.to} == {"committee.reims@example.invalid"}
    # Sent back with a reason: the same words, presented again, are one more version.
    assert act(committee, launched, "report_approved", outcome="again").status_code == 409
    again = {"outcome": "again", "words": "Et la santé ?"}
    assert act(committee, launched, "report_approved", **again).status_code == 302
    assert awaited(launched) == "report"
    assert "4321" in text_of(animator.get(path))
    act(animator, launched, "report")
    act(committee, launched, "report_approved", outcome="approved")
    assert act(region, launched, "report_read", outcome="sent").status_code == 302
    assert awaited(launched) == "evaluation"
    told = {one.version: json.dumps(one.figures) for one in Report.objects.all()}
    assert {version: "4321" in figures for version, figures in told.items()} == {1: False, 2: True}
    page = text_of(region.get(f"{FILES}{launched.pk}/"))
    assert page.count("Et la santé ?") == 1
    assert "4321" in text_of(region.get(path))


def test_nobody_else_reads_it_and_there_is_none_before_a_launch(
    launched, path, make_project, follower, person, lyon, browser, hands
):
    hands["animator"].post(path, WHOLE)
    early = make_project("Ardennes", "51", awaits="launch")
    stranger, neighbour = browser(follower("departement:08")), browser(person("animator", lyon))
    for address in (path, f"{path}1.pdf"):
        for other in (stranger, neighbour):
            assert other.get(address).status_code == 404
        before = address.replace(f"/{launched.pk}/", f"/{early.pk}/")
        assert hands["departement"].get(before).status_code == 404
    assert hands["animator"].get(f"{path}9.pdf").status_code == 404
