"""The logo, the languages and the themes of a territory, in preparation or open."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django_tenants.utils import tenant_context
from PIL import Image

from offers.models import OfferPage, ThemePage
from search.models import CatalogueOffer
from tenants.models import Logo, Opening, Territory
from tests.offers.conftest import make_offer, organisation_of, theme_page
from tests.portal.national.test_openings import opening
from tests.portal.national.test_territories import form

__all__ = ["make_offer", "opening", "organisation_of", "theme_page"]


def text_of(response):
    return response.content.decode()


def picture(size=(900, 300), kind="PNG"):
    content = BytesIO()
    Image.new("RGB", size, "teal").save(content, kind)
    return SimpleUploadedFile(f"logo.{kind.lower()}", content.getvalue())


def look(**changes):
    return form(palette="reims", name="Grand Reims", host="reims.portail.localhost", **changes)


def test_a_logo_is_kept_small_and_shown_on_its_site_alone(send, admin, reims, client_for):
    said = {"picture": picture(kind="JPEG"), "logo_alt": "Grand Reims", "languages": ["en"]}
    assert send("territories:edit", reims.pk, **look(**said)).status_code == 302
    connection.set_schema_to_public()
    kept = Territory.objects.get(pk=reims.pk).logo
    with Image.open(BytesIO(kept.content)) as image:
        assert (image.format, image.size) == ("PNG", (480, 160))
    home = text_of(client_for(reims).get("/"))
    address = reverse("look:logo", args=[kept.pk])
    assert f'<img class="logo" src="{address}" alt="Grand Reims">' in home
    assert client_for(reims).get(address)["Content-Type"] == "image/png"
    assert client_for("lyon").get(address).status_code == 404
    assert "data:image/png" in text_of(admin.get(reverse("territories:edit", args=[reims.pk])))
    send("territories:edit", reims.pk, **look(no_logo="on", languages=["en"]))
    assert 'class="logo"' not in text_of(client_for(reims).get("/"))
    assert not Logo.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"picture": SimpleUploadedFile("a.png", b"<svg/>"), "logo_alt": "x"}, "picture"),
        ({"picture": SimpleUploadedFile("a.png", b"x" * 2_100_000), "logo_alt": "x"}, "picture"),
        ({"picture": picture((5001, 2))}, "picture"),
        ({"picture": picture()}, "logo_alt"),
        ({"languages": ["de"]}, "languages"),
    ],
)
def test_what_is_no_logo_is_refused_with_a_sentence(send, reims, said, field):
    refused = send("territories:edit", reims.pk, **look(**said))
    assert refused.context["form"].errors[field]
    connection.set_schema_to_public()
    assert Territory.objects.get(pk=reims.pk).logo is None


def test_a_territory_in_french_alone_offers_no_other_language(send, reims, client_for):
    young = client_for(reims)
    assert 'hreflang="en"' in text_of(young.get("/"))
    send("territories:edit", reims.pk, **look())
    assert 'hreflang="en"' not in text_of(young.get("/"))
    away = young.get("/en/themes/?commune=51454")
    assert (away.status_code, away["Location"]) == (307, "/themes/?commune=51454")
    assert young.get("/admin/login/", headers={"accept-language": "en"}).status_code == 200
    assert client_for("lyon").get("/en/").status_code == 200


def test_logo_and_languages_of_a_preparation_open_with_the_territory(
    send, admin, opening, client_for
):
    colours = {name: value for name, value in look().items() if name.startswith("palette_")}
    said = {"picture": picture(), "logo_alt": "Marne", **colours}
    assert send("openings:step", opening.pk, "look", **said).status_code == 302
    page = text_of(admin.get(reverse("openings:step", args=[opening.pk, "look"])))
    assert "data:image/png" in page
    send("openings:open", opening.pk)
    home = text_of(client_for("marne").get("/"))
    assert 'alt="Marne"' in home
    assert 'hreflang="en"' not in home
    assert Opening.objects.get().state == "open"


def test_what_becomes_of_offers_is_said_before_a_theme_goes(
    send, admin, reims, client_for, make_offer
):
    make_offer(theme="housing")
    kept = make_offer(theme="health")
    page = send("territories:themes", reims.pk, themes=["health"])
    assert "1 offre quitte le catalogue" in text_of(page)
    connection.set_schema_to_public()
    assert CatalogueOffer.objects.live().filter(territory=reims).count() == 2
    send("territories:themes", reims.pk, themes=["health"], apply="1")
    connection.set_schema_to_public()
    shown = CatalogueOffer.objects.live().get(territory=reims)
    assert shown.page_id == kept.pk
    young = client_for(reims)
    assert "Logement" not in text_of(young.get("/themes/?commune=51454"))
    assert young.get("/themes/housing/questions/1/?commune=51454").status_code == 404
    with tenant_context(reims):
        assert OfferPage.objects.filter(live=False).count() == 1
    send("territories:themes", reims.pk, themes=["health", "housing"], apply="1")
    with tenant_context(reims):
        assert ThemePage.objects.live().filter(theme_key="housing").count() == 2
    assert young.get("/themes/housing/questions/1/?commune=51454").status_code == 200
    assert send("territories:themes", reims.pk).status_code == 400


def test_a_theme_that_it_never_had_opens_with_its_page(send, opening, client_for):
    send("openings:open", opening.pk)
    marne = Territory.objects.get(schema_name="marne")
    send("territories:themes", marne.pk, themes=["housing", "health"], apply="1")
    with tenant_context(marne):
        assert ThemePage.objects.live().filter(theme_key="health").count() == 2
    assert client_for("marne").get("/themes/health/questions/1/?commune=08409").status_code == 200


@pytest.mark.parametrize("role", ["animator", "editor", "national"])
def test_themes_are_changed_by_national_admins_on_the_national_site(
    client_for, person, reims, role, django_assert_max_num_queries
):
    client = client_for(reims)
    client.force_login(person(role, reims))
    address = reverse("territories:themes", args=[reims.pk])
    data = {"themes": ["health"], "apply": "1"}
    assert {client.get(address).status_code, client.post(address, data).status_code} <= {302, 404}
    connection.set_schema_to_public()
    assert Territory.objects.get(pk=reims.pk).themes == []


def test_spare_schemas_are_no_territories_on_the_screens(admin, django_assert_max_num_queries):
    page = text_of(admin.get(reverse("territories:index")))
    assert "spare_" not in page
    assert "Grand Reims" in page
    connection.set_schema_to_public()
    spare = Territory.objects.get(status="spare")
    assert admin.get(reverse("territories:edit", args=[spare.pk])).status_code == 404
