"""A theme is merged or split from its screens: shown first, decided, followed, undone."""

import pytest
from django.db import connection
from django.urls import reverse
from django_tenants.utils import tenant_context

from offers.moving import move_waiting_territories
from portal.asking import forget_asked
from search.models import CatalogueOffer
from tenants.models import Opening, Territory
from tests.contacts.factories import LYON_3
from themes.drafting import desk_of
from themes.models import Reshaping, SubTheme, Theme


@pytest.fixture
def housing(national):
    """Housing with one need, health with none: whatever the files say."""
    SubTheme.objects.filter(theme__key__in=["housing", "health"]).delete()
    theme = Theme.objects.get(key="housing")
    SubTheme.objects.create(theme=theme, key="rent", name={"fr": "Louer", "en": "Rent"})
    return theme


@pytest.fixture
def plan(admin, housing):
    """`plan(data=None, **query)`: the screen of a plan; with data, what a button sends."""

    def ask(data=None, name="plan", **query):
        query = {"way": "merge", "into": "health", **query}
        address = reverse(f"themes:{name}", args=[housing.pk], query=query)
        return admin.get(address) if data is None else admin.post(address, data)

    return ask


MERGE = {"to.housing.": "health.", "to.housing.rent": "health.+"}


def text_of(response):
    return response.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_nothing_is_written_before_the_plan_is_confirmed_as_it_was_shown(
    plan, admin, housing, make_offer, lyon
):
    with tenant_context(lyon):
        make_offer(subtheme="rent", criteria={"housing_duration": ["year"]})
        make_offer(publish=False, title="Un brouillon")
    Territory.objects.filter(pk=lyon.pk).update(themes=["housing"])
    opening = Opening.objects.create(name="Ailleurs", themes=["housing"])
    connection.set_tenant(Territory.objects.get(schema_name="national"))

    assert admin.get(reverse("themes:reshape", args=[housing.pk])).status_code == 200
    refused = plan(into="")
    assert refused.status_code == 400
    menus = text_of(plan())
    assert "Un nouveau sous-thème" in menus
    assert plan(**{**MERGE, "to.housing.rent": "elsewhere."}).status_code == 400
    assert plan(way="split", **dict.fromkeys(MERGE, "")).status_code == 400

    shown = plan(**MERGE)
    page = text_of(shown)
    assert "Logement · Louer" in page
    assert "Santé · Louer" in page
    assert "Un brouillon · brouillon" in page
    assert [(one.territory, len(one.offers), one.drafts, one.stopping, one.opens)
            for one in shown.context["plan"].territories
            if one.territory == lyon] == [(lyon, 2, 1, 1, ("Santé",))]  # fmt: skip
    assert not Reshaping.objects.exists()

    listed = plan(name="plan_csv", **MERGE)
    assert "Un brouillon" in listed.content.decode()
    assert len(listed.content.decode().splitlines()) == 3

    with tenant_context(lyon):
        make_offer(title="Arrivée entre-temps")
    connection.set_tenant(Territory.objects.get(schema_name="national"))
    again = plan({"digest": shown.context["plan"].digest}, **MERGE)
    assert again.status_code == 400
    assert "Arrivée entre-temps" in text_of(again)
    assert not Reshaping.objects.exists()

    digest = again.context["plan"].digest
    decided = plan({"digest": digest}, **MERGE)
    made = Reshaping.objects.get()
    assert decided["Location"] == reverse("themes:reshaping", args=[housing.pk, made.pk])
    assert plan({"digest": digest}, **MERGE).status_code == 400
    opening.refresh_from_db()
    assert opening.themes == ["health"]
    move_waiting_territories()
    told = text_of(admin.get(decided["Location"]))
    assert "Un brouillon · brouillon" in told
    assert "3 offres" in told
    with tenant_context(lyon):
        assert CatalogueOffer.objects.live().filter(theme="health").count() == 2
    undone = admin.post(reverse("themes:undo", args=[housing.pk, made.pk]), follow=True)
    move_waiting_territories()
    assert CatalogueOffer.objects.live().filter(theme="housing").count() == 2
    opening.refresh_from_db()
    assert opening.themes == ["housing"]
    assert "annulé" in text_of(undone)
    told = text_of(admin.get(decided["Location"]))
    assert "sont revenues" in told
    assert "ont changé de place" not in told
    assert not SubTheme.objects.filter(theme__key="health").exists()


