"""The map with JavaScript: drawn, light, used with the keyboard, the same as its list."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.test_everyone import assert_for_everyone

HOUSING = "/themes/housing/offres/carte/?commune=69383"
EVERYTHING = "/recherche/carte/?commune=69383"
MARKS = "#map .pin, #map .spots-here"


def open_map(page, portal, path=HOUSING, site="lyon"):
    page.goto(portal.url(site, path))
    page.locator("[data-drawn]").wait_for()


@pytest.mark.parametrize(
    ("site", "path"),
    [
        ("lyon", EVERYTHING),
        ("reims", "/themes/health/offres/carte/?commune=51454&answer.age=19"),
        ("lot", "/recherche/carte/?commune=46042"),
        ("national", "/recherche/carte/?q=logement"),
    ],
)
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_a_map_is_for_everyone(visit, portal, site, path, width, scheme):
    with visit(width=width, scheme=scheme) as page:
        open_map(page, portal, path, site)
        assert_for_everyone(page, width)
        assert page.locator("#map path.area").count() > 50
        assert page.locator(MARKS).count() > 0
        page.get_by_role("button", name=re.compile("Montrer sur la carte")).first.click()
        expect(page.locator("#map .leaflet-popup a").first).to_be_focused()
        assert_for_everyone(page, width)


def test_without_javascript_the_page_is_a_list_that_says_so(visit, portal):
    with visit(width=320, javascript=False) as page:
        page.goto(portal.url("lyon", HOUSING))
        expect(page.get_by_text("La carte a besoin de JavaScript")).to_be_visible()
        expect(page.locator("[data-map]")).to_be_hidden()
        assert page.locator("[data-offer]").count() > 3
        expect(page.get_by_role("button", name=re.compile("Montrer"))).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_one_goes_from_the_results_to_the_map_to_an_offer_and_back(visit, portal):
    with visit(width=360) as page:
        page.goto(portal.url("lyon", "/themes/housing/offres/?commune=69383&answer.age=19"))
        page.get_by_role("link", name="Voir sur la carte").click()
        page.locator("[data-drawn]").wait_for()
        expect(page).to_have_url(re.compile(r"/offres/carte/\?commune=69383&answer\.age=19"))
        expect(page.get_by_text("La carte a besoin")).to_be_hidden()
        offer = page.locator("[data-offer]").first
        title = offer.locator("h3").inner_text()
        offer.get_by_role("button", name=re.compile("Montrer")).first.click()
        popup = page.locator("#map .leaflet-popup")
        expect(popup).to_contain_text(title.replace("\n", " "))
        expect(popup).to_contain_text(re.compile(r"\d+(,\d)?\s(k?m)"))
        expect(offer).to_have_class("current")
        popup.locator(".title a").click()
        expect(page).to_have_url(re.compile(r"/offres/lyon-\d+/\?commune=69383&answer\.age=19"))


def focused(page):
    return page.evaluate("document.activeElement.className")


def test_the_keyboard_reaches_a_spot_opens_it_and_comes_back(visit, portal):
    with visit(width=1280) as page:
        open_map(page, portal)
        page.locator("#map").focus()
        for _turn in range(40):
            page.keyboard.press("Tab")
            if "spots-here" in focused(page):
                # A group: Enter comes closer, and the spots are those of the place.
                before = page.locator(MARKS).count()
                page.keyboard.press("Enter")
                page.wait_for_timeout(300)
                assert page.locator(MARKS).count() != before or page.locator(".leg").count()
                page.locator("#map").focus()
            elif "pin" in focused(page):
                break
        assert len(page.evaluate("document.activeElement.textContent")) > 10
        page.keyboard.press("Enter")
        expect(page.locator("#map .leaflet-popup .title a")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#map .leaflet-popup")).to_have_count(0)
        assert "pin" in focused(page)


def test_each_mark_has_a_name_and_is_reached_by_the_keyboard(visit, portal):
    with visit(width=1280) as page:
        open_map(page, portal, EVERYTHING)
        for mark in page.locator(MARKS).all():
            assert mark.get_attribute("tabindex") == "0"
            assert mark.get_attribute("role") == "button"
            assert len(mark.text_content()) > 10


def test_offers_close_to_each_other_are_one_mark_that_says_how_many(visit, portal):
    with visit(width=1280) as page:
        open_map(page, portal, EVERYTHING)
        groups = page.locator("#map .spots-here")
        assert groups.count() > 0
        spots = page.locator("[data-offer] [data-lat]").count()
        assert page.locator(MARKS).count() < spots
        here = [int(count) for count in groups.locator("b").all_text_contents()]
        assert min(here) > 1
        assert sum(here) + page.locator("#map .pin").count() == spots


def test_the_map_weighs_little_and_other_pages_nothing_of_it(visit, portal):
    with visit(width=360) as page:
        loaded, asked = [], []
        page.on("response", lambda response: loaded.append(response))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(portal.url("lyon", "/themes/housing/offres/?commune=69383"))
        assert not [one for one in loaded if "leaflet" in one.url or "map." in one.url]
        open_map(page, portal)
        [contours] = [one for one in loaded if one.url.endswith("/carte/contours.json")]
        assert len(contours.body()) < 100_000
        # No tile of anybody: every address is the portal's own.
        ours = f"http://lyon.{settings.PORTAL_DOMAIN}:{portal.port}/"
        assert len(asked) > 5
        assert [url for url in asked if not url.startswith((ours, "data:"))] == []


def test_contours_that_do_not_come_leave_the_spots_and_the_list(visit, portal):
    with visit(width=360) as page:
        page.route("**/carte/contours.json", lambda route: route.abort())
        open_map(page, portal)
        assert page.locator(MARKS).count() > 0
        assert page.locator("[data-offer]").count() > 3


def test_the_map_speaks_english_on_the_english_pages(visit, portal):
    with visit(width=360, locale="en-GB") as page:
        open_map(page, portal, f"/en{HOUSING}")
        expect(page.get_by_role("button", name="Zoom in", exact=True)).to_be_visible()
        expect(page.get_by_role("heading", name="The same offers, as a list")).to_be_visible()
