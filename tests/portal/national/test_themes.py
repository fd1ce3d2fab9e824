from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django_tenants.utils import tenant_context

from offers.models import ThemePage
from portal.asking import forget_asked
from portal.look.pictograms import PICTOGRAMS
from tests.contacts.factories import LYON_3, REIMS
from themes.models import Theme


def form_of(theme, **changes):
    return {
        "key": theme.key,
        "name_fr": theme.name["fr"],
        "name_en": theme.name["en"],
        "summary_fr": theme.summary["fr"],
        "summary_en": theme.summary["en"],
        "pictogram": theme.pictogram,
        **changes,
    }


def text_of(response):
    return response.content.decode()


@pytest.fixture
def housing(national):
    return Theme.objects.get(key="housing")


def test_a_theme_says_what_a_national_admin_writes_and_keeps_its_key(housing, send):
    changes = {"name_fr": "Se loger", "name_en": "", "pictogram": "money", "key": "logement"}
    response = send("themes:edit", housing.pk, **form_of(housing, **changes), urgent=["115"])
    assert response.status_code == 302
    housing.refresh_from_db()
    assert (housing.key, housing.name) == ("housing", {"fr": "Se loger"})
    assert (housing.pictogram, housing.urgent) == ("money", ["115"])


def test_without_its_french_name_a_theme_stays_as_it_was_and_nothing_typed_is_lost(housing, send):
    refused = send("themes:edit", housing.pk, **form_of(housing, name_fr="", name_en="Homes"))
    assert refused.status_code == 400
    assert "name" in refused.context["form"].errors
    assert 'value="Homes"' in text_of(refused)
    assert "Logement" in text_of(refused)
    assert Theme.objects.get(pk=housing.pk).name == housing.name


def test_each_pictogram_is_chosen_by_looking_at_it(admin, housing):
    page = text_of(admin.get(reverse("themes:edit", args=[housing.pk])))
    assert page.count('<svg class="picto"') == len(PICTOGRAMS)
    drawn = Path(settings.BASE_DIR, "portal/look/templates/look/pictograms")
    assert {path.stem for path in drawn.glob("*.svg")} == set(PICTOGRAMS)


def test_a_theme_goes_up_and_down_and_stops_at_the_ends(send, national):
    def order():
        return list(Theme.objects.ordered().values_list("key", flat=True))

    first, second, *others = order()
    send("themes:move", Theme.objects.get(key=second).pk, do="up")
    assert order() == [second, first, *others]
    send("themes:move", Theme.objects.get(key=second).pk, do="up")
    send("themes:move", Theme.objects.get(key=others[-1]).pk, do="down")
    assert order() == [second, first, *others]
    send("themes:move", Theme.objects.get(key=second).pk, do="down")
    assert order() == [first, second, *others]


def test_a_new_theme_is_tried_out_then_validated_then_retired_then_taken_up_again(
    admin, send, lyon, lot, housing, client_for
):
    key = {"key": "mobility", "name_fr": "Mobilité", "name_en": "Getting around"}
    created = send("themes:add", **form_of(housing, **key))
    theme = Theme.objects.get(key="mobility")
    assert created["Location"] == reverse("themes:questions", args=[theme.pk])

    def proposed(territory, commune):
        forget_asked()
        return "Mobilité" in text_of(client_for(territory).get(f"/themes/?commune={commune}"))

    def set_status(status, **data):
        return send("themes:status", theme.pk, status=status, **data)

    assert not proposed("lyon", LYON_3)
    assert set_status("experimental").status_code == 400
    set_status("experimental", tried_in=[lyon.pk])
    assert proposed("lyon", LYON_3)
    assert not proposed("reims", REIMS)
    page = text_of(admin.get(reverse("themes:status", args=[theme.pk])))
    assert "1\xa0territoire le propose" in page
    set_status("validated")
    assert proposed("reims", REIMS)
    set_status("retired")
    assert not proposed("lyon", LYON_3)
    page = text_of(admin.get(reverse("themes:status", args=[theme.pk])))
    assert "0\xa0territoire le propose" in page
    set_status("validated")
    assert proposed("lyon", LYON_3)


def test_who_is_concerned_is_said_before_a_theme_is_retired(
    admin, housing, make_offer, lyon, reims
):
    for territory in (lyon, reims):
        with tenant_context(territory):
            make_offer("housing")
    page = text_of(admin.get(reverse("themes:status", args=[housing.pk])))
    assert "2\xa0offres sont écrites pour lui" in page
    assert "Elles viennent de 2\xa0territoires" in page


def test_the_page_of_a_retired_theme_is_still_edited(housing, lyon, theme_page):
    Theme.objects.filter(pk=housing.pk).update(status=Theme.Status.RETIRED)
    form = ThemePage.get_edit_handler().get_form_class()(instance=theme_page("housing"))
    assert ("housing", "Logement") in form.fields["theme_key"].choices


def test_subthemes_are_added_renamed_ordered_and_removed_when_no_offer_is_there(
    admin, send, housing, make_offer, lyon
):
    def keys():
        return list(housing.subthemes.values_list("key", flat=True))

    before = keys()
    send("themes:subthemes", housing.pk, name_fr="Colocation", name_en="Flat sharing")
    assert keys() == [*before, "flat_sharing"]
    one = [housing.pk, "flat_sharing"]
    send("themes:subtheme", *one, do="up")
    assert keys() == [*before[:-1], "flat_sharing", before[-1]]
    assert send("themes:subtheme", *one, do="rename", name_fr="").status_code == 400
    send("themes:subtheme", *one, do="rename", name_fr="Coloc")
    assert housing.subthemes.get(key="flat_sharing").name == {"fr": "Coloc"}
    with tenant_context(lyon):
        offer = make_offer("housing", subtheme="flat_sharing")
    refused = admin.post(reverse("themes:subtheme", args=one), {"do": "remove"}, follow=True)
    assert "1\xa0offre y est rangée" in text_of(refused)
    assert "flat_sharing" in keys()
    with tenant_context(lyon):
        offer.unpublish()
    send("themes:subtheme", *one, do="remove")
    gone = send("themes:subtheme", *one, do="rename", name_fr="Colocation étudiante")
    assert "Quelqu’un a retiré ce sous-thème" in gone.content.decode()
    assert "Colocation étudiante" in gone.content.decode()
    moved = admin.post(reverse("themes:subtheme", args=one), {"do": "up"}, follow=True)
    assert "Quelqu’un a retiré ce sous-thème" in moved.content.decode()
    assert keys() == before


def test_the_list_of_themes_costs_the_same_whatever_their_number(
    admin, housing, django_assert_max_num_queries
):
    admin.get(reverse("themes:index"))
    for number in range(5):
        Theme.objects.create(
            key=f"theme_{number}", name=housing.name, summary=housing.summary, pictogram="other"
        )
    with django_assert_max_num_queries(14):
        admin.get(reverse("themes:index"))
