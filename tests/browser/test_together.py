"""Several offers asked with one form, on a phone without JavaScript and with it."""

import pytest

from tests.browser.test_everyone import REIMS, assert_for_everyone

LIST = f"/themes/employment/offres/?{REIMS}&answer.age=19"
ASK, SEND = "Demander celles que j’ai cochées", "Envoyer mes 2 demandes"


def tick(page, count):
    for number in range(count):
        page.locator(".choose input").nth(number).check()


def test_two_of_three_offers_are_asked_on_a_phone_without_javascript(visit, portal):
    with visit(width=320, javascript=False) as page:
        page.goto(portal.url("reims", LIST))
        tick(page, 3)
        page.get_by_role("button", name=ASK).click()
        page.get_by_role("link", name="Retirer").first.click()
        assert page.locator("li.offer").count() == 2
        page.get_by_role("link", name="Ajouter une offre").click()
        assert page.locator(".choose input:checked").count() == 2
        page.go_back()
        page.locator("#contact").fill("ensemble@example.invalid")
        page.get_by_role("button", name=SEND).click()
        page.wait_for_url("**/envoyee/")
        assert page.get_by_text("2 équipes ont ton contact").is_visible()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_way_of_several_offers_is_for_everyone(visit, portal, width, scheme):
    with visit(width=width, scheme=scheme) as page:
        page.goto(portal.url("reims", LIST))
        tick(page, 2)
        bar = page.locator("#together")
        assert bar.evaluate("one => getComputedStyle(one).position") == "sticky"
        assert_for_everyone(page, width)
        page.get_by_role("button", name=ASK).click()
        assert_for_everyone(page, width)
        page.get_by_role("button", name=SEND).click()
        assert_for_everyone(page, width)
        page.locator("#contact").fill(f"ensemble{width}@example.invalid")
        page.get_by_role("button", name=SEND).click()
        page.wait_for_url("**/envoyee/")
        assert_for_everyone(page, width)
        page.get_by_role("link", name="Suivre ma demande").click()
        assert page.get_by_role("heading", name="Demandé en même temps").is_visible()
        assert_for_everyone(page, width)
        page.get_by_text("Annuler ou tout effacer").click()
        page.get_by_role("button", name="Effacer mon contact").click()
        assert_for_everyone(page, width)


def test_ticks_outlive_a_filter(visit, portal):
    with visit(width=1280) as page:
        page.goto(portal.url("reims", LIST))
        tick(page, 2)
        page.locator("#f-free-1").check(force=True)
        page.wait_for_url("**free=1*")
        assert page.locator(".choose input:checked").count() == 2


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_the_first_available_is_asked_and_its_page_is_for_everyone(visit, portal, width, scheme):
    with visit(width=width, scheme=scheme) as page:
        page.goto(portal.url("lot", "/themes/employment/offres/?commune=46173"))
        page.get_by_role("link", name="Un CV écrit à deux").click()
        page.get_by_role("checkbox", name="Le premier disponible").check()
        page.get_by_role("button", name="Envoyer ma demande").click()
        assert page.get_by_role("checkbox", name="Le premier disponible").is_checked()
        assert_for_everyone(page, width)
        page.locator("#contact").fill(f"premier{width}@example.invalid")
        page.get_by_role("button", name="Envoyer ma demande").click()
        page.wait_for_url("**/envoyee/")
        assert page.get_by_text("Pas disponible").is_visible()
        page.get_by_role("link", name="Suivre ma demande").click()
        assert_for_everyone(page, width)
