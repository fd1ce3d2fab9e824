"""Narrowing a list of offers and going on when it is short: with JavaScript, and without."""

import re

import pytest
from playwright.sync_api import expect

REIMS = "commune=51454"
SEARCH = f"/recherche/?q=logement&{REIMS}"


def count_of(page):
    return int(re.match(r"\d+", page.get_by_role("heading", level=1).inner_text())[0])


@pytest.mark.parametrize("javascript", [True, False])
def test_filters_narrow_the_list_and_go_one_by_one(visit, portal, javascript):
    with visit(javascript=javascript) as page:
        page.goto(portal.url("reims", SEARCH))
        before = count_of(page)
        page.locator("summary").filter(has_text="Filtrer").click()
        page.get_by_role("radio", name=re.compile("^Sur place")).check(force=True)
        if not javascript:
            page.get_by_role("checkbox", name=re.compile("^Gratuit")).check(force=True)
            page.get_by_role("button", name="Appliquer").click()
        else:
            # The list is asked again under the finger; the box stays open.
            expect(page).to_have_url(re.compile("mode=on_site$"))
            page.get_by_role("checkbox", name=re.compile("^Gratuit")).check(force=True)
        expect(page).to_have_url(re.compile("free=1"))
        expect(page.locator("summary")).to_contain_text("Filtrer (2)")
        assert 0 < count_of(page) < before
        page.get_by_role("link", name="Retirer : Gratuit").click()
        expect(page).not_to_have_url(re.compile("free"))
        expect(page).to_have_url(re.compile("mode=on_site"))
        page.get_by_role("link", name="Retirer : Sur place").click()
        expect(page).not_to_have_url(re.compile("mode"))
        assert count_of(page) == before


def test_what_changes_is_said_and_the_place_is_kept(visit, portal):
    with visit(width=1280) as page:
        page.goto(portal.url("reims", SEARCH))
        box = page.get_by_role("checkbox", name=re.compile("^Gratuit"))
        box.focus()
        page.keyboard.press("Space")
        expect(page.locator("#said")).to_have_text(re.compile(r"^\d+ offres$"))
        expect(page.locator("#f-free-1")).to_be_focused()
        expect(page.locator("#f-free-1")).to_be_checked()
        page.go_back()
        expect(page.locator("#f-free-1")).not_to_be_checked()
        expect(page).to_have_url(re.compile(r"commune=51454$"))
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_on_a_phone_one_button_leads_from_the_filters_to_the_offers(visit, portal):
    with visit() as page:
        page.goto(portal.url("reims", SEARCH))
        page.locator("summary").filter(has_text="Filtrer").click()
        page.get_by_role("button", name=re.compile(r"Voir les \d+ offres")).click()
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        expect(page.get_by_role("radio").first).not_to_be_visible()


def test_help_is_the_first_thing_on_the_screen_of_a_phone(visit, portal):
    with visit(javascript=False) as page:
        page.goto(portal.url("reims", f"/recherche/?q=je dors dehors&{REIMS}"))
        call = page.get_by_role("link", name="115")
        assert call.bounding_box()["y"] < 300
        expect(page.get_by_role("link", name="Quitter vite")).to_be_visible()


def test_a_position_becomes_a_commune_on_the_device(visit, portal):
    with visit() as page:
        page.context.grant_permissions(["geolocation"])
        page.context.set_geolocation({"latitude": 49.2541, "longitude": 4.0297})
        sent = []
        page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
        page.goto(portal.url("national"))
        page.get_by_role("button", name="Utiliser ma position").click()
        page.wait_for_url("**/themes/?commune=51454")
        assert not any("49.2" in one or "4.02" in one or "lat=" in one for one in sent)


def test_a_position_that_is_nowhere_in_france_asks_to_type(visit, portal):
    with visit() as page:
        page.context.grant_permissions(["geolocation"])
        page.context.set_geolocation({"latitude": 52.5, "longitude": 13.4})
        page.goto(portal.url("reims", "/recherche/?q=logement"))
        page.get_by_role("button", name="Utiliser ma position").click()
        expect(page.get_by_text("ne dit pas où tu es")).to_be_visible()
        page.context.set_geolocation({"latitude": 49.2541, "longitude": 4.0297})
        page.get_by_role("button", name="Utiliser ma position").click()
        page.wait_for_url(re.compile(r"q=logement&commune=51454|commune=51454&q=logement"))
