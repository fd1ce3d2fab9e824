"""From a commune to the promise, as a young person does it on a phone."""

import re

import pytest
from playwright.sync_api import expect

PHONE = "06 39 98 12 34"


def say_where(page, portal, typed):
    page.goto(portal.url("national"))
    field = page.get_by_label("Ta commune ou ton code postal")
    field.fill(typed)
    # The suggestions, where there are some, are over the button.
    field.press("Enter")


def answer(page, label):
    page.get_by_role("radio", name=label).check(force=True)
    page.get_by_role("button", name="Continuer").click()


def go_to_offer(page, portal, title="Une chambre chez l’habitant"):
    page.goto(portal.url("reims", "/themes/housing/offres/?commune=51454"))
    page.get_by_role("link", name=title).click()


def send(page, contact=PHONE):
    page.get_by_label("Ton numéro de mobile ou ton e-mail").fill(contact)
    page.get_by_role("button", name="Envoyer ma demande").click()
    page.wait_for_url("**/envoyee/")


@pytest.mark.parametrize("javascript", [True, False])
def test_from_reims_to_a_named_person_with_a_date(visit, portal, javascript):
    with visit(javascript=javascript) as page:
        say_where(page, portal, "reims")
        expect(page).to_have_url(re.compile(r"//reims\..*/themes/\?commune=51454"))
        page.get_by_role("link", name="Logement").click()
        expect(page.get_by_text("question 1 sur 5")).to_be_visible()
        answer(page, "Quelques mois")
        answer(page, "Chez quelqu’un qui me dépanne")
        page.get_by_role("button", name="Passer cette question").click()
        while "/reponses/" not in page.url:
            page.get_by_role("button", name="Passer cette question").click()
        page.get_by_role("link", name=re.compile(r"Voir les \d+ offres")).click()
        expect(page.get_by_role("heading", name=re.compile("Près de chez toi"))).to_be_visible()
        expect(page.get_by_text("Pourquoi cette offre").first).to_be_visible()
        page.get_by_role("link", name="Une chambre chez l’habitant").click()
        expect(page.get_by_text("Maud te contacte d’ici")).to_be_visible()
        promised = page.locator(".ticket time").inner_text()
        send(page, f"0639 98 {12 + javascript:02d} 34")
        expect(page.get_by_role("heading", level=1)).to_contain_text(promised)
        expect(page.locator(".ref").first).to_have_text(re.compile(r"^\w{3}-\w{3}$"))
        page.get_by_role("link", name="Suivre ma demande").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Toits partagés te contacte")


def test_nothing_personal_before_the_last_step_and_nothing_stored(visit, portal):
    with visit() as page:
        go_to_offer(page, portal)
        names = {cookie["name"] for cookie in page.context.cookies()}
        assert names <= {"csrftoken"}
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_commune_is_picked_with_the_keyboard(visit, portal):
    with visit() as page:
        page.goto(portal.url("national"))
        field = page.get_by_role("combobox")
        field.press_sequentially("saint-denis", delay=20)
        options = page.get_by_role("option")
        expect(options.first).to_be_visible()
        expect(field).to_have_attribute("aria-expanded", "true")
        field.press("ArrowDown")
        field.press("ArrowDown")
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        marked = field.get_attribute("aria-activedescendant")
        assert marked == options.nth(1).get_attribute("id")
        field.press("Escape")
        expect(field).to_have_attribute("aria-expanded", "false")
        expect(field).to_have_value("saint-denis")
        field.press_sequentially(" ", delay=20)
        expect(options.first).to_be_visible()
        field.press("ArrowDown")
        field.press("Enter")
        page.wait_for_url("**/themes/?commune=*")


def test_homonyms_are_told_apart_by_their_departement(visit, portal):
    with visit(javascript=False) as page:
        say_where(page, portal, "Saint-Denis")
        names = page.locator("main li a").all_inner_texts()
        assert any("La Réunion" in name for name in names)
        assert any("Seine-Saint-Denis" in name for name in names)
        page.get_by_role("link", name=re.compile("Seine-Saint-Denis")).click()
        expect(page.get_by_text("Tu cherches à Saint-Denis (Seine-Saint-Denis).")).to_be_visible()


