from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from django_tenants.utils import tenant_context
from PIL import Image

from contacts.models import Professional
from offers.models import OfferPage, Picture
from offers.projection import project
from offers.tasks import publish_what_is_scheduled, withdraw_ended_offers
from search.models import CatalogueOffer


@pytest.fixture
def fields(lyon, make_offer):
    def of(**values):
        return project(OfferPage.objects.get(pk=make_offer(publish=False, **values).pk))

    return of


def test_an_offer_that_says_nothing_covers_its_territory(fields):
    assert fields()["zones"] == ["epci:200046977"]


def test_an_offer_of_the_national_site_that_says_nothing_covers_the_country(national, make_offer):
    assert project(make_offer())["zones"] == ["pays:FR"]


def test_an_offers_own_coverage_wins(fields):
    zones = ["departement:69", "-commune:69029"]
    assert fields(coverage=zones)["zones"] == zones


def test_a_paused_offer_starts_again_the_day_its_pause_ends(fields):
    assert fields(paused_until=date(2026, 9, 1))["starts_on"] == date(2026, 9, 1)
    assert fields(starts_on=date(2026, 10, 1), paused_until=date(2026, 9, 1))["starts_on"] == (
        date(2026, 10, 1)
    )


def test_the_number_shown_is_the_professionals_else_the_organisations(fields, organisation_of):
    organisation = organisation_of(connection.tenant)
    assert fields()["phone"] == "04 65 71 00 00"
    Professional.objects.filter(organisation=organisation).update(phone="04 65 71 00 11")
    professional = Professional.objects.get(organisation=organisation)
    assert fields(professional=professional)["phone"] == "04 65 71 00 11"
    assert fields(professional=professional)["professional"]["first_name"] == "Camille"


def test_blank_lines_are_no_steps(fields):
    assert fields(steps="Tu appelles\n\n  On se voit  \n")["steps"] == ["Tu appelles", "On se voit"]


def test_the_text_is_html_without_anything_that_runs(fields):
    body = fields(
        body=[
            ("heading", "<script>alert(1)</script>"),
            ("quote", "Deux & deux"),
            ("list", ["Un", "<b>Deux</b>"]),
        ]
    )["body"]
    assert "<script>" not in body
    assert "Deux &amp; deux" in body
    assert "<li>&lt;b&gt;Deux&lt;/b&gt;</li>" in body


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_images_and_links_of_the_text_work_on_other_hosts(fields, own_media):
    path = own_media / "source.png"
    Image.new("RGB", (8, 8), "teal").save(path)
    photo = Picture.objects.create(title="Photo", file=ContentFile(path.read_bytes(), "photo.png"))
    body = fields(
        body=[
            ("image", {"image": photo.pk, "alt_text": "Une chambre", "decorative": False}),
            ("paragraph", '<p><a href="/infos/aide/">Aide</a> <a href="//example.org/">x</a></p>'),
        ]
    )["body"]
    assert 'src="http://lyon.portail.localhost/media/lyon/images/' in body
    assert 'alt="Une chambre"' in body
    assert 'href="http://lyon.portail.localhost/infos/aide/"' in body
    assert 'href="//example.org/"' in body


def test_an_offer_past_its_last_day_leaves_the_catalogue_at_night(lyon, reims, make_offer):
    today = timezone.localdate()
    with tenant_context(reims):
        make_offer(ends_on=today - timedelta(days=1))
    with tenant_context(lyon):
        make_offer(ends_on=today)
    connection.set_schema_to_public()
    withdraw_ended_offers.call_local()
    rows = CatalogueOffer.objects.values_list("territory__schema_name", "live")
    assert sorted(rows) == [("lyon", True), ("reims", False)]


def test_scheduled_publications_run_in_each_territory(lyon, reims, make_offer):
    pages = {}
    for territory in (lyon, reims):
        with tenant_context(territory):
            page = make_offer(publish=False)
            page.go_live_at = timezone.now() + timedelta(hours=1)
            page.save_revision().publish()
            page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
            revision = page.get_latest_revision()
            revision.content["go_live_at"] = None
            revision.save()
            pages[territory] = page
    connection.set_schema_to_public()
    publish_what_is_scheduled.call_local()
    assert connection.schema_name == "public"
    for territory, page in pages.items():
        with tenant_context(territory):
            assert OfferPage.objects.get(pk=page.pk).live
    assert CatalogueOffer.objects.live().count() == 2
