"""Who is waited for is written to, once a day at most, all their files in one letter."""

from datetime import date, timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from portal.deployment.models import Project, Reminder
from portal.deployment.reminding import remind
from tests.portal.deployment.conftest import FILES

DAY = date(2026, 3, 2)


class NoServer(BaseEmailBackend):
    def send_messages(self, messages):
        raise OSError


def written(mailoutbox):
    found = sorted(one for mail in mailoutbox for one in mail.to)
    mailoutbox.clear()
    return found


def test_whoever_is_waited_for_is_written_to_and_nobody_else(
    make_project, member, follower, person, ardennes, grand_est, mailoutbox
):
    follower("departement:51")
    first, second = make_project(awaits="opinion"), make_project("Sedan", awaits="conformity")
    committee = make_project("Rethel", awaits="specifications")
    lina = member(committee, "committee")
    make_project("Arrêté", awaits="opinion", state="stopped")
    assert remind(DAY) == 2
    letter = next(mail for mail in mailoutbox if mail.to == [grand_est.email])
    assert "2 dossiers de déploiement vous attendent" in letter.body
    for project in (first, second):
        assert f"{FILES}{project.pk}/" in letter.body
    assert written(mailoutbox) == sorted([grand_est.email, lina.email])
    # Not twice for the same day, nor before the next delay.
    assert [remind(DAY), remind(DAY + timedelta(days=5))] == [0, 0]
    assert remind(DAY + timedelta(days=15)) == 2
    assert Reminder.objects.filter(user=grand_est).count() == 4


def test_without_a_committee_the_departement_is_written_to(make_project, ardennes, mailoutbox):
    make_project(awaits="specifications")
    remind(DAY)
    assert written(mailoutbox) == [ardennes.email]


def test_a_report_is_asked_for_a_year_after_the_launch(make_project, member, mailoutbox):
    project = make_project(awaits="report")
    Project.objects.update(launched_on=DAY)
    lina = member(project, "committee")
    assert remind(DAY + timedelta(days=300)) == 0
    assert remind(date(2027, 3, 2)) == 1
    assert written(mailoutbox) == [lina.email]


def test_a_letter_that_could_not_leave_leaves_at_the_next_turn(
    make_project, grand_est, settings, mailoutbox
):
    make_project(awaits="opinion")
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.NoServer"
    assert remind(DAY) == 0
    assert not Reminder.objects.exists()
    settings.EMAIL_BACKEND = usual
    assert remind(DAY) == 1


@pytest.mark.parametrize("closed", ["mandate", "account"])
def test_nobody_is_written_to_after_their_mandate(make_project, grand_est, mailoutbox, closed):
    make_project(awaits="opinion")
    if closed == "mandate":
        grand_est.mandates.update(ends_on="2026-03-01")
    else:
        grand_est.is_active = False
        grand_est.save()
    assert remind(DAY) == 0


def test_it_asks_as_much_for_many_files_as_for_one(
    make_project, grand_est, django_assert_max_num_queries, mailoutbox
):
    for number in range(4):
        make_project(f"Lieu {number}", awaits="meeting")
    with django_assert_max_num_queries(7):
        remind(DAY)
