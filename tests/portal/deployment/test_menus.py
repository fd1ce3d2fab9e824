"""The menu of those who follow, who are named in a file and of teams: what the matrix opens."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.grants import grants_of
from portal.menus import ENTRIES, menu_of
from tenants.accounts.models import Mandate

FOLLOWERS = ["country:home", "country:figures", "deployment:files", "hub:home"]
FOLLOWERS += ["country:accesses", "country:absence", "country:roles"]
ADMINISTRATION = ["wagtailadmin_home"]


@pytest.fixture
def people(person, make_project, member, lyon, national):
    correspondent = person(None, email="correspondent@example.invalid")
    Mandate.objects.create(user=correspondent, role="departement", zone="departement:08")
    return {
        "national": person("national"),
        "editor of the national site": person("editor", national),
        "correspondent": correspondent,
        "comité": member(make_project(), "committee"),
        "editor": person("editor", lyon),
        "animator": person("animator", lyon),
    }


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("national", FOLLOWERS + ADMINISTRATION),
        ("editor of the national site", ["hub:home", "country:roles", *ADMINISTRATION]),
        ("correspondent", FOLLOWERS),
        ("comité", ["deployment:files", "country:roles"]),
        ("editor", ["hub:home", "country:roles"]),
        ("animator", ["deployment:files", "hub:home", "country:roles"]),
    ],
)
def test_it_leads_where_one_may_go_and_the_rest_refuses(people, client_for, who, shown):
    account = people[who]
    browser = client_for("national")
    browser.force_login(account)
    assert [entry.name for entry in menu_of(grants_of(account, timezone.localdate()))] == shown
    for entry in ENTRIES:
        page = browser.get(reverse(entry.name), follow=True)
        at_the_door = page.request["PATH_INFO"] == reverse("wagtailadmin_login")
        opens = page.status_code == 200 and not at_the_door
        assert opens == (entry.name in shown), entry.name
        for other in ENTRIES if opens else ():
            listed = f'href="{reverse(other.name)}"' in page.content.decode().partition("</nav>")[0]
            assert not listed or other.name in shown
    roles = browser.get(reverse("country:roles")).content.decode().partition("</nav>")[0]
    assert [one.name for one in ENTRIES if f'href="{reverse(one.name)}"' in roles] == shown
