"""The suggestion box in a browser: keyboard, touch, screen readers, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_everyone import assert_for_everyone

REIMS = "commune=51454"


def the_field(page):
    """The box of the search page: lists of filters are comboboxes too."""
    return page.get_by_role("combobox", name="Ta recherche")


def options_of(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


@pytest.fixture
def box(portal):
    """`box(page, "chambre")`: the field of the search page, this typed, suggestions open."""

    def typing(page, typed, site="reims", query=REIMS):
        page.goto(portal.url(site, f"/recherche/?{query}"))
        field = the_field(page)
        field.fill("")
        field.press_sequentially(typed, delay=20)
        expect(options_of(page).first).to_be_visible()
        return field

    return typing


def test_an_offer_is_reached_with_the_keyboard(visit, box):
    with visit() as page:
        field = box(page, "chambre habi")
        expect(field).to_have_attribute("aria-expanded", "true")
        expect(page.get_by_role("status").filter(has_text="suggestion")).not_to_be_empty()
        field.press("ArrowDown")
        chosen = page.locator("[role=option][aria-selected=true]")
        assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
        expect(chosen).to_contain_text("Offre · ")
        field.press("Enter")
        page.wait_for_url(re.compile(r"/offres/reims-\d+/\?commune=51454"))


def test_home_and_end_choose_once_an_option_is_chosen(visit, box):
    with visit() as page:
        field = box(page, "lo")
        options = options_of(page)
        field.press("Home")
        expect(page.locator("[aria-selected=true]")).to_have_count(0)
        field.press("ArrowUp")
        expect(options.last).to_have_attribute("aria-selected", "true")
        field.press("Home")
        expect(options.first).to_have_attribute("aria-selected", "true")
        field.press("End")
        expect(options.last).to_have_attribute("aria-selected", "true")
        field.press("ArrowDown")
        expect(page.locator("[aria-selected=true]")).to_have_count(0)
        assert field.get_attribute("aria-activedescendant") is None


def test_with_nothing_chosen_enter_searches_the_words(visit, box):
    with visit() as page:
        field = box(page, "chambre")
        field.press("Enter")
        page.wait_for_url(re.compile(r"/recherche/\?(.*&)?q=chambre"))


def test_escape_closes_and_keeps_what_was_typed_and_tab_leaves(visit, box):
    with visit() as page:
        field = box(page, "chambre")
        field.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(field).to_have_value("chambre")
        expect(field).to_have_attribute("aria-expanded", "false")
        field.press_sequentially("s", delay=20)
        expect(options_of(page).first).to_be_visible()
        field.press("Tab")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(page.get_by_role("button", name="Chercher")).to_be_focused()


def test_a_suggestion_is_pressed(visit, box):
    with visit() as page:
        box(page, "empl")
        page.get_by_role("option", name="Emploi Thème", exact=True).click()
        page.wait_for_url(f"**/themes/employment/questions/1/?{REIMS}")


def test_words_that_call_for_help_show_its_numbers_first(visit, box):
    with visit(width=320) as page:
        field = box(page, "suicide")
        first = options_of(page).first
        expect(first).to_contain_text("3114")
        expect(first).to_contain_text("quelqu’un t’écoute")
        assert_for_everyone(page, 320)
        field.press("ArrowDown")
        field.press("Enter")
        page.wait_for_url(re.compile("/recherche/.*q=suicide"))
        expect(page.get_by_role("link", name="3114")).to_be_visible()
        expect(page.get_by_role("link", name="Quitter vite")).to_be_visible()


def test_a_late_answer_does_not_open_a_list_that_was_left(visit, portal):
    with visit() as page:
        page.goto(portal.url("reims", f"/recherche/?{REIMS}"))
        field = the_field(page)
        page.route(
            "**/suggestions/**", lambda route: (page.wait_for_timeout(300), route.continue_())
        )
        field.fill("chambre")
        page.wait_for_timeout(150)
        field.press("Escape")
        field.press("Tab")
        page.wait_for_timeout(700)
        expect(page.get_by_role("listbox")).to_be_hidden()


def test_kinds_are_groups_with_a_name(visit, box):
    with visit() as page:
        box(page, "lo")
        groups = page.get_by_role("listbox", name="Suggestions").get_by_role("group")
        names = [one.get_attribute("aria-label") for one in groups.all()]
        assert names[0] == "Thèmes"
        assert set(names) <= {"Thèmes", "Offres", "Structures", "Communes"}
        expect(page.locator("[role=option] mark").first).to_have_text(re.compile("^lo", re.I))


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "light")])
def test_the_open_box_is_for_everyone(visit, box, width, scheme):
    with visit(width=width, scheme=scheme) as page:
        field = box(page, "lo")
        field.press("ArrowDown")
        assert_for_everyone(page, width)
        heights = [one.bounding_box()["height"] for one in options_of(page).all()]
        assert min(heights) >= 44


def test_the_chosen_option_shows_in_forced_colours(visit, box):
    with visit() as page:
        field = box(page, "lo")
        page.emulate_media(forced_colors="active")
        field.press("ArrowDown")
        style = "one => getComputedStyle(one).outlineStyle"
        assert page.locator("[aria-selected=true]").evaluate(style) == "solid"


def test_the_commune_field_is_the_same_box(visit, portal):
    with visit(width=320) as page:
        page.goto(portal.url("national"))
        field = page.get_by_role("combobox")
        field.press_sequentially("saint-denis", delay=20)
        expect(page.get_by_role("option").first).to_be_visible()
        field.press("ArrowDown")
        assert_for_everyone(page, 320)


def test_without_javascript_the_box_is_a_plain_form(visit, portal):
    with visit(javascript=False) as page:
        page.goto(portal.url("reims", f"/recherche/?{REIMS}"))
        page.get_by_role("searchbox").fill("chambre")
        page.get_by_role("button", name="Chercher").click()
        page.wait_for_url(re.compile("q=chambre"))
        expect(page.get_by_role("link", name="Une chambre chez l’habitant")).to_be_visible()
