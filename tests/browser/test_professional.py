"""A professional with an account, in a real browser: their passkey, and each page for everyone."""

import re

from tests.browser.test_editors import PASSWORD
from tests.browser.test_everyone import assert_for_everyone

PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_phone(page):
    """A phone that holds passkeys; returns what takes it away again."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    return lambda: devtools.send("WebAuthn.removeVirtualAuthenticator", made)


def sign_in(page, portal, who="professional@example.invalid"):
    page.goto(portal.url("national", "/pro/connexion/"))
    page.get_by_label("Adresse e-mail").fill(who)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def sign_out(page):
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/pro/connexion/")


def test_a_passkey_is_added_opens_and_is_taken_off(visit, portal):
    with visit(width=360) as page:
        take_away = give_phone(page)
        sign_in(page, portal)
        page.goto(portal.url("national", "/pro/securite/"))
        assert_for_everyone(page, 360)
        page.get_by_label("Un nom pour elle").fill("Mon téléphone")
        page.get_by_role("button", name="Ajouter une clé d’accès").click()
        page.get_by_role("heading", name="Notez ces codes de secours").wait_for()
        assert_for_everyone(page, 360)
        spare = page.locator(".dots .ref").first.inner_text()
        page.goto(portal.url("national", "/pro/securite/"))
        assert page.get_by_text("Mon téléphone").is_visible()
        assert_for_everyone(page, 360)

        sign_out(page)
        sign_in(page, portal)
        page.wait_for_url("**/pro/code/**")
        assert_for_everyone(page, 360)
        page.get_by_role("button", name="Utiliser ma clé d’accès").click()
        page.wait_for_url(re.compile(r"/pro/$"))

        # A phone that is not there: a sentence, and the code still does.
        sign_out(page)
        take_away()
        sign_in(page, portal)
        page.get_by_role("button", name="Utiliser ma clé d’accès").click()
        page.get_by_text("Aucune clé d’accès n’a répondu").wait_for(timeout=70_000)
        assert_for_everyone(page, 360)
        page.get_by_label("Le code de votre application").fill(spare)
        page.get_by_role("button", name="Entrer").click()
        page.wait_for_url(re.compile(r"/pro/$"))

        page.goto(portal.url("national", "/pro/securite/"))
        page.get_by_role("button", name="Retirer Mon téléphone").click()
        page.get_by_text("Mon téléphone").wait_for(state="detached")


def test_without_javascript_a_code_is_asked_and_no_passkey(visit, portal):
    with visit(width=360, javascript=False) as page:
        sign_in(page, portal)
        page.goto(portal.url("national", "/pro/securite/"))
        assert not page.get_by_role("button", name="Ajouter une clé d’accès").is_visible()
        assert page.get_by_role("button", name="Demander un code").is_visible()
