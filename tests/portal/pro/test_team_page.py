"""“My team”: absences, back-ups, closing days, invitations and departures."""

from datetime import date, timedelta

import pytest
from django.core import mail

from contacts.models import Absence, Closure, Professional
from tests.contacts.factories import MONDAY, make_offer, make_professional
from tests.portal.pro.conftest import text_of

TEAM = "/pro/equipe/"
DAYS = {"starts_on": "2026-12-21", "ends_on": "2026-12-24"}


@pytest.fixture
def press(signed_in, roofs):
    """`press(samira, "backup", …)`: a button of the organisation of Reims."""

    def send(who, action, organisation=roofs, **data):
        path = f"{TEAM}{organisation.pk}/"
        return signed_in(who).post(path, {"action": action, **data})

    return send


def test_the_page_shows_the_team_of_each_organisation(
    signed_in, samira, karim, keys, in_reims, in_lyon, elsewhere
):
    page = text_of(signed_in(samira).get(TEAM))
    for fact in ("Toits partagés", "Les Clés", "Karim", "1 demande en main"):
        assert fact in page, fact
    assert "Ines" not in page
    assert "Inviter un·e collègue" not in page
    assert "Inviter un·e collègue" in text_of(signed_in(karim).get(TEAM))


def test_one_notes_and_takes_off_ones_own_absence(press, signed_in, samira):
    assert press(samira, "add_absence", professional=samira.pk, **DAYS).url == TEAM
    page = text_of(signed_in(samira).get(TEAM))
    assert "Absence du lundi 21\u00a0décembre au jeudi 24\u00a0décembre" in page
    press(samira, "remove_absence", absence=samira.absences.get().pk)
    assert not samira.absences.exists()


def test_one_chooses_ones_own_back_up(press, samira, karim):
    press(samira, "backup", professional=samira.pk, backup=karim.pk)
    samira.refresh_from_db()
    assert samira.backup == karim
    press(samira, "backup", professional=samira.pk, backup="")
    samira.refresh_from_db()
    assert samira.backup is None


def test_a_lead_does_it_for_the_others_and_nobody_else_does(press, samira, karim):
    absence = karim.absences.create(starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 2))
    for action, data in (
        ("add_absence", {"professional": karim.pk, **DAYS}),
        ("remove_absence", {"absence": absence.pk}),
        ("backup", {"professional": karim.pk, "backup": samira.pk}),
    ):
        assert press(samira, action, **data).status_code == 400
    karim.refresh_from_db()
    assert (karim.absences.get(), karim.backup) == (absence, None)
    assert press(karim, "add_absence", professional=samira.pk, **DAYS).status_code == 302
    assert samira.absences.exists()


def test_closing_days_are_for_leads(press, samira, karim, roofs):
    assert press(samira, "add_closure", **DAYS).status_code == 404
    assert press(karim, "add_closure", **DAYS).status_code == 302
    closure = roofs.closures.get()
    assert press(samira, "remove_closure", closure=closure.pk).status_code == 404
    press(karim, "remove_closure", closure=closure.pk)
    assert not roofs.closures.exists()


@pytest.mark.parametrize("action", ["add_absence", "backup", "add_closure", "invite", "leave"])
def test_a_lead_of_one_organisation_is_nobody_in_another(
    press, karim, elsewhere, action, django_assert_num_queries
):
    there, ines = elsewhere.organisation, elsewhere.holder
    data = {"professional": ines.pk, "backup": "", "first_name": "X", "email": "x@example.invalid"}
    response = press(karim, action, organisation=there, sure="1", **data, **DAYS)
    assert response.status_code == 404
    # Nor through one's own organisation.
    assert press(karim, action, professional=ines.pk, sure="1").status_code == 400
    ines.refresh_from_db()
    assert ines.active
    assert not (Absence.objects.exists())
    assert not (Closure.objects.exists())
    assert not (mail.outbox)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "status"),
    [
        ("2026-12-24", "2026-12-21", 409),
        ("", "2026-12-21", 400),
        ("demain", "2026-12-21", 400),
        ("2026-12-21", "9999-12-31", 409),
        ("2026-12-21", "x\0", 400),
    ],
)
def test_days_that_mean_nothing_are_answered_with_a_sentence(
    press, samira, starts_on, ends_on, status
):
    days = {"starts_on": starts_on, "ends_on": ends_on}
    response = press(samira, "add_absence", professional=samira.pk, **days)
    assert response.status_code == status
    assert 'role="alert"' in text_of(response)
    assert not samira.absences.exists()


