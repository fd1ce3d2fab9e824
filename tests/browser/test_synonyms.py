"""A national admin changes what words mean: drafted, tried, applied, taken back."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_editors import enter, found
from tests.browser.test_everyone import assert_for_everyone

WORD, MEANT = "zinzoline", "permis"


def test_a_rule_is_drafted_tried_applied_and_taken_back(visit, portal):
    assert found(portal, WORD) == []
    with visit(width=1280) as page:
        enter(page, portal, "admin", site="national")
        page.goto(portal.url("national", "/admin/synonyms/"))
        page.get_by_text("Ajouter une règle").click()
        page.get_by_label("Règle", exact=True).fill(f"{WORD} => {MEANT}")
        page.get_by_role("button", name="Ajouter au brouillon").click()
        expect(page.get_by_text("1 changement pas encore appliqué")).to_be_visible()
        # Nobody else sees a draft.
        assert found(portal, WORD) == []

        page.goto(portal.url("national", f"/admin/synonyms/try/?q={WORD}"))
        before, after = page.locator(".synonyms-sides > *").all()
        expect(after).to_contain_text(MEANT)
        expect(before).not_to_contain_text(MEANT)

        page.goto(portal.url("national", "/admin/synonyms/apply/"))
        page.get_by_label("Ce qui change").fill("Un mot de Reims")
        with page.expect_navigation():
            page.get_by_role("button", name="Appliquer", exact=True).click()
        assert MEANT in " ".join(found(portal, WORD)).lower()

        page.goto(portal.url("national", "/admin/synonyms/history/"))
        expect(page.get_by_text("Un mot de Reims")).to_be_visible()
        page.goto(portal.url("national", "/admin/synonyms/history/0/"))
        with page.expect_navigation():
            page.get_by_role("button", name="Revenir à cette version").click()
        assert found(portal, WORD) == []


def test_a_rule_that_is_none_is_explained_and_nothing_is_lost(visit, portal):
    with visit(width=1280) as page:
        enter(page, portal, "admin", site="national")
        page.goto(portal.url("national", "/admin/synonyms/"))
        page.get_by_text("Ajouter une règle").click()
        page.get_by_label("Règle", exact=True).fill("zinzoline")
        page.get_by_role("button", name="Ajouter au brouillon").click()
        expect(page.get_by_role("alert").first).to_be_visible()
        expect(page.get_by_label("Règle", exact=True)).to_have_value("zinzoline")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_screens_of_the_search_are_for_everyone(visit, portal, width):
    with visit(width=width) as page:
        enter(page, portal, "admin", site="national")
        for path in ("synonyms/", "synonyms/try/?q=taf", "synonyms/history/", "search-status/"):
            page.goto(portal.url("national", f"/admin/{path}"))
            assert_for_everyone(page, width)
