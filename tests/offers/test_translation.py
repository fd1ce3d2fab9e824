"""An offer is translated side by side, and the catalogue shows each reader one of the two."""

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from offers.models import OfferPage
from search.models import CatalogueOffer
from search.services import live_offer


@pytest.fixture
def english(lyon):
    return Locale.objects.get(language_code="en")


@pytest.fixture
def offer(lyon, make_offer):
    return make_offer(
        criteria={"housing_duration": ["months"]},
        places=[{"name": "Maison des jeunes", "postal_code": "69500", "commune": "69029"}],
        delay_days=2,
    )


@pytest.fixture
def submit(lyon, sign_in, english):
    """What an editor does: “translate this page” into English."""

    def send(role, page):
        client = sign_in(role, lyon)
        response = client.post(
            reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
            {"locales": [english.pk]},
        )
        assert response.status_code == 302, response.content
        connection.set_tenant(lyon)
        return client

    return send


def translate(page, english, words):
    translation = Translation.objects.get(source__object_id=page.translation_key)
    segments = StringSegment.objects.filter(source=translation.source).select_related(
        "string", "context"
    )
    for segment in segments:
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=english,
            context=segment.context,
            data=words.get(segment.context.path, f"EN {segment.string.data}"),
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )


def test_a_translation_goes_from_the_editor_to_the_catalogue(
    lyon, offer, english, submit, django_capture_on_commit_callbacks
):
    client = submit("animator", offer)
    draft = OfferPage.objects.get(locale=english)
    assert not draft.live
    assert CatalogueOffer.objects.get().shown_in == ["en", "fr"]

    translate(offer, english, {"title": "A room in somebody’s home"})
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            reverse("wagtailadmin_pages:edit", args=[draft.pk]), {"action": "publish"}
        )
    assert response.status_code == 302
    connection.set_tenant(lyon)

    rows = {row.language: row for row in CatalogueOffer.objects.live()}
    assert rows["en"].shown_in == ["en"]
    assert rows["fr"].shown_in == ["fr"]
    assert rows["en"].card["title"] == "A room in somebody’s home"
    assert rows["en"].card["summary"].startswith("EN ")
    assert rows["en"].detail["body"].startswith("<")
    assert rows["en"].page_id == draft.pk
    for name in ("theme", "criteria", "included", "delay_days", "organisation_id", "points"):
        assert getattr(rows["en"], name) == getattr(rows["fr"], name)
    assert live_offer(rows["fr"].key, language="en") == rows["en"]


def test_the_french_offer_answers_in_english_again_once_the_translation_leaves(
    offer, english, submit, django_capture_on_commit_callbacks
):
    submit("animator", offer)
    translate(offer, english, {})
    with django_capture_on_commit_callbacks(execute=True):
        Translation.objects.get(source__object_id=offer.translation_key).save_target(publish=True)
    OfferPage.objects.get(locale=english).unpublish()
    assert CatalogueOffer.objects.live().get().shown_in == ["en", "fr"]


def test_an_editor_submits_a_translation_and_cannot_publish_it(lyon, offer, english, submit):
    client = submit("editor", offer)
    draft = OfferPage.objects.get(locale=english)
    client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), {"action": "publish"})
    connection.set_tenant(lyon)
    assert not OfferPage.objects.get(pk=draft.pk).live


def test_the_address_of_a_translation_is_in_its_language(offer, english, submit):
    submit("animator", offer)
    draft = OfferPage.objects.get(locale=english)
    assert draft.full_url == f"http://lyon.portail.localhost/en/offres/lyon-{draft.pk}/"


def test_what_binds_the_organisation_is_not_for_the_translator_to_change(offer, submit):
    submit("animator", offer)
    source = Translation.objects.get(source__object_id=offer.translation_key).source
    paths = set(source.overridablesegment_set.values_list("context__path", flat=True))
    bound = {"delay_days", "criteria", "coverage", "organisation", "modes", "ends_on", "places"}
    assert not paths & bound
