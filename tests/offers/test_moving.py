"""Themes of the country are merged or split: the offers of each territory follow, and come back."""

import html
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django_tenants.utils import schema_context, tenant_context
from wagtail.models import Locale, PageLogEntry
from wagtail_localize.models import TranslationSource

from offers.models import OfferPage
from offers.moving import LOG_ACTION, move_waiting_territories
from search.models import CatalogueOffer
from tenants.models import Territory
from themes.models import SubTheme, TerritoryReshaping, Theme
from themes.moves import Need
from themes.reshaping import forget_what_was, moves_in, reshape_themes, undo_reshaping

BY = "national@example.invalid"


@pytest.fixture
def housing(public):
    """Housing with two needs, health with none of its own: whatever the files say."""
    SubTheme.objects.filter(theme__key__in=["housing", "health"]).delete()
    theme = Theme.objects.get(key="housing")
    for order, key in enumerate(["rent", "rights"]):
        SubTheme.objects.create(theme=theme, key=key, name={"fr": key}, order=order)
    return theme


@pytest.fixture
def reshape(housing):
    def decide(moves):
        with schema_context("public"):
            return reshape_themes(theme=housing, moves=moves, by=BY, now=timezone.now())

    return decide


MERGED = {
    Need("housing"): Need("health"),
    Need("housing", "rent"): Need("health", "rent"),
    Need("housing", "rights"): Need("health"),
}
SPLIT = {Need("housing", "rent"): Need("health", "rent")}


def undo(reshaping):
    with schema_context("public"):
        undo_reshaping(reshaping=reshaping, by=BY, now=timezone.now())
    move_waiting_territories()
    reshaping.refresh_from_db()


def place_of(page):
    """(theme, sub-theme of the page, of its draft, theme and sub-theme in the catalogue)."""
    page = OfferPage.objects.get(pk=page.pk)
    row = CatalogueOffer.objects.live().filter(key=page.catalogue_key).first()
    drafted = page.get_latest_revision_as_object().subtheme
    return page.theme_page.theme_key, page.subtheme, drafted, row and (row.theme, row.subtheme)


def test_offers_follow_a_theme_that_is_merged_and_come_back(reshape, make_offer, lyon, reims):
    Territory.objects.filter(pk=lyon.pk).update(themes=["training", "housing"])
    with tenant_context(reims):
        elsewhere = make_offer(subtheme="rights", criteria={"housing_duration": ["year"]})
    with tenant_context(lyon):
        live = make_offer(subtheme="rent", criteria={"age": {"min": 18}})
        make_offer(theme="health")
        translation = live.copy_for_translation(Locale.objects.get(language_code="en"))
        translation.save_revision().publish()
        TranslationSource.get_or_create_from_instance(live)
        draft = make_offer(publish=False, subtheme="rent")
        later = make_offer(subtheme="rights")
        later.subtheme = "rent"
        later.go_live_at = timezone.now() + timedelta(days=3)
        later.save_revision().publish()
        gone = make_offer()
        CatalogueOffer.objects.filter(key=gone.catalogue_key).update(live=False)
    before = {}
    with tenant_context(lyon):
        for page in (live, translation, draft, later, gone):
            before[page.pk] = place_of(page)
    made = reshape(MERGED)
    assert "housing" in Theme.objects.current(reims).values_list("key", flat=True)
    move_waiting_territories()

    assert not TerritoryReshaping.objects.waiting().exists()
    assert Theme.objects.get(key="housing").status == Theme.Status.RETIRED
    assert "housing" not in Theme.objects.current(reims).values_list("key", flat=True)
    assert Territory.objects.get(pk=lyon.pk).themes == ["training", "health"]
    with tenant_context(lyon):
        assert place_of(live) == ("health", "rent", "rent", ("health", "rent"))
        assert OfferPage.objects.get(pk=live.pk).slug == "une-chambre-chez-lhabitant-2"
        assert place_of(translation) == ("health", "rent", "rent", ("health", "rent"))
        assert OfferPage.objects.get(pk=translation.pk).theme_page.locale.language_code == "en"
        original = TranslationSource.objects.get().as_instance()
        assert (original.subtheme, original.slug) == ("rent", "une-chambre-chez-lhabitant-2")
        assert place_of(draft) == ("health", "rent", "rent", None)
        assert place_of(later) == ("health", "", "rent", ("health", ""))
        assert place_of(gone) == ("health", "", "", None)
        told = PageLogEntry.objects.filter(action=LOG_ACTION, page=live.pk).get()
        assert (told.data["after"], told.data["by"]) == (["health", "rent"], BY)
        assert told.label
        assert OfferPage.objects.get(pk=later.pk).scheduled_revision.content["subtheme"] == "rent"
        # Rewritten since: the words stay, whatever becomes of the theme.
        written = OfferPage.objects.get(pk=live.pk)
        written.summary = "On te présente des gens."
        written.save_revision().publish()
        since = make_offer(theme="health", subtheme="rent")
    with tenant_context(reims):
        assert place_of(elsewhere) == ("health", "", "", ("health", ""))
        page = OfferPage.objects.get(pk=elsewhere.pk)
        assert page.criteria == {"housing_duration": ["year"]}
        assert CatalogueOffer.objects.get(key=page.catalogue_key).criteria == {}

    undo(made)
    assert Theme.objects.get(key="housing").status == Theme.Status.VALIDATED
    assert Territory.objects.get(pk=lyon.pk).themes == ["training", "housing", "health"]
    with tenant_context(lyon):
        assert place_of(live) == before[live.pk]
        assert OfferPage.objects.get(pk=live.pk).summary == "On te présente des gens."
        assert place_of(translation) == before[translation.pk]
        assert place_of(draft) == before[draft.pk]
        assert place_of(later)[:2] == ("housing", "rights")
        assert place_of(gone) == before[gone.pk]
        assert place_of(since)[3] == ("health", "rent")
    with tenant_context(reims):
        assert place_of(elsewhere)[3] == ("housing", "rights")
        row = CatalogueOffer.objects.get(page_id=elsewhere.pk, territory=reims)
        assert row.criteria == {"housing_duration": ["year"]}
    # A sub-theme that was made for it stays as long as something is sorted there.
    assert SubTheme.objects.filter(theme__key="health", key="rent").exists()
    assert made.opened == {}


