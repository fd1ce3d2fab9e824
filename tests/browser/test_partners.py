"""Those who work with the portal from beside it: a relay with a young person, a lead and their
organisation's software."""

import os
from pathlib import Path

import pytest
from django.core import signing

from portal.content.demo import PASSWORD
from portal.relays.entering import SALT
from portal.settings.dev import SECRET_KEY
from tests.browser.test_everyone import REIMS, assert_for_everyone

SIZES = [(320, "dark"), (1280, "light")]


def look(page, name):
    """A picture of each state, for whoever wants to judge it: PICTURES=folder."""
    if folder := os.environ.get("PICTURES"):
        width = page.viewport_size["width"]
        page.screenshot(path=Path(folder, f"{name}-{width}.png"), full_page=True)


def check(page, width, name):
    look(page, name)
    assert_for_everyone(page, width)


@pytest.fixture
def link(portal):
    """The path with which a relay of Reims enters, as in the letter."""
    email = "nadia@example.invalid"
    [(pk,)] = portal.rows(
        "INSERT INTO contacts_relay (territory_id, structure, first_name, last_name, email, active)"
        " SELECT id, 'France Services Fismes', 'Nadia', '', %s, true FROM tenants_territory"
        " WHERE schema_name = 'reims' ON CONFLICT (lower(email), territory_id)"
        " DO UPDATE SET entered_at = NULL RETURNING id",
        email,
    )
    return f"/relais/entrer/{signing.dumps([pk, email, ''], salt=SALT, key=SECRET_KEY)}/"


@pytest.mark.parametrize(("width", "scheme"), SIZES)
@pytest.mark.parametrize("javascript", [True, False])
def test_a_relay_sends_with_somebody(visit, portal, link, width, scheme, javascript):
    with visit(width=width, scheme=scheme, javascript=javascript) as page:
        page.goto(portal.url("reims", "/relais/"))
        page.get_by_role("button", name="Recevoir le lien").click()
        if javascript:
            check(page, width, "door")
        page.goto(portal.url("reims", link))
        if javascript:
            check(page, width, "enter")
        page.get_by_role("button", name="Entrer").click()
        if javascript:
            check(page, width, "empty")
        page.goto(portal.url("reims", f"/themes/employment/offres/?{REIMS}&answer.age=19"))
        page.get_by_role("link", name="Faire mon CV et ma lettre").click()
        page.locator("#contact").fill(f"relais{width}{javascript}@example.invalid")
        page.get_by_role("button", name="Envoyer ma demande").click()
        assert page.get_by_text("Demandez à la personne, puis cochez").count() == 2
        if javascript:
            check(page, width, "agreement")
        page.get_by_label("La personne est à côté de moi.").check()
        page.get_by_role("button", name="Envoyer ma demande").click()
        assert page.get_by_role("status").get_by_text("est partie").is_visible()
        assert "en attente" in page.content()
        if javascript:
            check(page, width, "sent")


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_a_lead_makes_a_key(visit, portal, width, scheme):
    portal.rows(
        "UPDATE contacts_professional SET is_lead = true WHERE user_id ="
        " (SELECT id FROM accounts_user WHERE email = 'professional@example.invalid') RETURNING id"
    )
    with visit(width=width, scheme=scheme) as page:
        page.goto(portal.url("national", "/pro/connexion/"))
        page.locator("[name=username]").fill("professional@example.invalid")
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter").click()
        page.goto(portal.url("national", "/pro/cles/"))
        check(page, width, "keys")
        form = page.locator("section form").filter(has_text="Créer cette clé").first
        if not form.is_visible():
            page.locator("summary").filter(has_text="Créer une clé").first.click()
        form.locator("[name=name]").fill("I-milo")
        form.get_by_role("button", name="Créer cette clé").click()
        assert page.locator("code.secret").inner_text().startswith("boussole_")
        check(page, width, "new-key")
        page.get_by_role("button", name="La remplacer").first.click()
        check(page, width, "replaced")
