"""Several offers asked with one form, on a phone without JavaScript and with it."""

from tests.browser.test_everyone import REIMS, assert_for_everyone

LIST = f"/themes/employment/offres/?{REIMS}&answer.age=19"


def tick(page, count):
    for number in range(count):
        page.locator(".choose input").nth(number).check()


def test_three_offers_are_asked_at_once_on_a_phone_without_javascript(visit, portal):
    with visit(width=320, javascript=False) as page:
        page.goto(portal.url("reims", LIST))
        tick(page, 3)
        assert page.locator("#together").evaluate("one => getComputedStyle(one).position") == (
            "sticky"
        )
        page.get_by_role("button", name="Demander celles que j’ai cochées").click()
        assert_for_everyone(page, 320)
        page.get_by_role("link", name="Enlever").first.click()
        assert page.locator("li.offer").count() == 2
        page.get_by_role("link", name="Ajouter une offre").click()
        assert page.locator(".choose input:checked").count() == 2
        page.go_back()
        page.get_by_role("button", name="Envoyer mes 2 demandes").click()
        assert_for_everyone(page, 320)
        page.locator("#contact").fill("ensemble@example.invalid")
        page.get_by_role("button", name="Envoyer mes 2 demandes").click()
        page.wait_for_url("**/envoyee/")
        assert_for_everyone(page, 320)
        page.get_by_role("link", name="Suivre ma demande").click()
        assert page.get_by_role("heading", name="Demandé en même temps").is_visible()
        assert_for_everyone(page, 320)


def test_ticks_outlive_a_filter(visit, portal):
    with visit(width=1280) as page:
        page.goto(portal.url("reims", LIST))
        tick(page, 2)
        page.locator("#f-free-1").check(force=True)
        page.wait_for_url("**free=1*")
        assert page.locator(".choose input:checked").count() == 2
        assert_for_everyone(page, 1280)
