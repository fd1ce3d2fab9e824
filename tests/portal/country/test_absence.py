"""A correspondent is away: somebody stands in, for these days, and both see it."""

from datetime import date

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError

from tenants.accounts.models import Delegation
from tenants.accounts.perimeters import perimeter_of
from tenants.accounts.services import delegate

DAY = date(2026, 3, 2)
PAGE, HOME = "/suivi/absence/", "/suivi/"
DAYS = {"starts_on": "2026-03-09", "ends_on": "2026-03-20"}


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-03-02 10:00 +0100", tick=False):
        yield


@pytest.fixture
def absent(follower):
    return follower("departement:51", starts_on=DAY)


@pytest.fixture
def stand_in(person, lyon):
    return person("animator", lyon, email="relais@example.invalid")


def follows(account, day):
    return set(perimeter_of(account, day).zones)


def test_the_stand_in_follows_on_these_days_and_on_no_other(absent, stand_in, browse):
    form = {"email": "Relais@example.invalid", **DAYS}
    assert browse(absent).post(PAGE, form).status_code == 302
    days = [date(2026, 3, day) for day in (8, 9, 20, 21)]
    assert [follows(stand_in, day) for day in days] == [
        set(), {"departement:51"}, {"departement:51"}, set(),
    ]  # fmt: skip
    assert follows(absent, days[1]) == {"departement:51"}
    [letter] = mail.outbox
    assert letter.to == ["relais@example.invalid"]
    assert "9\xa0mars" in letter.body
    with time_machine.travel("2026-03-10 10:00 +0100", tick=False):
        page = browse(stand_in).get(HOME).content.decode()
        assert "Reims" in page
        assert "Lyon" not in page
        assert "vous remplacez" in browse(stand_in).get(PAGE).content.decode().lower()
        # What was received is not handed on.
        form = {"email": absent.email, "starts_on": "2026-03-11", "ends_on": "2026-03-12"}
        assert browse(stand_in).post(PAGE, form).status_code == 400
    assert stand_in.email not in browse(absent).get(HOME).content.decode()
    assert "relais@example.invalid" in browse(absent).get(PAGE).content.decode()


def test_it_is_taken_back_by_who_gave_it_alone_and_stays_written(
    absent, stand_in, follower, browse
):
    browse(absent).post(PAGE, {"email": stand_in.email, **DAYS})
    given = Delegation.objects.get()
    other = follower("departement:69", starts_on=DAY)
    for somebody in (other, stand_in):
        assert browse(somebody).post(f"{PAGE}{given.pk}/fin/").status_code in (403, 404)
    assert browse(absent).post(f"{PAGE}{given.pk}/fin/").url == PAGE
    given.refresh_from_db()
    assert given.ended_at
    assert follows(stand_in, date(2026, 3, 10)) == set()
    assert browse(absent).post(f"{PAGE}{given.pk}/fin/").status_code == 404


def test_an_account_that_is_suspended_gives_nothing(absent, stand_in, browse):
    browse(absent).post(PAGE, {"email": stand_in.email, **DAYS})
    absent.is_active = False
    absent.save()
    assert follows(stand_in, date(2026, 3, 10)) == set()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": ""}, "Écrivez son adresse"),
        ({"email": "personne@example.invalid"}, "Aucun compte ouvert"),
        ({"email": "departement51@example.invalid"}, "quelqu’un d’autre que vous"),
        ({"ends_on": "2026-03-01"}, "passés"),
        ({"ends_on": "2026-12-31"}, "Six mois"),
        ({"starts_on": "2026-03-21"}, "avant le premier"),
        ({"ends_on": "mardi"}, "date"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_lost(absent, stand_in, browse, changes, sentence):
    form = {"email": stand_in.email, **DAYS, **changes}
    response = browse(absent).post(PAGE, form)
    assert response.status_code == 400
    page = response.content.decode()
    assert sentence in page
    assert f'value="{form["email"]}"' in page
    assert not Delegation.objects.exists()
    assert not mail.outbox


def test_the_same_days_are_not_given_twice_to_the_same_person(absent, stand_in):
    given = {"absent": absent, "email": stand_in.email, "today": DAY}
    delegate(**given, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 20))
    with pytest.raises(ValidationError, match="déjà"):
        delegate(**given, starts_on=date(2026, 3, 20), ends_on=date(2026, 3, 22))


def test_a_national_admin_has_nothing_to_entrust(person, stand_in, browse):
    admin = browse(person("national"))
    assert "mandat" in admin.get(PAGE).content.decode()
    assert admin.post(PAGE, {"email": stand_in.email, **DAYS}).status_code == 400
