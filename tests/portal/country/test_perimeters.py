"""Who follows what: a région, a département, the country, nothing."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.country.models import PlaceFigures
from tenants.accounts.models import Mandate
from tenants.accounts.perimeters import perimeter_of
from tenants.models import Territory

DAY = date(2026, 3, 2)
HOME = "/suivi/"


def names(account, on=DAY):
    return set(perimeter_of(account, on).territories().values_list("schema_name", flat=True))


def test_a_correspondent_follows_the_territories_of_their_zone(
    follower, person, reims, lyon, lot, public
):
    since = {"starts_on": DAY}
    assert names(follower("departement:51", **since)) == {"reims"}
    assert names(follower("region:84", **since)) == {"lyon"}
    assert names(follower("departement:29", **since)) == set()
    assert names(person("editor", lyon)) == set()
    assert names(person("national")) == {"reims", "lyon", "lot"}


def test_a_mandate_counts_from_its_first_day_to_its_last(follower, public):
    account = follower("departement:46", starts_on=DAY, ends_on=date(2026, 3, 9))
    assert [names(account, date(2026, 3, day)) for day in (1, 2, 9, 10)] == [
        set(), {"lot"}, {"lot"}, set(),
    ]  # fmt: skip


def test_an_account_that_is_suspended_follows_nothing(follower, person, public):
    for account in (follower("departement:46", starts_on=DAY), person("national")):
        account.is_active = False
        assert not perimeter_of(account, DAY)


def test_a_mandate_is_over_a_zone_of_its_kind(person, public):
    mandate = Mandate(user=person(None), zone="commune:51454", role="region")
    with pytest.raises(ValidationError, match="région"):
        mandate.full_clean()


def test_each_sees_their_territories_and_no_other(
    follower, person, client_for, lyon, django_assert_max_num_queries
):
    browser = client_for("national")
    assert browser.get(HOME).status_code == 302
    browser.force_login(follower("departement:51"))
    reims = Territory.objects.get(schema_name="reims")
    PlaceFigures.objects.create(
        place="territory:reims", kind="territory", name="Reims", territory=reims, counted_on=DAY
    )
    with django_assert_max_num_queries(12):
        page = browser.get(HOME)
    assert 'href="/suivi/chiffres/territory:reims/"' in page.content.decode()
    assert "Lyon" not in page.content.decode()
    for nobody in (person("animator", lyon), person(None)):
        browser.force_login(nobody)
        page = browser.get(HOME)
        assert page.status_code == 403
        assert "Lyon" not in page.content.decode()
    at_lyon = client_for("lyon")
    assert at_lyon.get(HOME).headers["location"].endswith(HOME)
    assert at_lyon.post(HOME).status_code == 404