def test_who_is_killed_half_way_leaves_a_territory_whole_and_the_next_takes_it_up(
    reshape, make_offer, lyon, reims
):
    with tenant_context(reims):
        elsewhere = make_offer(subtheme="rent")
        stays = make_offer(subtheme="rights")
    with tenant_context(lyon):
        offers = [make_offer(subtheme="rent") for _number in range(2)]
        # The second one cannot be moved: its draft lacks a field.
        drafted = offers[1].latest_revision
        del drafted.content["subtheme"]
        drafted.save()
    made = reshape(SPLIT)
    move_waiting_territories()
    waiting = TerritoryReshaping.objects.waiting().get()
    assert (waiting.territory, bool(waiting.problem)) == (lyon, True)
    with tenant_context(lyon):
        assert place_of(offers[0])[0] == "housing"
        drafted.content["subtheme"] = "rent"
        drafted.save()
    with tenant_context(reims):
        assert place_of(elsewhere)[3] == ("health", "rent")
        assert place_of(stays)[3] == ("housing", "rights")
    for _again in range(2):
        move_waiting_territories()
    with tenant_context(lyon):
        assert [place_of(one)[3] for one in offers] == [("health", "rent")] * 2
    row = made.territories.get(territory=lyon)
    assert (row.problem, row.moved) == ("", 2)
    housing = Theme.objects.get(key="housing")
    assert housing.status == Theme.Status.VALIDATED
    assert list(housing.subthemes.values_list("key", flat=True)) == ["rights"]

    with tenant_context(reims):
        OfferPage.objects.get(pk=elsewhere.pk).delete()
    undo(made)
    with tenant_context(lyon):
        assert [place_of(one)[3] for one in offers] == [("housing", "rent")] * 2
    assert [one["back"] for one in made.territories.get(territory=reims).offers] == [False]
    assert list(housing.subthemes.values_list("key", flat=True)) == ["rent", "rights"]
    assert not SubTheme.objects.filter(theme__key="health").exists()


def test_an_emptied_theme_takes_no_offer_any_more(
    reshape, make_offer, theme_page, offer_form, sign_in, lyon
):
    with tenant_context(lyon):
        make_offer()
        emptied, other = theme_page("housing"), make_offer(theme="training")
    reshape(MERGED)
    animator = sign_in("animator", lyon)
    add = reverse("wagtailadmin_pages:add", args=["offers", "offerpage", emptied.pk])
    assert animator.get(add).status_code == 200
    move_waiting_territories()
    told = "écrivez cette offre dans"
    assert told in animator.get(add, follow=True).content.decode()
    typed = animator.post(add, offer_form(title="Titre qui reste")).content.decode()
    assert told in html.unescape(typed)
    assert "Titre qui reste" in typed
    move = reverse("wagtailadmin_pages:move_confirm", args=[other.pk, emptied.pk])
    assert told in animator.post(move, follow=True).content.decode()
    with tenant_context(lyon):
        assert not OfferPage.objects.child_of(emptied).exists()


def test_what_was_is_forgotten_after_a_month_and_cannot_be_undone_any_more(
    reshape, make_offer, lyon
):
    with tenant_context(lyon):
        make_offer(subtheme="rent")
    made = reshape(SPLIT)
    with pytest.raises(ValidationError):
        reshape(SPLIT)
    move_waiting_territories()
    assert forget_what_was(now=timezone.now()) == 0
    later = timezone.now() + timedelta(days=31)
    assert forget_what_was(now=later) == 1
    with pytest.raises(ValidationError):
        undo_reshaping(reshaping=made, by=BY, now=later)
    row = made.territories.get(territory=lyon)
    assert (row.offers, row.moved) == ([], 1)
    assert moves_in(lyon) == SPLIT
