"""What Wagtail shares by default between territories, and what an editor sees of neighbours."""

from io import BytesIO

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django_tenants.utils import tenant_context
from PIL import Image
from wagtail.models import ReferenceIndex, Site

from offers.models import HomePage, OfferPage, Picture
from tenants.accounts.models import User
from tenants.models import Domain
from tests.offers.admin_urls import admin_urls

SECRET = "Rue des Tanneurs"

# Reached without an account: signing in and out, choosing one's password, texts and icons.
OPEN = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
    "set_password",
}
# Wagtail's own rehearsal of a crash.
CRASHES = {"/admin/failwhale/"}


def picture(title, name="photo.png"):
    content = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(content, "PNG")
    return Picture.objects.create(title=title, file=ContentFile(content.getvalue(), name))


@pytest.fixture(autouse=True)
def _own_media(own_media):
    """Both territories have files of the same names."""


def test_each_territory_has_one_site_on_its_primary_host(lyon, reims, national):
    for territory in (lyon, reims, national):
        with tenant_context(territory):
            assert Site.objects.get().hostname == territory.host


def test_the_site_follows_the_primary_host(lyon):
    domain = Domain.objects.get(tenant=lyon)
    domain.domain = "grand-lyon.portail.localhost"
    connection.set_schema_to_public()
    domain.save()
    with tenant_context(lyon):
        assert Site.objects.get().hostname == "grand-lyon.portail.localhost"


def test_site_roots_are_remembered_by_territory(lyon, reims):
    roots = {}
    for territory in (lyon, reims, lyon):
        with tenant_context(territory):
            [(_site, path, url, _language), *_translations] = Site.get_site_root_paths()
            roots.setdefault(territory.slug, set()).add((path, url))
    assert roots["lyon"] == {("/lyon-home/", "http://lyon.portail.localhost")}
    assert roots["reims"] == {("/reims-home/", "http://reims.portail.localhost")}


@pytest.mark.parametrize("alias", ["default", "renditions"])
def test_every_cache_has_a_key_space_by_territory(lyon, reims, alias):
    with tenant_context(lyon):
        caches[alias].set("key", "of Lyon")
    with tenant_context(reims):
        assert caches[alias].get("key") is None


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_rendition_of_the_same_picture_number_is_each_territorys_own(lyon, reims):
    urls = {}
    for territory in (lyon, reims):
        with tenant_context(territory):
            photo = picture(f"Photo of {territory.slug}")
            urls[territory.slug] = photo.get_rendition("max-4x4").full_url
    assert urls["lyon"].startswith("http://lyon.portail.localhost/media/lyon/")
    assert urls["reims"].startswith("http://reims.portail.localhost/media/reims/")


def test_the_files_of_a_territory_are_not_served_by_another(lyon, client_for):
    photo = picture("Photo")
    url = photo.file.url
    served = client_for("lyon").get(url)
    assert served.status_code == 200
    # Read to its end: the file is then closed.
    assert b"".join(served)
    assert client_for("reims").get(url).status_code == 404


def test_a_document_is_not_served_as_a_file(lyon, client_for):
    from wagtail.documents.models import Document

    document = Document.objects.create(title="Liste", file=ContentFile(b"x", "liste.txt"))
    assert client_for("lyon").get(document.file.url).status_code == 404


def test_a_preview_stays_in_the_territory_even_when_the_sites_host_is_wrong(
    lyon, make_offer, sign_in
):
    offer = make_offer()
    Site.objects.update(hostname="portail.localhost")
    client = sign_in("editor", lyon)
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[offer.pk]))
    assert response.status_code == 200
    assert offer.title in response.content.decode()
    assert connection.schema_name == "lyon"


def test_shared_rows_are_not_in_a_territorys_reference_index():
    from contacts.models import Organisation, Professional
    from tenants.models import Territory
    from themes.models import Theme

    for model in (Organisation, Professional, Territory, Theme, User):
        assert model not in ReferenceIndex.tracked_models


