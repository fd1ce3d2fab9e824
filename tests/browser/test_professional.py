"""A professional with an account, in a real browser: their passkey, and each page for everyone."""

import re
from uuid import uuid4

import pytest
from django.core import signing

from contacts.services.inviting import SALT
from tests.browser.test_editors import PASSWORD
from tests.browser.test_everyone import assert_for_everyone

WHO = "professional@example.invalid"
# As in portal.settings.dev, which serves this portal.
SECRET = "a-demo-has-no-secret"
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# Fields that are wider than the box that holds them.
OVERFLOWS = """[...document.querySelectorAll("main input, main select")].filter((one) =>
  one.getBoundingClientRect().right > (one.closest(".box") ?? document.body)
    .getBoundingClientRect().right).map((one) => one.outerHTML)"""
SIZES = [(320, "light"), (1280, "dark")]


def give_phone(page):
    """A phone that holds passkeys; returns what takes them away."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    return lambda: devtools.send("WebAuthn.clearCredentials", made)


def go(page, portal, path, site="national"):
    page.goto(portal.url(site, path))


def sign_in(page, portal, who=WHO):
    go(page, portal, "/pro/connexion/")
    page.locator("[name=username]").fill(who)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def sign_out(page):
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/pro/connexion/")


def test_a_passkey_is_added_opens_and_is_taken_off(visit, portal):
    with visit(width=320) as page:
        take_away = give_phone(page)
        sign_in(page, portal)
        go(page, portal, "/pro/securite/")
        assert_for_everyone(page, 320)
        page.get_by_label("Un nom pour elle").fill("Mon téléphone")
        page.get_by_role("button", name="Ajouter une clé d’accès").click()
        page.get_by_role("heading", name="Notez ces codes de secours").wait_for()
        assert_for_everyone(page, 320)
        spare = page.locator(".dots .ref").first.inner_text()
        go(page, portal, "/pro/securite/")
        assert page.locator("b", has_text="Mon téléphone").is_visible()
        assert_for_everyone(page, 320)

        sign_out(page)
        sign_in(page, portal)
        page.wait_for_url("**/pro/code/**")
        assert_for_everyone(page, 320)
        page.get_by_role("button", name="Utiliser ma clé d’accès").click()
        page.wait_for_url(re.compile(r"/pro/$"))

        # A phone that has lost it: a sentence, and a spare code still does.
        sign_out(page)
        take_away()
        sign_in(page, portal)
        page.get_by_role("button", name="Utiliser ma clé d’accès").click()
        page.get_by_text("Aucune clé d’accès n’a répondu").wait_for()
        assert_for_everyone(page, 320)
        page.locator("[name=code]").fill(spare)
        page.get_by_role("button", name="Entrer").click()
        page.wait_for_url(re.compile(r"/pro/$"))

        go(page, portal, "/pro/securite/")
        page.get_by_role("button", name="Retirer Mon téléphone").click()
        page.locator("b", has_text="Mon téléphone").wait_for(state="detached")


def test_without_javascript_a_code_is_asked_and_no_passkey(visit, portal):
    with visit(width=360, javascript=False) as page:
        sign_in(page, portal)
        go(page, portal, "/pro/securite/")
        assert not page.get_by_role("button", name="Ajouter une clé d’accès").is_visible()
        assert page.get_by_role("button", name="Demander un code").is_visible()


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_door_its_errors_and_an_invitation_are_for_everyone(visit, portal, width, scheme):
    sql = (
        "SELECT id, email FROM contacts_professional"
        " WHERE user_id IS NULL AND active AND email <> '' LIMIT 1"
    )
    invited = signing.dumps([*portal.rows(sql)[0]], salt=SALT, key=SECRET)
    with visit(width=width, scheme=scheme) as page:
        go(page, portal, "/pro/connexion/")
        assert_for_everyone(page, width)
        page.get_by_role("button", name="Se connecter").click()
        assert_for_everyone(page, width)
        go(page, portal, "/pro/mot-de-passe/")
        assert_for_everyone(page, width)
        page.get_by_role("button").last.click()
        assert_for_everyone(page, width)
        go(page, portal, f"/pro/invitation/{invited}/")
        assert_for_everyone(page, width)
        page.get_by_role("button", name="Garder ce mot de passe").click()
        assert_for_everyone(page, width)
        go(page, portal, "/pro/invitation/x/")
        assert_for_everyone(page, width)


def ask(page, portal):
    """A young person of Reims asks an offer of this professional's organisation."""
    sql = (
        "SELECT key FROM search_catalogueoffer WHERE live AND language = 'fr' AND organisation_id"
        " IN (SELECT organisation_id FROM contacts_professional JOIN accounts_user ON"
        " accounts_user.id = user_id WHERE accounts_user.email = %s) AND key LIKE 'reims-%%'"
    )
    go(page, portal, f"/offres/{portal.rows(sql, WHO)[0][0]}/?commune=51454", site="reims")
    page.locator("#contact").fill(f"{uuid4().hex}@example.invalid")
    page.get_by_role("button", name="Envoyer ma demande").click()
    page.wait_for_url("**/envoyee/")


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_each_page_with_an_account_is_for_everyone(visit, portal, width, scheme):
    with visit(width=width, scheme=scheme) as page:
        ask(page, portal)
        sign_in(page, portal)
        page.wait_for_url(re.compile(r"/pro/$"))
        assert_for_everyone(page, width)
        page.locator("a[href*='/pro/demande/']").first.click()
        assert_for_everyone(page, width)
        go(page, portal, f"{page.url.split(str(portal.port))[1]}reorienter/")
        assert_for_everyone(page, width)
        go(page, portal, "/pro/messages/")
        assert_for_everyone(page, width)
        page.get_by_role("button", name="Garder mon choix").click()
        page.get_by_role("status").wait_for()
        assert_for_everyone(page, width)
        go(page, portal, "/pro/equipe/")
        for one in page.locator("summary").all():
            one.click()
        assert page.evaluate(OVERFLOWS) == []
        assert_for_everyone(page, width)
        go(page, portal, "/pro/securite/")
        page.get_by_role("button", name="Demander un code").click()
        page.get_by_role("heading", name="Montrez").wait_for()
        # The squares of the picture are as wide as they were drawn: a camera reads them.
        drawn = "getComputedStyle(document.querySelector('.segno path[stroke]')).strokeWidth"
        assert page.evaluate(drawn) == "1px"
        assert_for_everyone(page, width)
        page.locator("#code").fill("000000")
        page.get_by_role("button", name="Activer").click()
        page.get_by_role("heading", name="Rien n’a encore changé").wait_for()
        assert_for_everyone(page, width)
        page.get_by_role("button", name="Pas maintenant").click()
        page.get_by_role("button", name="Demander un code").wait_for()


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_closing_an_organisation_is_for_everyone(visit, portal, width, scheme):
    with visit(width=width, scheme=scheme) as page:
        ask(page, portal)
        sign_in(page, portal)
        go(page, portal, "/pro/equipe/")
        page.get_by_role("link", name="ferme définitivement").first.click()
        assert_for_everyone(page, width)
        page.get_by_role("button", name="Fermer définitivement").click()
        assert page.locator("[name=name][aria-invalid=true]").count() == 1
        assert_for_everyone(page, width)