def test_questions_that_would_be_lost_go_into_the_draft_of_what_takes_over(
    plan, housing, make_offer, lyon
):
    with tenant_context(lyon):
        make_offer(criteria={"housing_duration": ["year"]})
    connection.set_tenant(Territory.objects.get(schema_name="national"))
    lacking = plan(**MERGE).context["lacking"]
    assert (lacking[0].key, lacking[0].offers) == ("housing_duration", 1)
    assert plan({}, name="take", **MERGE).status_code == 302
    health = Theme.objects.get(key="health")
    assert desk_of(health).draft is None
    taken = plan({"question": ["health.housing_duration"]}, name="take", **MERGE)
    assert taken["Location"] == reverse("themes:check", args=[health.pk])
    assert desk_of(health).changes.added == ("housing_duration",)
    assert plan(**MERGE).context["lacking"][0].drafted


def test_a_plan_asks_the_database_as_much_for_many_offers_as_for_one(
    plan, make_offer, lyon, django_assert_num_queries, django_assert_max_num_queries
):
    with tenant_context(lyon):
        make_offer(subtheme="rent", criteria={"housing_duration": ["year"]})
    connection.set_tenant(Territory.objects.get(schema_name="national"))
    plan(**MERGE)
    with django_assert_max_num_queries(120) as asked:
        plan(**MERGE)
    with tenant_context(lyon):
        for _number in range(2):
            make_offer(criteria={"housing_duration": ["year"]})
    connection.set_tenant(Territory.objects.get(schema_name="national"))
    with django_assert_num_queries(len(asked)):
        plan(**MERGE)


def test_old_addresses_lead_to_what_took_the_place_of_a_theme_and_back_once_it_is_undone(
    plan, admin, housing, make_offer, lyon, client_for
):
    with tenant_context(lyon):
        offer = make_offer(subtheme="rent")
    connection.set_tenant(Territory.objects.get(schema_name="national"))
    plan({"digest": plan(**MERGE).context["plan"].digest}, **MERGE)
    move_waiting_territories()
    forget_asked()
    site = client_for(lyon)
    commune = f"commune={LYON_3}"
    for old, new in {
        f"/themes/housing/offres/?{commune}&answer.age=19&subtheme=rent":
            f"/themes/health/offres/?{commune}&answer.age=19&subtheme=rent",
        f"/en/themes/housing/offres/carte/?{commune}": f"/en/themes/health/offres/carte/?{commune}",
        f"/themes/housing/questions/4/?{commune}": f"/themes/health/questions/1/?{commune}",
        f"/themes/housing/reponse/age/?{commune}": f"/themes/health/questions/1/?{commune}",
        f"/recherche/?{commune}&theme=housing&subtheme=rent":
            f"/recherche/?{commune}&theme=health&subtheme=rent",
    }.items():  # fmt: skip
        response = site.get(old)
        assert (response.status_code, response["Location"]) == (302, new)
        assert site.get(new).status_code == 200
    assert site.get(f"/themes/nothing/offres/?{commune}").status_code == 404
    assert site.get(f"/offres/lyon-{offer.pk}/").status_code == 200
    found = site.get(f"/api/v1/offers?{commune}&theme=housing&subtheme=rent").json()
    assert [(one["theme"], one["subtheme"]) for one in found["results"]] == [("health", "rent")]
    assert site.get("/api/v1/questionnaires/housing").json()["theme"] == "health"

    admin.post(reverse("themes:undo", args=[housing.pk, Reshaping.objects.get().pk]))
    move_waiting_territories()
    forget_asked()
    assert site.get(f"/themes/housing/offres/?{commune}&subtheme=rent").status_code == 200
    assert site.get("/api/v1/questionnaires/housing").json()["theme"] == "housing"
