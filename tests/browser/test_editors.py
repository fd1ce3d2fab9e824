"""From an editor's screen to the results of a search, and back."""

import json
import re
import time
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

PASSWORD = "boussole"
LYON_3 = "69383"


def enter(page, portal, who, site="lyon"):
    page.goto(portal.url(site, "/admin/"))
    page.locator("[name=username]").fill(f"{who}@example.invalid")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"//[^/]+/admin/$"))


def found(portal, words, site="lyon", **query):
    """Titles that the API of this site finds for these words."""
    path = f"/api/v1/offers?{urlencode({'q': words, **query})}"
    _status, text, _seconds = portal.get(path, site)
    return [one["title"] for one in json.loads(text)["results"]]


def becomes(condition):
    """The worker's turn comes within ten seconds; how fast it is, `make bench` measures."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def theme_page(portal, theme):
    sql = (
        "SELECT page.id FROM lyon.wagtailcore_page page JOIN lyon.offers_themepage theme"
        " ON theme.page_ptr_id = page.id JOIN lyon.wagtailcore_locale locale"
        " ON locale.id = page.locale_id WHERE theme_key = %s AND language_code = 'fr'"
    )
    return portal.rows(sql, theme)[0][0]


def offer_page(portal, title, language="fr"):
    sql = (
        "SELECT page.id FROM lyon.wagtailcore_page page JOIN lyon.wagtailcore_locale locale"
        " ON locale.id = page.locale_id WHERE draft_title = %s AND language_code = %s"
    )
    return portal.rows(sql, title, language)[0][0]


def choose(page, field, name):
    """Pick a row in the chooser of this field."""
    page.locator(f"#id_{field}-chooser").get_by_role("button").first.click()
    modal = page.locator(".modal.in, dialog[open], .modal-dialog").first
    modal.get_by_role("link", name=name).first.click()
    expect(page.locator(f"#id_{field}")).not_to_have_value("")


def press(page, label):
    """One of the actions at the foot of the form; the less usual ones are under the arrow."""
    footer = page.locator("footer")
    button = footer.get_by_role("button", name=label, exact=True)
    if not button.is_visible():
        footer.locator("[data-w-dropdown-target=toggle]").click()
    with page.expect_navigation():
        button.click()


def confirm(page):
    with page.expect_navigation():
        page.locator("main form button[type=submit], main form input[type=submit]").first.click()


def write_offer(page, portal, title, theme="housing"):
    page.goto(portal.url("lyon", f"/admin/pages/add/offers/offerpage/{theme_page(portal, theme)}/"))
    page.locator("[name=title]").fill(title)
    page.locator("[name=summary]").fill("Deux nuits pour souffler et une personne qui t’écoute.")
    page.locator("[name=audience]").fill("Tu as moins de 26 ans.")
    page.locator("[name=steps]").fill("Tu appelles.\nOn te reçoit.")
    choose(page, "organisation", re.compile("Lyon|jeunes", re.IGNORECASE))
    page.locator("[name=delay_days]").fill("2")
    page.locator("[name=modes][value=remote]").check()
    page.locator("[name=free]").check()


def test_an_offer_goes_from_an_editor_to_a_young_person(visit, portal):
    title = "Hamac pour souffler à Gerland"
    with visit(width=1280) as page:
        enter(page, portal, "editor.lyon")
        write_offer(page, portal, title)
        page.locator("[name=criteria-housing_duration][value=tonight]").check()
        expect(page.locator("[name=criteria-housing_duration-anyone]")).not_to_be_checked()
        page.locator("[name=criteria-age-max]").fill("25")
        zones = page.get_by_role("combobox", name=re.compile("commune|zone|lieu", re.IGNORECASE))
        zones.first.fill("villeurb")
        page.get_by_role("option", name=re.compile("Villeurbanne")).first.click()
        expect(page.locator(".zones__zone")).to_contain_text("Villeurbanne")
        press(page, "Enregistrer le brouillon")
        assert found(portal, "hamac") == []
        page.goto(portal.url("lyon", f"/admin/pages/{offer_page(portal, title)}/edit/"))
        press(page, "Soumettre à Relecture par l’animation du territoire")
        assert found(portal, "hamac") == []
    with visit(width=1280) as page:
        enter(page, portal, "animator.lyon")
        expect(page.get_by_role("link", name=title).first).to_be_visible()
        page.goto(portal.url("lyon", f"/admin/pages/{offer_page(portal, title)}/edit/"))
        press(page, "Approuver et Publier")
        becomes(lambda: found(portal, "hamac") == [title])
    tonight = {"theme": "housing", "answer.housing_duration": "tonight", "answer.age": "19"}
    assert found(portal, "hamac", commune="69266", **tonight) == [title]
    assert found(portal, "hamac", commune=LYON_3, **tonight) == []
    assert found(portal, "hamac", commune="69266", **{**tonight, "answer.age": "28"}) == []
    for site in ("reims", "lot"):
        assert found(portal, "hamac", site=site) == []
    assert found(portal, "hamac", site="national") == [title]


@pytest.mark.parametrize(
    ("gone", "title"),
    [("unpublished", "Bivouac"), ("expired", "Yourte"), ("deleted", "Trampoline")],
)
def test_what_is_taken_away_is_no_longer_found(visit, portal, gone, title):
    with visit(width=1280) as page:
        enter(page, portal, "animator.lyon")
        write_offer(page, portal, title)
        press(page, "Publier")
        becomes(lambda: found(portal, title) == [title])
        pk = offer_page(portal, title)
        if gone == "expired":
            page.goto(portal.url("lyon", f"/admin/pages/{pk}/edit/"))
            page.locator("[name=ends_on]").fill("2020-01-31")
            page.keyboard.press("Escape")
            press(page, "Publier")
        else:
            action = {"unpublished": "unpublish", "deleted": "delete"}[gone]
            page.goto(portal.url("lyon", f"/admin/pages/{pk}/{action}/"))
            confirm(page)
        becomes(lambda: found(portal, title) == [])


def test_an_offer_moved_to_another_theme_is_found_there(visit, portal):
    title = "Randonnée itinérante"
    with visit(width=1280) as page:
        enter(page, portal, "animator.lyon")
        write_offer(page, portal, title)
        press(page, "Publier")
        becomes(lambda: found(portal, "itinérante", theme="housing") == [title])
        pk, target = offer_page(portal, title), theme_page(portal, "health")
        page.goto(portal.url("lyon", f"/admin/pages/{pk}/move/{target}/confirm/"))
        confirm(page)
        becomes(lambda: found(portal, "itinérante", theme="health") == [title])
        assert found(portal, "itinérante", theme="housing") == []


def test_an_editor_previews_as_a_young_person_on_a_phone(visit, portal):
    with visit(width=1280) as page:
        enter(page, portal, "editor.lyon")
        listed = portal.rows(
            "SELECT page_id FROM search_catalogueoffer offer JOIN tenants_territory territory"
            " ON territory.id = territory_id WHERE schema_name = 'lyon' AND theme = 'housing'"
            " AND live AND constrained <> '{}' LIMIT 1"
        )
        page.goto(portal.url("lyon", f"/admin/pages/{listed[0][0]}/edit/"))
        page.locator("[data-side-panel-toggle=preview]").click()
        frame = page.frame_locator("iframe[title], #w-preview-iframe").first
        expect(frame.locator("h1")).to_have_text(page.locator("[name=title]").input_value())
        modes = page.locator("#id_preview_mode")
        modes.select_option(label="Comme un·e jeune pour qui elle est faite")
        expect(frame.get_by_text("Pourquoi cette offre").first).to_be_visible()
        expect(frame.get_by_role("button", name="Envoyer ma demande")).to_be_disabled()


def test_mistakes_are_said_and_what_was_typed_stays(visit, portal):
    with visit(width=1280) as page:
        enter(page, portal, "editor.lyon")
        write_offer(page, portal, "Titre qui reste")
        page.locator("[name=criteria-age-min]").fill("28")
        page.locator("[name=criteria-age-max]").fill("18")
        press(page, "Enregistrer le brouillon")
        said = page.locator(".w-field__errors, .error-message").all_inner_texts()
        assert any("plus grand" in text or "supérieur" in text for text in said), said
        expect(page.locator("[name=title]")).to_have_value("Titre qui reste")
        expect(page.locator("[name=criteria-age-min]")).to_have_value("28")
        expect(page.locator("[name=modes][value=remote]")).to_be_checked()
    assert (
        portal.rows("SELECT 1 FROM lyon.wagtailcore_page WHERE draft_title = 'Titre qui reste'")
        == []
    )


def test_an_offer_is_translated_and_read_in_english(visit, portal):
    title, english = "Traverser la Saône", "Crossing the Saône"
    with visit(width=1280) as page:
        enter(page, portal, "animator.lyon")
        write_offer(page, portal, title)
        press(page, "Publier")
        pk = offer_page(portal, title)
        page.goto(portal.url("lyon", f"/admin/localize/submit/page/{pk}/"))
        page.locator("[name=locales]").first.check()
        confirm(page)
        translation = offer_page(portal, title, "en")
        page.goto(portal.url("lyon", f"/admin/pages/{translation}/edit/"))
        for words in (english, "Two nights to breathe, and somebody who listens."):
            page.get_by_role("button", name="Traduire", exact=True).first.click()
            page.locator("main textarea").last.fill(words)
            page.get_by_role("button", name="Enregistrer", exact=True).last.click()
            expect(page.locator("main textarea")).to_have_count(0)
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile("Publier dans")).click()
        sql = "SELECT key FROM search_catalogueoffer WHERE card->>'title' = %s AND live"
        becomes(lambda: portal.rows(sql, english))
        key = portal.rows(sql, title)[0][0]
        page.goto(portal.url("lyon", f"/en/offres/{key}/?commune={LYON_3}"))
        expect(page.get_by_role("heading", level=1)).to_have_text(english)
        page.get_by_role("link", name="Français").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_the_door_of_the_neighbour_stays_shut(visit, portal):
    with visit(width=1280) as page:
        enter(page, portal, "editor.lyon")
        cookies = page.context.cookies()
        page.goto(portal.url("reims", "/admin/"))
        expect(page).to_have_url(re.compile("/admin/login/"))
        page.locator("[name=username]").fill("editor.lyon@example.invalid")
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        expect(page).to_have_url(re.compile(r"//reims\..*/admin/login/"))
        assert {cookie["domain"] for cookie in cookies} == {"lyon.portail.localhost"}
        page.goto(portal.url("lyon", "/admin/pages/search/?q=Reims"))
        assert page.get_by_role("link", name=re.compile("rémois|Noël")).count() == 0