def test_an_animator_with_every_right_of_wagtails_user_screens_still_does_not_enter_them(
    lyon, person, client_for
):
    from django.contrib.auth.models import Permission

    animator = person("animator", lyon)
    animator.user_permissions.set(
        Permission.objects.filter(codename__in=["add_user", "change_user", "delete_user"])
    )
    client = client_for("lyon")
    client.force_login(animator)
    for name in ("wagtailusers_users:index", "wagtailusers_users:add"):
        assert client.get(reverse(name)).status_code == 302
    other = User.objects.create_user("other@example.invalid", "secret")
    client.post(
        reverse("wagtailusers_users:edit", args=[other.pk]),
        {"email": "other@example.invalid", "is_superuser": "on", "is_active": "on"},
    )
    connection.set_tenant(lyon)
    assert not User.objects.get(pk=other.pk).is_superuser


@pytest.fixture
def reims_secrets(reims, make_offer, organisation_of):
    """What Reims has that Lyon must never read."""
    organisation = organisation_of(reims, name=f"Association {SECRET}")
    offer = make_offer(title=f"Offre {SECRET}", organisation=organisation)
    picture(f"Photo {SECRET}", "rue.png")
    editor = User.objects.create_user("tanneurs@example.invalid", "secret", first_name=SECRET)
    from tenants.roles import Role, set_role

    set_role(user=editor, role=Role.EDITOR)
    offer.save_revision(user=editor)
    return {"offer": offer, "organisation": organisation}


def test_an_editor_of_lyon_enters_no_screen_of_reims(lyon, reims, person, client_for, make_offer):
    editor = person("editor", lyon)
    connection.set_tenant(reims)
    offer = make_offer()
    home = client_for("lyon")
    home.force_login(editor)
    cookie = home.cookies["sessionid"].value
    neighbour = client_for("reims")
    neighbour.cookies["sessionid"] = cookie
    entered = []
    for url, name in admin_urls(pk=str(offer.pk)).items():
        if name in OPEN or url in CRASHES:
            continue
        for method in (neighbour.get, neighbour.post):
            response = method(url)
            signing_in = response.status_code == 302 and "/admin/login/" in response.url
            if not signing_in and response.status_code not in (403, 404, 405):
                entered.append((url, name, response.status_code))
    assert entered == []


def test_an_editor_of_lyon_reads_nothing_of_reims_at_home(lyon, reims_secrets, sign_in, make_offer):
    connection.set_tenant(lyon)
    offer = make_offer()
    client = sign_in("editor", lyon)
    urls = [
        url + query
        for query in ("", "?q=Offre", "?q=Association")
        for url in admin_urls(pk=str(offer.pk))
    ]
    for secret in reims_secrets.values():
        urls += admin_urls(pk=str(secret.pk))
    told, crossed = [], 0
    for url in urls:
        if url.partition("?")[0] not in CRASHES:
            response = client.get(url)
            crossed += response.status_code == 200
            if SECRET in b"".join(response).decode(errors="replace"):
                told.append(url)
    assert told == []
    assert crossed > 50


def test_at_home_the_same_screens_do_show_what_the_crossing_looks_for(
    reims_secrets, reims, sign_in
):
    client = sign_in("editor", reims)
    shown = [
        url
        for url in admin_urls(pk=str(reims_secrets["offer"].pk))
        if url not in CRASHES and SECRET in b"".join(client.get(url)).decode(errors="replace")
    ]
    assert len(shown) > 10


def test_the_journey_address_of_a_page_is_on_its_own_host(lyon, reims, make_offer):
    with tenant_context(reims):
        offer = make_offer()
        assert offer.full_url == f"http://reims.portail.localhost/offres/reims-{offer.pk}/"
        assert HomePage.objects.get(locale__language_code="fr").full_url == (
            "http://reims.portail.localhost/"
        )
    with tenant_context(lyon):
        assert not OfferPage.objects.exists()
