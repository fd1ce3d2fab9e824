"""A territory that pauses, closes and opens again: what is seen of it, and who is told."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django_tenants.utils import tenant_context

from contacts.models import ContactRequest
from contacts.services import mark_contacted
from portal.pausing import close_territory, pause_territory, take_up_territory
from search.models import CatalogueOffer
from tenants.models import CoveredCommune, Territory
from tenants.provisioning import set_coverage
from tenants.status import change_status
from tests.contacts.factories import EMAIL, MONDAY, make_offer, send
from tests.offers.conftest import make_offer as write_offer
from tests.offers.conftest import organisation_of, theme_page

__all__ = ["organisation_of", "theme_page", "write_offer"]

WHY = "Nous revenons le 4 janvier."


def text_of(response):
    return response.content.decode()


def live(territory):
    return CatalogueOffer.objects.live().filter(territory=territory).count()


@pytest.fixture
def asked(reims):
    """Somebody who waits, somebody who was called, and the professional's link of the first."""
    waits, called = (send(make_offer(reims), contact=EMAIL).request for _number in range(2))
    mark_contacted(request=called, now=MONDAY)
    alert = waits.messages.get(kind="alert")
    alert.state = "sent"
    alert.save()
    link = alert.body.split("portail.localhost")[1].split()[0]
    connection.set_schema_to_public()
    return waits, called, link


def test_a_pause_shows_its_message_everywhere_and_keeps_promises(send, reims, asked, client_for):
    waits, _called, link = asked
    pages = [
        *("/", "/themes/?commune=51454", "/recherche/?q=logement", "/themes/housing/offres/"),
        *(f"/offres/{waits.offer_key}/", "/communes/?commune=reims", "/en/"),
    ]
    assert send("territories:pause", reims.pk, message=WHY).status_code == 302
    young = client_for(reims)
    for address in pages:
        page = young.get(address, follow=True)
        assert page.status_code == 503, address
        assert WHY in text_of(page)
        assert page["Retry-After"]
    answer = young.get("/api/v1/offers")
    assert (answer.status_code, list(answer.json()["errors"])) == (503, ["request"])
    assert young.post("/api/v1/contact-requests", {"offer": waits.offer_key}).status_code == 503
    for address in (f"/suivi/{waits.follow_token}/", link, "/ma-demande/", "/look/palette.css"):
        assert young.get(address).status_code == 200, address
    assert young.get("/infos/donnees-personnelles/").status_code == 200
    connection.set_schema_to_public()
    assert ContactRequest.objects.get(pk=waits.pk).status == "new"


def test_whoever_comes_by_the_national_site_reads_it_too(send, reims, client_for):
    country = client_for("national")
    asked = "/themes/?commune=51454"
    send("territories:pause", reims.pk, message=WHY)
    page = text_of(country.get(asked))
    assert "Boussole Grand Reims fait une pause" in page
    assert WHY in page
    assert "pas encore ouverte" not in page
    send("territories:close", reims.pk, message="Fini.", typed="reims")
    page = text_of(country.get(asked))
    assert "Fini." not in page
    assert "ouverte" in page


def test_its_offers_leave_and_come_back_with_what_was_published_meanwhile(
    reims, client_for, write_offer, theme_page
):
    first = write_offer(title="Avant")
    gone = write_offer(title="Partie")
    before, country = live(reims), client_for("national")
    with tenant_context(reims):
        assert live(reims) == 2
        pause_territory(territory=reims, message=WHY)
        assert live(reims) == 0
        during = write_offer(title="Pendant")
        gone.unpublish()
        assert live(reims) == 0
        assert country.get("/api/v1/offers").json()["count"] == 0
        take_up_territory(territory=reims, day=MONDAY.date())
    shown = CatalogueOffer.objects.live().filter(territory=reims)
    assert before == 2
    assert {one.page_id for one in shown} == {first.pk, during.pk}
    assert {tuple(one.shown_in) for one in shown} == {("en", "fr")}
    assert country.get("/api/v1/offers").json()["count"] == 2
    assert client_for(reims).get("/").status_code == 200