@pytest.mark.parametrize("action", ["", "explode"])
def test_a_press_that_means_nothing_is_answered_with_a_sentence(press, samira, action):
    response = press(samira, action)
    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)


def test_a_lead_invites_a_colleague_who_is_written_to(press, karim, roofs, mailoutbox):
    data = {"first_name": "Léa", "last_name": "Martin", "email": "lea.m@example.invalid"}
    assert press(karim, "invite", **data).url == TEAM
    [letter] = mailoutbox
    assert letter.to == ["lea.m@example.invalid"]
    assert "Karim vous invite" in letter.body
    assert "http://portail.localhost/pro/invitation/" in letter.body
    invited = roofs.professionals.get(email="lea.m@example.invalid")
    assert (invited.user, invited.is_lead, invited.active) == (None, False, True)


def test_who_is_no_lead_invites_nobody(press, samira, roofs, mailoutbox):
    data = {"first_name": "Léa", "email": "lea.m@example.invalid", "is_lead": "on"}
    assert press(samira, "invite", **data).status_code == 404
    assert mailoutbox == []
    assert roofs.professionals.count() == 1


@pytest.mark.parametrize("email", ["", "x", "samira@example.invalid"])
def test_an_invitation_to_nobody_or_to_who_is_here_is_refused(
    press, samira, karim, email, mailoutbox
):
    response = press(karim, "invite", first_name="X", email=email)
    assert response.status_code in (400, 409)
    assert mailoutbox == []


def test_an_invitation_that_cannot_leave_leaves_nothing_behind(press, karim, roofs, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = press(karim, "invite", first_name="Léa", email="lea.m@example.invalid")
    assert response.status_code == 409
    assert "n’a pas pu partir" in text_of(response)
    assert roofs.professionals.count() == 1


def test_a_lead_takes_somebody_off_the_team(press, samira, karim, in_reims, signed_in):
    assert press(karim, "leave", professional=samira.pk).status_code == 400
    assert press(karim, "leave", professional=samira.pk, sure="on").url == TEAM
    in_reims.refresh_from_db()
    assert in_reims.holder is None
    assert signed_in(samira).get("/pro/").status_code == 403
    page = text_of(signed_in(karim).get(TEAM))
    assert "1 demande est revenue" not in page or "Samira" not in page


def test_nobody_takes_themselves_off_or_a_lead_without_being_one(press, samira, karim):
    assert press(karim, "leave", professional=karim.pk, sure="on").status_code == 400
    assert press(samira, "leave", professional=karim.pk, sure="on").status_code == 404
    assert Professional.objects.filter(active=True).count() == 2


def test_the_room_of_the_week_is_shown(signed_in, reims, samira, roofs):
    make_offer(reims, organisation=roofs, professional=samira, weekly_capacity=5)
    assert "5 sur 5 par semaine" in text_of(signed_in(samira).get(TEAM))


def test_the_number_of_queries_does_not_grow_with_the_team(
    signed_in, samira, karim, keys, roofs, django_assert_num_queries
):
    client = signed_in(samira)
    client.get(TEAM)
    with django_assert_num_queries(QUERIES):
        client.get(TEAM)
    for number in range(6):
        one = make_professional(roofs, first_name=f"Prénom {number}", email="", backup=karim)
        one.absences.create(starts_on=MONDAY.date(), ends_on=MONDAY.date() + timedelta(days=9))
    with django_assert_num_queries(QUERIES):
        client.get(TEAM)


QUERIES = 11
