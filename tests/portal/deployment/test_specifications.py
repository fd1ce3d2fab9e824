"""What the committee writes: kept half-way, in versions, adopted whole, handed over as a PDF."""

from datetime import UTC, datetime

import pytest

from portal.deployment.models import Project, Specifications
from portal.deployment.specifications import heading_of
from tenants.models import Opening
from tests.portal.deployment.conftest import FILES, text_of

WHOLE = {
    "territory": "Une vallée, trois lycées.",
    "themes": ["housing", "health"],
    "animation": "Info Jeunes anime.",
    "share": "60",
    "strategy": "D’abord le logement.",
    "communication": "Dans les lycées.",
    "funding": "La région et l’État, trois ans.",
}


@pytest.fixture
def project(make_project):
    return make_project(awaits="specifications")


def test_a_committee_writes_them_in_several_sittings_then_adopts_them(
    project, member, grand_est, browser, django_assert_max_num_queries
):
    lina, region = browser(member(project, "committee")), browser(grand_est)
    path, act = f"{FILES}{project.pk}/cahier/", f"{FILES}{project.pk}/etape/"
    adopt = {"act": "specifications", "on": "2026-03-02"}
    assert "Rien n’est encore écrit" in text_of(region.get(path))
    assert lina.post(path, {"territory": WHOLE["territory"]}).status_code == 302
    refused = lina.post(act, adopt)
    assert refused.status_code == 409
    assert "Plan de communication" in text_of(refused)
    # A third of a working time keeps no network alive, and nothing that was typed is lost.
    wrong = lina.post(path, WHOLE | {"share": "30"})
    assert wrong.status_code == 400
    assert WHOLE["strategy"] in text_of(wrong)
    for _twice in range(2):
        assert lina.post(path, WHOLE).status_code == 302
    assert list(project.specifications.values_list("version", flat=True)) == [2, 1]
    with django_assert_max_num_queries(14):
        read = text_of(region.get(path))
    assert "60 %" in read.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Logement, Santé" in read
    assert "<form" not in read.split("<main", 1)[1]
    assert region.post(path, WHOLE).status_code == 404
    pdf = region.get(f"{path}1.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="ardennes-1.pdf"'
    assert lina.post(act, adopt).status_code == 302
    project.refresh_from_db()
    assert project.awaits == "analysis"


def test_its_heading_says_the_day_here_and_the_zones_by_their_names(project, person):
    Project.objects.update(zones=["departement:08", "-epci:200041630"])
    project = Project.objects.get()
    evening = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    version = Specifications(project=project, version=2, at=evening)
    about, facts = heading_of(version)
    assert about == "Version 2, 27 novembre 2026"
    assert facts.facts[-1][1] == "Ardennes, sans CA Ardenne Métropole"


def test_a_neighbour_reads_neither_page_nor_pdf(project, ardennes, follower, browser):
    path = f"{FILES}{project.pk}/cahier/"
    assert browser(ardennes).post(path, WHOLE).status_code == 302
    neighbour = browser(follower("departement:51"))
    for address in (path, f"{path}1.pdf"):
        assert neighbour.get(address).status_code == 404
    assert neighbour.post(path, WHOLE).status_code == 404
    assert browser(ardennes).get(f"{path}9.pdf").status_code == 404


def test_the_page_that_checks_an_opening_says_what_its_file_still_needs(project, person, browser):
    opening = Opening.objects.create(name="Ardennes", themes=["housing"])
    Project.objects.update(opening=opening)
    page = text_of(browser(person("national")).get(f"/admin/openings/{opening.pk}/"))
    assert f"{FILES}{project.pk}/conditions/" in page
    assert "structure porteuse" in page
