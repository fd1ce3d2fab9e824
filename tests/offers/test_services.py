import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext, override
from wagtail.models import GroupApprovalTask, Page, Site, Workflow

from contacts.models import Professional
from offers.models import HomePage, OfferPage, ThemePage
from offers.services import update_offer
from search.models import CatalogueOffer
from themes.models import Theme


def refused(make, **fields):
    with pytest.raises(ValidationError) as error:
        make(**fields)
    return error.value.message_dict


def test_a_created_offer_is_a_draft_until_it_is_published(lyon, make_offer):
    page = make_offer(publish=False)
    assert not OfferPage.objects.get(pk=page.pk).live
    assert not CatalogueOffer.objects.exists()


def test_a_published_offer_is_live_and_in_the_catalogue(lyon, make_offer):
    page = make_offer(
        places=[{"name": "Maison des jeunes", "postal_code": "69003", "commune": "69123"}],
        hours=[{"days": ["mon", "fri"], "opens": "09:00", "closes": "12:30"}],
        starts_on="2026-01-01",
        criteria={"housing_duration": ["tonight"]},
    )
    row = CatalogueOffer.objects.get()
    assert (row.territory, row.page_id, row.live) == (lyon, page.pk, True)
    assert row.detail["hours"] == [{"days": ["mon", "fri"], "opens": "09:00", "closes": "12:30"}]
    assert row.detail["steps"] == ["Tu nous appelles", "On se rencontre"]
    assert row.card["places"][0]["commune_name"] == "Lyon"
    assert row.criteria == {"housing_duration": ["tonight"]}
    assert row.included == ["epci:200046977"]


def test_two_offers_may_have_the_same_title(lyon, make_offer):
    assert [make_offer().slug, make_offer().slug] == [
        "une-chambre-chez-lhabitant",
        "une-chambre-chez-lhabitant-2",
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"summary": "x" * 301}, "summary"),
        ({"summary": ""}, "summary"),
        ({"delay_days": 0}, "delay_days"),
        ({"delay_days": 8}, "delay_days"),
        ({"modes": []}, "modes"),
        ({"modes": ["by_pigeon"]}, "modes"),
        ({"languages": ["elvish"]}, "languages"),
        ({"coverage": ["commune:00000x"]}, "coverage"),
        ({"coverage": ["-commune:69029"]}, "coverage"),
        ({"coverage": ["commune:99999"]}, "coverage"),
        ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "ends_on"),
        ({"free": False}, "price"),
        ({"subtheme": "cv"}, "subtheme"),
        ({"criteria": {"favourite_colour": ["blue"]}}, "criteria"),
        ({"criteria": {"housing_duration": ["forever"]}}, "criteria"),
        ({"criteria": {"housing_duration": {"min": 3}}}, "criteria"),
        ({"criteria": {"age": ["young"]}}, "criteria"),
        ({"weekly_capacity": 0}, "weekly_capacity"),
        ({"review_every_months": 0}, "review_every_months"),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(lyon, make_offer, fields, field):
    assert field in refused(make_offer, **fields)
    assert not OfferPage.objects.exists()


def test_an_organisation_of_elsewhere_cannot_offer_here(reims, lyon, make_offer, organisation_of):
    assert "organisation" in refused(make_offer, organisation=organisation_of(reims))


def test_the_professional_is_of_the_organisation(lyon, make_offer, organisation_of):
    other = Professional.objects.get(organisation=organisation_of(lyon, name="Une autre"))
    assert "professional" in refused(make_offer, professional=other)


def test_a_place_in_a_commune_that_does_not_exist_is_refused(lyon, make_offer):
    assert "commune" in refused(
        make_offer, places=[{"name": "Ici", "postal_code": "69003", "commune": "99999"}]
    )


def test_a_place_without_a_position_stands_at_the_town_hall(lyon, make_offer):
    page = make_offer(places=[{"name": "Ici", "postal_code": "69500", "commune": "69029"}])
    place = OfferPage.objects.get(pk=page.pk).places.get()
    assert place.lat == pytest.approx(45.74, abs=0.05)
    assert place.lon == pytest.approx(4.91, abs=0.05)


def test_an_update_changes_what_it_names_and_keeps_the_rest(lyon, make_offer):
    page = make_offer()
    update_offer(page=page, delay_days=7, publish=True)
    page = OfferPage.objects.get(pk=page.pk)
    assert (page.delay_days, page.modes) == (7, ["on_site"])
    assert CatalogueOffer.objects.get().delay_days == 7


def test_a_refused_update_changes_nothing(lyon, make_offer):
    page = make_offer()
    with pytest.raises(ValidationError):
        update_offer(page=page, delay_days=9, publish=True)
    assert OfferPage.objects.get(pk=page.pk).delay_days == 3


def test_a_new_territory_has_a_home_and_every_theme_in_both_languages(lyon):
    for language in ("fr", "en"):
        home = HomePage.objects.live().get(locale__language_code=language)
        themes = ThemePage.objects.live().child_of(home)
        assert sorted(themes.values_list("theme_key", flat=True)) == sorted(
            Theme.objects.current().values_list("key", flat=True)
        )
    assert (
        ThemePage.objects.get(theme_key="housing", locale__language_code="fr").title == "Logement"
    )
    assert ThemePage.objects.get(theme_key="housing", locale__language_code="en").title == "Housing"


def test_nothing_of_wagtails_welcome_is_left(lyon):
    assert {page.specific_class for page in Page.objects.filter(depth=2)} == {HomePage}
    assert Site.objects.get().root_page.specific.locale.language_code == "fr"
    with override("fr"):
        assert Workflow.objects.get().name == gettext("Review by an animator")
    assert [group.name for group in GroupApprovalTask.objects.get().groups.all()] == ["animator"]


def test_a_theme_opens_once_in_a_territory(lyon, theme_page):
    page = theme_page()
    again = ThemePage(title="Logement bis", theme_key="housing", locale=page.locale)
    with pytest.raises(ValidationError) as refusal:
        page.get_parent().add_child(instance=again)
    assert "theme_key" in refusal.value.message_dict


def test_a_theme_page_asks_the_national_questions_in_its_language(lyon, theme_page):
    french, english = theme_page().questionnaire(), theme_page(language="en").questionnaire()
    assert [q.key for q in french.questions] == [q.key for q in english.questions]
    assert french.questions[0].text != english.questions[0].text
    assert connection.schema_name == "lyon"
