"""The screens behind the team's sign-in, for everyone: one visit each, and what a form refuses."""

import subprocess

import pytest
from playwright.sync_api import expect

from tests.browser.live import run_demo
from tests.browser.test_editors import enter, theme_page
from tests.browser.test_everyone import assert_for_everyone

# Under each, the addresses of the screens; {territory} is the Métropole de Lyon, {theme} the page
# of housing there.
SCREENS = {
    "admin": (
        "national",
        (
            *("/suivi/", "/suivi/chiffres/", "/chiffres/"),
            *("/suivi/roles/", "/suivi/acces/", "/reseau/", "/reseau/ressources/"),
            "/reseau/idees/",
            *("/admin/territories/life/{territory}/", "/admin/territories/pause/{territory}/"),
            *("/admin/territories/close/{territory}/", "/admin/territories/zones/{territory}/"),
            "/admin/territories/delete-later/{territory}/",
            *("/admin/archives/", "/admin/archives/import/", "/admin/openings/"),
            *("/admin/communes-of-the-year/", "/admin/themes/", "/admin/themes/1/theme/"),
            *("/admin/themes/1/", "/admin/themes/1/add/", "/admin/themes/1/check/"),
            *("/admin/themes/1/history/", "/admin/register/", "/admin/register/entries/1/"),
            "/admin/register/stored/",
        ),
    ),
    "animator.lyon": (
        "lyon",
        (
            *("/admin/questionnaire/{theme}/", "/admin/questionnaire/{theme}/preview/"),
            "/admin/nationwide/",
        ),
    ),
}
# Forms that are sent empty: what is missing is said, to everyone.
REFUSED = {
    "admin": (
        *("/reseau/ressources/nouvelle/", "/admin/themes/add/"),
        "/admin/archives/import/",
    ),
    "animator.lyon": ("/admin/questionnaire/{theme}/ask/",),
}
WEAK, WHY = "boussole", "Ce mot de passe est trop court."
# Requests of five months in two territories: enough to be told of, and some too few.
COUNTS = """
from django.utils import timezone
from contacts.models import RequestCount
from portal.commitments.figures_form import months_before
from portal.country.counting import count_places
from portal.country.models import PlaceFigures
from tenants.models import Territory
first = timezone.localdate().replace(day=1)
kept = {"theme": "housing", "organisation_number": 1, "organisation_name": "Toits partagés"}
for slug, facts in {"reims": {"sent": 60, "in_time": 40, "late": 1}, "lyon": {"sent": 30}}.items():
    for fact, number in facts.items():
        for month in (months_before(first, back) for back in range(1, 6)):
            RequestCount.objects.create(
                day=month, month=month, territory=Territory.objects.get(schema_name=slug),
                fact=fact, detail="", count=number, **kept,
            )
PlaceFigures.objects.all().delete()
count_places(now=timezone.now())
"""
SUBMIT = "main form[method=post]:not([action*=logout]) button:not([type=button])"


@pytest.mark.parametrize("who", SCREENS)
def test_the_screens_of_the_team_are_for_everyone(visit, portal, who):
    site, addresses = SCREENS[who]
    [(territory,)] = portal.rows("SELECT id FROM tenants_territory WHERE schema_name = 'lyon'")
    numbers = {"territory": territory, "theme": theme_page(portal, "housing")}
    with visit(width=360) as page:
        enter(page, portal, who, site=site)
        for address in addresses:
            assert page.goto(portal.url(site, address.format(**numbers))).status == 200, address
            assert_for_everyone(page, 360)
        for address in REFUSED[who]:
            page.goto(portal.url(site, address.format(**numbers)))
            with page.expect_navigation() as sent:
                page.locator(SUBMIT).last.click()
            assert sent.value.status == 400, address
            assert_for_everyone(page, 360)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_password_that_is_refused_says_why(visit, portal, width):
    [(account,)] = portal.rows(
        "SELECT id FROM accounts_user WHERE email = 'editor.lot@example.invalid'"
    )
    with visit(width=width) as page:
        enter(page, portal, "admin", site="national")
        page.goto(portal.url("national", f"/admin/accounts/edit/{account}/"))
        page.locator("form[action*='/link/'] button").last.click()
        page.goto(page.locator("input[readonly]").input_value())
        for field in ("new_password1", "new_password2"):
            page.locator(f"[name={field}]").fill(WEAK)
        page.locator("main form button").click()
        expect(page.get_by_text(WHY)).to_be_visible()
        assert page.title().startswith("Erreur")
        assert_for_everyone(page, width)


def test_all_columns_of_a_list_are_reached_on_a_phone(visit, portal):
    with visit(width=360) as page:
        enter(page, portal, "admin", site="national")
        page.goto(portal.url("national", "/admin/territories/"))
        page.evaluate("document.querySelector('table.listing').parentElement.scrollLeft = 9999")
        assert page.evaluate("document.querySelector('table.listing').parentElement.scrollLeft") > 0
        assert_for_everyone(page, 360)


def test_a_page_that_waits_looks_again_by_itself(visit, portal):
    [(territory,)] = portal.rows("SELECT id FROM tenants_territory WHERE schema_name = 'lot'")
    with visit(width=360) as page:
        enter(page, portal, "admin", site="national")
        page.goto(portal.url("national", f"/admin/territories/life/{territory}/"))
        page.get_by_role("button", name="Faire une archive").click()
        # The worker of a portal that has just started has other work first.
        expect(page.get_by_role("link", name="Télécharger")).to_be_visible(timeout=60_000)
        assert_for_everyone(page, 360)


def test_tables_of_many_columns_are_read_on_a_phone_without_moving_them(visit, portal):
    with visit(width=360) as page:
        enter(page, portal, "admin", site="national")
        for address in ("/suivi/acces/", "/suivi/roles/"):
            page.goto(portal.url("national", address))
            table = page.locator(".matrix")
            assert table.evaluate("it => it.scrollWidth <= it.clientWidth"), address


def test_lists_of_a_territory_are_read_on_a_phone_without_moving_them(visit, portal):
    lists = ("team", "relays", "nationwide", "commitments/organisations")
    with visit(width=360) as page:
        enter(page, portal, "animator.lyon", site="lyon")
        for address in lists:
            page.goto(portal.url("lyon", f"/admin/{address}/"))
            box = page.locator("main table").bounding_box()
            assert box["x"] + box["width"] <= 360, address


def test_a_menu_of_many_roles_fits_at_each_width(visit, portal):
    with visit(width=360) as page:
        enter(page, portal, "admin", site="national")
        for address in ("/suivi/roles/", "/reseau/"):
            page.goto(portal.url("national", address))
            for width in (360, 800, 1024, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                # Neither the name nor an entry is cut in two.
                for one in page.locator(".brand, .bar nav > a").all():
                    assert one.bounding_box()["height"] < 50, (address, width)


def test_figures_with_hidden_numbers_are_for_everyone(visit, portal):
    counting = run_demo(portal.database, "none", "shell", "-c", COUNTS, output=subprocess.PIPE)
    output, _errors = counting.communicate(timeout=120)
    assert counting.returncode == 0, output
    with visit(width=360) as page:
        enter(page, portal, "admin", site="national")
        for address in ("/suivi/chiffres/pays:FR/", "/suivi/chiffres/territory:reims/"):
            page.goto(portal.url("national", address))
            assert page.get_by_text("masqué").count(), address
            assert_for_everyone(page, 360)
