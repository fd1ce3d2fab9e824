"""What an editor and an animator may do, through the screens they use."""

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import Page

from offers.models import OfferPage, ThemePage
from search.models import CatalogueOffer


def add_url(theme):
    return reverse("wagtailadmin_pages:add", args=["offers", "offerpage", theme.pk])


def test_an_editor_writes_an_offer_and_submits_it(lyon, sign_in, offer_form, theme_page):
    client = sign_in("editor", lyon)
    response = client.post(add_url(theme_page()), offer_form("submit"))
    assert response.status_code == 302
    connection.set_tenant(lyon)
    offer = OfferPage.objects.get()
    assert offer.current_workflow_state.status == "in_progress"
    assert not offer.live
    assert not CatalogueOffer.objects.exists()


def test_an_editor_cannot_publish(lyon, sign_in, offer_form, theme_page):
    client = sign_in("editor", lyon)
    client.post(add_url(theme_page()), offer_form("publish"))
    connection.set_tenant(lyon)
    assert not OfferPage.objects.get().live
    assert not CatalogueOffer.objects.exists()


@pytest.mark.parametrize("screen", ["unpublish", "delete"])
def test_an_editor_cannot_take_a_live_offer_away(lyon, sign_in, make_offer, screen):
    offer = make_offer()
    client = sign_in("editor", lyon)
    client.post(reverse(f"wagtailadmin_pages:{screen}", args=[offer.pk]))
    connection.set_tenant(lyon)
    assert OfferPage.objects.get(pk=offer.pk).live


def test_an_animator_publishes_what_an_editor_submitted(
    lyon, sign_in, offer_form, theme_page, django_capture_on_commit_callbacks
):
    sign_in("editor", lyon).post(add_url(theme_page()), offer_form("submit"))
    connection.set_tenant(lyon)
    offer = OfferPage.objects.get()
    state = offer.current_workflow_task_state
    response = sign_in("animator", lyon).post(
        reverse("wagtailadmin_pages:workflow_action", args=[offer.pk, "approve", state.pk])
    )
    assert response.status_code == 302
    row = CatalogueOffer.objects.get()
    assert (row.live, row.card["title"]) == (True, "Une chambre chez l’habitant")


def test_an_animator_edits_and_publishes_the_offer_of_an_editor(
    lyon, sign_in, offer_form, make_offer
):
    offer = make_offer(publish=False)
    client = sign_in("animator", lyon)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[offer.pk]), offer_form("publish", delay_days=5)
    )
    assert CatalogueOffer.objects.get().delay_days == 5


@pytest.mark.parametrize("role", ["editor", "animator"])
def test_nobody_of_a_territory_adds_a_home_or_an_account(lyon, sign_in, role):
    client = sign_in(role, lyon)
    root = Page.get_first_root_node()
    for url in (
        reverse("wagtailadmin_pages:add", args=["offers", "homepage", root.pk]),
        reverse("wagtailusers_users:index"),
        reverse("wagtailusers_groups:index"),
    ):
        assert client.get(url).status_code == 302


def test_the_form_shows_the_questions_of_the_theme(lyon, sign_in, theme_page):
    html = sign_in("editor", lyon).get(add_url(theme_page())).content.decode()
    assert "Dès ce soir" in html
    assert 'name="criteria-housing_duration"' in html
    assert 'name="criteria-age-min"' in html


def test_what_is_ticked_and_picked_is_stored(lyon, sign_in, offer_form, theme_page):
    form = offer_form("publish", coverage="Métropole de Lyon (epci:200046977)\n- commune:69029")
    form |= {
        "criteria-housing_duration": ["tonight", "months"],
        "criteria-age-min": "18",
        "modes": ["on_site", "remote"],
    }
    sign_in("animator", lyon).post(add_url(theme_page()), form)
    row = CatalogueOffer.objects.get()
    assert row.criteria == {"housing_duration": ["months", "tonight"], "age": {"min": 18}}
    assert (row.included, row.excluded) == (["epci:200046977"], ["commune:69029"])
    assert row.modes == ["on_site", "remote"]


@pytest.mark.parametrize(
    "changes",
    [
        {"coverage": "Atlantide"},
        {"coverage": "commune:99999"},
        {"delay_days": 30},
        {"price": "", "free": ""},
        {"modes": []},
        {"summary": "x" * 301},
        {"subtheme": "cv"},
        {"criteria-age-min": "jeune"},
    ],
)
def test_a_mistake_is_said_beside_its_field(lyon, sign_in, offer_form, theme_page, changes):
    client = sign_in("animator", lyon)
    response = client.post(add_url(theme_page()), {**offer_form("publish"), **changes})
    field = next(iter(changes)).partition("-")[0]
    assert list(response.context["form"].errors) == [field]
    connection.set_tenant(lyon)
    assert not OfferPage.objects.exists()


def test_a_draft_may_wait_for_its_words(lyon, sign_in, offer_form, theme_page):
    response = sign_in("editor", lyon).post(
        add_url(theme_page()), offer_form(summary="", steps="", modes=[])
    )
    assert response.status_code == 302
    connection.set_tenant(lyon)
    assert OfferPage.objects.get().summary == ""


def test_an_organisation_of_reims_cannot_be_put_on_an_offer_of_lyon(
    reims, lyon, sign_in, offer_form, theme_page, organisation_of
):
    form = offer_form("publish", organisation=organisation_of(reims).pk)
    response = sign_in("animator", lyon).post(add_url(theme_page()), form)
    assert list(response.context["form"].errors) == ["organisation"]
    connection.set_tenant(lyon)
    assert not OfferPage.objects.exists()


def test_the_theme_of_a_theme_page_never_changes(lyon, sign_in, theme_page):
    page = theme_page()
    client = sign_in("animator", lyon)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {
            "title": "Logement", "slug": page.slug, "theme_key": "health",
            "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, "action-publish": "1",
        },
    )  # fmt: skip
    connection.set_tenant(lyon)
    assert ThemePage.objects.get(pk=page.pk).theme_key == "housing"
