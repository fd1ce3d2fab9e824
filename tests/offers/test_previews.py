"""An editor sees the offer as a young person with chosen answers will."""

import pytest
from django.urls import reverse

from offers.models import ContentPage, HomePage, OfferPage
from offers.previews import read_mode, write_mode


@pytest.fixture
def offer(lyon, make_offer):
    page = make_offer(
        publish=False, criteria={"housing_duration": ["months"], "age": {"min": 18, "max": 25}}
    )
    return OfferPage.objects.get(pk=page.pk)


def test_the_modes_are_typical_young_people_of_the_theme(offer):
    modes = dict(offer.preview_modes)
    assert next(iter(modes)) == ""
    assert "answers:housing_duration=months&age=18" in modes
    assert "answers:housing_duration=tonight" in modes
    assert "answers:age=16" in modes


def test_a_new_offer_can_be_previewed_before_it_has_a_place_in_the_tree(db):
    assert [mode for mode, _label in OfferPage().preview_modes] == [""]


def test_a_mode_is_read_back_as_answers(offer):
    questionnaire = offer.theme_page.questionnaire()
    mode = write_mode([("housing_duration", "months"), ("age", "18")])
    assert read_mode(mode, questionnaire) == {
        "housing_duration": frozenset({"months"}),
        "age": 18,
    }


@pytest.mark.parametrize(
    "mode", ["", "answers:", "answers:colour=blue", "answers:age=old", "default", "answers:%00"]
)
def test_a_mode_that_no_longer_means_anything_is_no_answer(offer, mode):
    assert read_mode(mode, offer.theme_page.questionnaire()) == {}


@pytest.mark.parametrize("role", ["editor", "animator"])
def test_the_preview_shows_the_draft_in_every_mode(offer, lyon, sign_in, offer_form, role):
    client = sign_in(role, lyon)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[offer.pk])
    form = offer_form(title="Titre pas encore publié")
    assert client.post(url, form).json() == {"is_valid": True, "is_available": True}
    for mode, _label in offer.preview_modes:
        response = client.get(url, {"mode": mode, "in_preview_panel": "true"})
        assert response.status_code == 200
        assert "Titre pas encore publié" in response.content.decode()


def test_a_new_offer_is_previewed_while_it_is_written(lyon, sign_in, offer_form, theme_page):
    client = sign_in("editor", lyon)
    url = reverse(
        "wagtailadmin_pages:preview_on_add", args=["offers", "offerpage", theme_page().pk]
    )
    assert client.post(url, offer_form()).json()["is_valid"]
    assert "Une chambre chez l’habitant" in client.get(url).content.decode()


def test_the_editor_has_a_phone_size_preview(offer, lyon, sign_in):
    html = (
        sign_in("editor", lyon)
        .get(reverse("wagtailadmin_pages:edit", args=[offer.pk]))
        .content.decode()
    )
    assert 'data-device-width="375"' in html


def test_a_page_address_leads_to_the_journey(offer, lyon, client_for):
    offer.get_latest_revision().publish()
    response = client_for("lyon").get(f"/{offer.get_parent().slug}/{offer.slug}/")
    assert (response.status_code, response.url) == (302, f"/offres/lyon-{offer.pk}/")


def test_an_editorial_page_is_previewed_as_the_journey_shows_it(lyon, sign_in):
    page = ContentPage(title="Nos aides", body=[("heading", "Bienvenue")])
    HomePage.objects.get(locale__language_code="fr").add_child(instance=page)
    page.save_revision()
    response = sign_in("editor", lyon).get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert "Bienvenue" in response.content.decode()


def test_an_editorial_page_is_at_its_journey_address(lyon, client_for):
    page = ContentPage(title="Nos aides", slug="nos-aides", body=[("heading", "Bienvenue")])
    HomePage.objects.get(locale__language_code="fr").add_child(instance=page)
    assert page.full_url == "http://lyon.portail.localhost/infos/nos-aides/"
    assert client_for("lyon").get("/nos-aides/").url == "/infos/nos-aides/"
    assert "Bienvenue" in client_for("lyon").get("/infos/nos-aides/").content.decode()
