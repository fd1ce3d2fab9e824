"""Every kind of page, for everyone: axe, 320 px, dark, the errors too."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

REIMS, BRON = "commune=51454", "commune=69029"
# As long as an address may be before its @: it must be cut where it is shown.
LONG_NAME = "prenom" * 10
PAGES = {
    "home": ("national", "/"),
    "home of a territory": ("reims", "/"),
    "communes to choose from": ("national", "/communes/?commune=saint"),
    "no commune": ("national", "/communes/?commune=zzzz"),
    "unknown code": ("national", "/themes/?commune=99999"),
    "themes": ("reims", f"/themes/?{REIMS}"),
    "not open": ("national", "/themes/?commune=29019"),
    "question with choices": ("reims", f"/themes/housing/questions/1/?{REIMS}"),
    "question with a number": ("reims", f"/themes/housing/questions/3/?{REIMS}"),
    "number refused": ("reims", f"/themes/housing/reponse/age/?{REIMS}&answer.age=abc"),
    "urgent": ("reims", f"/themes/housing/questions/2/?{REIMS}&answer.housing_duration=tonight"),
    "check": ("reims", f"/themes/training/reponses/?{REIMS}&answer.age=19"),
    "offers": ("reims", f"/themes/health/offres/?{REIMS}&answer.age=19"),
    "offers of Lyon": ("lyon", "/themes/employment/offres/?commune=69383"),
    "no offer": ("reims", f"/themes/training/offres/?{REIMS}&answer.age=15&mode=at_home&page=9"),
    "search": ("reims", f"/recherche/?q=permis&{REIMS}"),
    "nothing found": ("reims", "/recherche/?q=zzzzz"),
    "nothing found here": ("reims", f"/recherche/?q=zzzzz&{REIMS}"),
    "search everywhere": ("reims", "/recherche/?q=logement"),
    "search without words": ("reims", "/recherche/"),
    "filtered": ("reims", f"/recherche/?q=logement&{REIMS}&free=1&distance=10&saturday=1"),
    "a word corrected": ("reims", f"/recherche/?q=aprentisage&{REIMS}"),
    "a place in the words": ("lyon", f"/recherche/?q=aide+logement+bron&from=51454&{BRON}"),
    "namesakes": ("national", "/recherche/?q=emploi+saint-denis"),
    "farther": ("reims", f"/recherche/?q=logement&{REIMS}&distance=5&mode=at_home&free=1"),
    "help first": ("reims", f"/recherche/?q=on+me+frappe&{REIMS}"),
    "help first on the map": ("reims", f"/recherche/carte/?q=on+me+frappe&{REIMS}"),
    "nothing found in the country": ("national", "/recherche/?q=zzzzz"),
    "find a request": ("reims", "/ma-demande/"),
    "your data": ("national", "/infos/donnees-personnelles/"),
    "accessibility": ("national", "/infos/accessibilite/"),
    "legal notice": ("national", "/infos/mentions-legales/"),
    "how we sort": ("national", "/infos/classement/"),
    "not found": ("reims", "/nulle-part/"),
    "offer gone": ("reims", "/offres/reims-999999/"),
    "messages": ("national", "/demo/messages/"),
    "english": ("reims", f"/en/themes/housing/questions/1/?{REIMS}"),
}


def assert_for_everyone(page, width):
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    assert page.title()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everyone(visit, portal, name):
    with visit(width=320) as page:
        page.goto(portal.url(*PAGES[name]))
        assert_for_everyone(page, 320)
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="dark")
        assert_for_everyone(page, 1280)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_open_filters_and_what_they_leave_are_for_everyone(visit, portal, width, scheme):
    with visit(width=width, scheme=scheme) as page:
        page.goto(portal.url("reims", f"/recherche/?q=logement&{REIMS}"))
        if width == 320:
            page.locator("summary").filter(has_text="Filtrer").click()
        assert_for_everyone(page, width)
        page.locator("#f-free-1").check(force=True)
        page.wait_for_url("**free=1")
        assert_for_everyone(page, width)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_an_offer_its_error_and_what_follows_are_for_everyone(visit, portal, width, scheme):
    with visit(width=width, scheme=scheme) as page:
        page.goto(portal.url("reims", f"/themes/employment/offres/?{REIMS}&answer.age=19"))
        page.get_by_role("link", name="Faire mon CV et ma lettre").click()
        assert_for_everyone(page, width)
        page.get_by_role("button", name="Envoyer ma demande").click()
        assert_for_everyone(page, width)
        page.locator("#contact").fill(f"{LONG_NAME}{width}@example.invalid")
        page.get_by_role("button", name="Envoyer ma demande").click()
        page.wait_for_url("**/envoyee/")
        assert_for_everyone(page, width)
        page.get_by_role("link", name="Suivre ma demande").click()
        page.get_by_text("Annuler ou tout effacer").click()
        assert_for_everyone(page, width)
        page.get_by_role("button", name="Effacer mon contact").click()
        assert_for_everyone(page, width)
        page.goto(portal.url("national", "/demo/messages/"))
        expect(page.get_by_text(LONG_NAME).first).to_be_visible()
        assert_for_everyone(page, width)
        page.locator("a[href*='/pro/']").first.click()
        assert_for_everyone(page, width)


def test_an_offer_by_a_bare_link_asks_for_the_commune(visit, portal):
    with visit(width=320) as page:
        page.goto(portal.url("reims", "/recherche/?q=permis"))
        page.get_by_role("link", name="Mettre mon permis en route").click()
        page.get_by_role("button", name="Envoyer ma demande").click()
        assert_for_everyone(page, 320)
        assert page.locator("#commune[aria-invalid=true]").count() == 1


def test_text_twice_as_large_and_no_colours_still_fit(visit, portal):
    with visit(width=320) as page:
        page.goto(portal.url("reims", f"/themes/housing/questions/1/?{REIMS}"))
        sheet = "const s=new CSSStyleSheet();s.replaceSync('html{font-size:200%}');"
        page.evaluate(f"{sheet}document.adoptedStyleSheets=[s]")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.emulate_media(forced_colors="active")
        assert page.get_by_role("radio").first.is_visible()


def test_the_keyboard_goes_from_the_skip_link_to_the_answer(visit, portal):
    with visit(width=1280) as page:
        page.goto(portal.url("reims", f"/themes/housing/questions/1/?{REIMS}"))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
        page.keyboard.press("Enter")
        for _turn in range(8):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.type") == "radio":
                break
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        assert page.get_by_role("radio").nth(1).is_checked()
        page.keyboard.press("Enter")
        page.wait_for_url("**/questions/2/**")