def test_its_team_prepares_during_a_pause_and_not_once_it_is_closed(
    reims, client_for, person, public
):
    client = client_for(reims)
    client.force_login(person("animator", reims))
    pause_territory(territory=reims, message=WHY)
    assert client.get("/admin/").status_code == 200
    close_territory(territory=reims, message=WHY, now=MONDAY)
    assert client.get("/admin/").status_code == 410


def test_what_a_close_does_is_said_first_and_wants_the_short_name(admin, send, reims, asked):
    page = text_of(admin.get(reverse("territories:close", args=[reims.pk])))
    for sentence in ("2 offres", "1 jeune attend", "1 demande est en main", "143 communes"):
        assert sentence in page, sentence
    refused = send("territories:close", reims.pk, message=WHY, typed="lyon")
    assert refused.status_code == 400
    assert WHY in text_of(refused)
    assert send("territories:close", reims.pk, message="", typed="reims").status_code == 400
    connection.set_schema_to_public()
    assert Territory.objects.get(pk=reims.pk).is_open


def test_a_close_tells_those_who_wait_and_frees_the_communes(send, admin, reims, asked, client_for):
    waits, called, link = asked
    response = send("territories:close", reims.pk, message=WHY, typed=" Reims ")
    assert "1 personne qui attendait est prévenue" in text_of(admin.get(response["Location"]))
    connection.set_schema_to_public()
    for request in (waits, called):
        request.refresh_from_db()
    assert (waits.status, called.status) == ("withdrawn", "contacted")
    assert waits.events.last().detail == "territory_closed"
    letter = waits.messages.waiting().get(kind="closed")
    assert letter.recipient == EMAIL
    assert WHY in letter.body
    told = waits.messages.waiting().get(kind="withdrawal")
    assert "a fermé" in told.body
    assert live(reims) == 0
    assert not CoveredCommune.objects.filter(territory=reims).exists()
    young = client_for(reims)
    page = young.get("/")
    assert page.status_code == 410
    assert WHY in text_of(page)
    assert "Retry-After" not in page
    followed = text_of(young.get(f"/suivi/{waits.follow_token}/"))
    assert "a fermé" in followed
    assert 'href="http://portail.localhost/themes/' in followed
    assert young.get(link).status_code == 200


def test_it_opens_again_unless_another_has_its_communes(send, reims, lyon, asked, client_for):
    close_territory(territory=reims, message=WHY, now=MONDAY)
    connection.set_schema_to_public()
    set_coverage(territory=lyon, zones=["epci:200046977", "commune:51454"])
    page = send("territories:take_up", reims.pk)
    assert page.status_code == 302
    connection.set_schema_to_public()
    assert Territory.objects.get(pk=reims.pk).status == "closed"
    set_coverage(territory=lyon, zones=["epci:200046977"])
    send("territories:take_up", reims.pk)
    connection.set_schema_to_public()
    assert Territory.objects.get(pk=reims.pk).communes_count == 143
    assert client_for(reims).get("/").status_code == 200


def test_a_step_that_is_not_one_is_refused(national, reims, public):
    for territory, to in ((national, "paused"), (reims, "open"), (reims, "deleted")):
        with pytest.raises(ValidationError):
            change_status(territory=territory, to=to)


@pytest.mark.parametrize("name", ["life", "pause", "take_up", "close"])
@pytest.mark.parametrize("role", ["animator", "editor", "national"])
def test_it_is_for_national_admins_on_the_national_site(client_for, person, reims, role, name):
    client = client_for(reims)
    client.force_login(person(role, reims))
    address = reverse(f"territories:{name}", args=[reims.pk])
    data = {"message": WHY, "typed": "reims"}
    assert {client.get(address).status_code, client.post(address, data).status_code} <= {302, 404}
    connection.set_schema_to_public()
    assert Territory.objects.get(pk=reims.pk).is_open


def test_pages_ask_little_of_the_database(
    admin, reims, national, asked, django_assert_max_num_queries
):
    for name in ("life", "pause", "close"):
        address = reverse(f"territories:{name}", args=[reims.pk])
        admin.get(address)
        with django_assert_max_num_queries(20):
            admin.get(address)
        assert admin.get(reverse(f"territories:{name}", args=[national.pk])).status_code == 404