def test_where_nothing_is_open_one_finds_offers_a_human_and_a_promise(visit, portal):
    with visit() as page:
        say_where(page, portal, "29019")
        expect(page.get_by_role("heading", name=re.compile("pas encore ouvert"))).to_be_visible()
        expect(page.get_by_text("Pour parler à quelqu’un : Info Jeunes Bretagne")).to_be_visible()
        page.get_by_text("Me prévenir quand ça ouvre").click()
        page.get_by_label("Ton numéro de mobile ou ton e-mail").fill("quelquun")
        page.get_by_role("button", name="Me prévenir").click()
        expect(page.locator("#contact-error")).to_be_visible()
        expect(page.get_by_label("Ton numéro de mobile ou ton e-mail")).to_have_value("quelquun")
        page.get_by_label("Ton numéro de mobile ou ton e-mail").fill("lou@example.invalid")
        page.get_by_role("button", name="Me prévenir").click()
        expect(page.get_by_role("status").filter(has_text="C’est noté")).to_be_visible()
        assert len(portal.rows("SELECT 1 FROM journey_openingwish WHERE commune_id='29019'")) == 1


def test_one_goes_back_and_changes_an_answer(visit, portal):
    with visit() as page:
        page.goto(portal.url("reims", "/themes/training/questions/1/?commune=51454"))
        first = page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("radio").first.check(force=True)
        page.get_by_role("button", name="Continuer").click()
        page.get_by_role("link", name="Question précédente").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(first)
        expect(page.get_by_role("radio").first).to_be_checked()
        page.get_by_role("button", name="Continuer").click()
        while "/reponses/" not in page.url:
            page.get_by_role("button", name="Passer cette question").click()
        page.get_by_role("link", name=re.compile("^Changer")).nth(1).click()
        page.get_by_role("button", name="Passer cette question").click()
        page.wait_for_url("**/reponses/**")
        assert "answer." not in page.url


def test_what_was_typed_stays_when_it_cannot_be_sent(visit, portal):
    with visit() as page:
        go_to_offer(page, portal)
        for typed in ("12", "lou@", "06 39 98 12 34 5678", "rappelle-moi"):
            page.locator("#contact").fill(typed)
            page.get_by_role("button", name="Envoyer ma demande").click()
            expect(page.get_by_role("alert")).to_contain_text("pas encore partie")
            expect(page.locator("#contact")).to_have_value(typed)
            expect(page).to_have_title(re.compile("^Erreur"))


def requests_for(portal, offer):
    sql = "SELECT reference FROM contacts_contactrequest WHERE offer_title = %s"
    return portal.rows(sql, offer)


def test_pressing_twice_going_back_and_a_second_tab_make_one_request(visit, portal):
    title = "Un studio en résidence Habitat Jeunes"
    with visit() as page:
        go_to_offer(page, portal, title)
        second = page.context.new_page()
        go_to_offer(second, portal, title)
        page.locator("#contact").fill("lou@example.invalid")
        page.get_by_role("button", name="Envoyer ma demande").dblclick()
        page.wait_for_url("**/envoyee/")
        confirmed = page.url
        page.go_back()
        page.locator("#contact").fill("lou@example.invalid")
        page.get_by_role("button", name="Envoyer ma demande").click()
        page.wait_for_url("**/envoyee/")
        assert page.url == confirmed
        send(second, "Lou@example.invalid")
        assert second.url == confirmed
    assert len(requests_for(portal, title)) == 1


def test_one_cancels_then_erases_everything(visit, portal):
    with visit(width=1280) as page:
        go_to_offer(page, portal, "Demander un logement social")
        send(page, "06 39 98 55 66")
        page.get_by_role("link", name="Suivre ma demande").click()
        followed = page.url
        page.get_by_text("Annuler ou tout effacer").click()
        page.get_by_role("button", name="Je n’en ai plus besoin").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Tu as annulé")
        page.get_by_text("Annuler ou tout effacer").click()
        page.get_by_role("button", name=re.compile("Effacer")).click()
        page.get_by_role("button", name="Oui, tout effacer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tout est effacé")
        assert page.goto(followed).status == 404


def test_the_professional_answers_without_an_account_and_the_young_person_reads_it(visit, portal):
    with visit() as page:
        go_to_offer(page, portal, "Un coup de pouce pour la caution")
        send(page, "06 39 98 77 88")
        page.get_by_role("link", name="Suivre ma demande").click()
        followed = page.url
        page.goto(portal.url("national", "/demo/messages/"))
        sent = page.locator("article", has_text="Un coup de pouce pour la caution")
        sent.locator("a[href*='/pro/']").first.click()
        page.get_by_role("button", name="C’est fait, contact pris").click()
        page.goto(followed)
        expect(page.get_by_role("heading", level=1)).to_contain_text("dit t’avoir contacté")


def test_the_interface_is_in_english_too_and_keeps_the_answers(visit, portal):
    with visit() as page:
        page.goto(portal.url("reims", "/themes/housing/questions/2/?commune=51454&answer.age=19"))
        page.get_by_role("link", name="English").click()
        expect(page).to_have_url(re.compile(r"/en/themes/housing/questions/2/\?.*answer\.age=19"))
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("button", name="Continue")).to_be_visible()
