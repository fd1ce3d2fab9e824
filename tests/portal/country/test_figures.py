"""Dashboards of each level, files, the public page and the API: the same figures everywhere."""

from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from portal.country.counting import count_places
from portal.country.models import PlaceFigures
from portal.country.similar import Peer, compare
from tests.contacts.factories import make_offer
from tests.portal.country.conftest import NIGHT

HOME = "/suivi/chiffres/"
PLACES = ("pays:FR", "region:44", "departement:51", "territory:reims", "region:84",
          "departement:69", "territory:lyon")  # fmt: skip
ADMIN = ("/admin/figures/", "/admin/figures/tableau.csv", "/admin/figures/tableau.xlsx")


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NIGHT, tick=False):
        yield


def pages(place):
    return f"{HOME}{place}/", f"{HOME}{place}/tableau.csv", f"{HOME}{place}/tableau.xlsx"


def text_of(response):
    if response["Content-Type"].startswith("application/vnd"):
        sheet = load_workbook(BytesIO(response.content)).active
        return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    return response.content.decode()


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("national", PLACES),
        ("region:44", ("region:44", "departement:51", "territory:reims")),
        ("departement:51", ("departement:51", "territory:reims")),
        ("animator", ()),
        (None, ()),
    ],
)
def test_each_level_is_for_who_follows_it_and_tells_nothing_of_the_others(
    counted, client_for, follower, person, reims, who, seen
):
    browser = client_for("national")
    account = follower(who) if ":" in (who or "") else person(who, reims if who else None)
    browser.force_login(account)
    for place in PLACES:
        for address in pages(place):
            response = browser.get(address)
            refused = 404 if seen else 403
            assert response.status_code == (200 if place in seen else refused), address
            if "pays:FR" not in seen:
                for neighbour in ("Lyon", "Rhône", "Auvergne"):
                    assert neighbour not in text_of(response)
    first = browser.get(HOME)
    assert first.status_code == (302 if seen else 403)
    assert not seen or first["location"] == f"{HOME}{seen[0]}/"


def test_a_dashboard_says_where_it_is_and_what_lies_in_it(counted, client_for, follower):
    browser = client_for("national")
    browser.force_login(follower("region:44"))
    page = browser.get(f"{HOME}departement:51/").content.decode()
    # The country is above, and not followed.
    assert page.index("Grand Est") < page.index("<h1>Marne (51)</h1>")
    assert "France" not in page.split("<main")[1].split("</main>")[0]
    assert f'href="{HOME}territory:reims/"' in page
    assert "Août" not in page
    for told in ("183", "<svg", "août 2026", "26\u00a0heures"):
        assert told in page, told
    page = browser.get(f"{HOME}territory:reims/").content.decode()
    assert "123" in page


def test_places_are_in_the_order_of_their_names_accents_or_not(counted, client_for, person):
    client = client_for("national")
    client.force_login(person("national"))
    page = text_of(client.get(f"{HOME}pays:FR/"))
    assert page.index(">Île-de-France<") < page.index(">La Réunion<")


def test_what_is_too_small_is_hidden_on_the_page_and_in_its_files(counted, client_for, person):
    browser = client_for("national")
    browser.force_login(person("national"))
    page, table, sheet = (browser.get(address) for address in pages("region:76"))
    assert "trop peu de demandes" in page.content.decode()
    for response in (table, sheet):
        assert response.status_code == 200
        assert "attachment" in response["Content-Disposition"]
    rows = table.content.decode("utf-8-sig")
    assert '"Occitanie"' in rows
    country = browser.get(pages("pays:FR")[1]).content.decode("utf-8-sig")
    assert '"Occitanie"' in country
    assert '"279"' in country
    lines = [line for line in country.splitlines() if line.startswith('"Auvergne')]
    assert lines[-1].count("masqué") == 6


def test_no_name_becomes_a_formula(counted, client_for, person):
    PlaceFigures.objects.filter(place="territory:reims").update(name="=cmd()")
    browser = client_for("national")
    browser.force_login(person("national"))
    table, sheet = (browser.get(address) for address in pages("territory:reims")[1:])
    assert '"\'=cmd()"' in table.content.decode("utf-8-sig")
    assert load_workbook(BytesIO(sheet.content)).active["A1"].value == "'=cmd()"
    assert browser.get(f"{HOME}territory:reims/tableau.exe").status_code == 404


def test_several_mandates_are_a_choice_and_nothing_counted_is_a_sentence(
    counted, client_for, follower, person
):
    browser, account = client_for("national"), follower("departement:51")
    account.mandates.create(zone="departement:46", role="departement")
    browser.force_login(account)
    page = browser.get(HOME).content.decode()
    assert "Marne" in page
    assert "Lot" in page
    PlaceFigures.objects.all().delete()
    assert "demain" in browser.get(HOME).content.decode()
    assert "demain" in client_for("lot").get("/chiffres/").content.decode()
    assert client_for("lot").get("/api/v1/figures").status_code == 404
    at_lot = client_for("lot")
    at_lot.force_login(person("national"))
    assert "demain" in at_lot.get(ADMIN[0]).content.decode()
    assert at_lot.get(ADMIN[1]).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("animator", 200), ("editor", 302), (None, 302)])
def test_an_animator_sees_their_own_territory_in_its_administration(
    counted, client_for, person, reims, lyon, role, status
):
    browser = client_for(reims)
    browser.force_login(person(role, reims))
    for address in ADMIN:
        response = browser.get(address)
        assert response.status_code == status
        assert "Lyon" not in text_of(response)
    at_lyon = client_for(lyon)
    at_lyon.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert {at_lyon.get(address).status_code for address in ADMIN} == {302}
    on_national = client_for("national")
    on_national.force_login(person("national"))
    assert on_national.get(ADMIN[0])["location"] == HOME


def test_everybody_reads_the_figures_of_a_site_on_a_page_and_as_json(
    counted, client_for, django_assert_max_num_queries
):
    client_for("reims").get("/chiffres/")
    with django_assert_max_num_queries(9):
        page = client_for("reims").get("/chiffres/")
    assert "max-age=600" in page["Cache-Control"]
    text = page.content.decode()
    for told in ("183", "143", "août 2026", "26\u00a0heures"):
        assert told in text, told
    assert "Lyon" not in text
    told = client_for("reims").get("/api/v1/figures").json()
    assert (told["place"], told["communes"]) == ("territory:reims", 143)
    requests = told["requests"]
    assert (requests["first"], requests["last"], requests["sent"]) == ("2026-08", "2026-10", 183)
    assert (requests["share_in_time"], requests["median_hours"]) == (84, 26)
    assert requests["months"]["sent"] == {"2026-08": 50, "2026-09": 61, "2026-10": 72}
    assert requests["outcome"]["helped"] is None
    hidden = client_for("lot").get("/api/v1/figures").json()["requests"]
    assert (hidden["sent"], hidden["months"]) == (None, {})
    country = client_for("national").get("/api/v1/figures").json()
    assert (country["place"], country["requests"]["sent"]) == ("pays:FR", 279)
    assert "279" in client_for("national").get("/chiffres/").content.decode()


def test_the_months_of_the_country_are_not_those_of_its_regions_less_one(counted, client_for):
    months = {site: client_for(site).get("/api/v1/figures").json()["requests"]["months"]
              for site in ("national", "reims", "lyon", "lot")}  # fmt: skip
    assert months["national"]["sent"]["2026-08"] == 81
    assert {site for site in months if "sent" in months[site]} == {"national", "reims"}


def test_a_territory_is_beside_three_others_at_least_and_none_is_named():
    def peer(share, people=100):
        return Peer(people, {"in_time": share})

    own = peer(80)
    assert compare(own, [peer(60), peer(70)]) == {}
    assert compare(own, [peer(60), peer(70), peer(None), peer(90, people=201)]) == {}
    found = compare(peer(None), [peer(60), peer(70), peer(50, people=200)])["in_time"]
    assert (found.own, found.average, found.others) == (None, 60, 3)


def test_a_dashboard_asks_as_much_for_three_hundred_territories(counted, reims, client_for, person):
    make_offer(reims)
    count_places(now=NIGHT)
    browser = client_for("national")
    browser.force_login(person("national"))
    _queries(browser)
    few = _queries(browser)
    one = PlaceFigures.objects.get(place="territory:reims")
    PlaceFigures.objects.bulk_create(
        PlaceFigures(place=f"territory:other-{number}", kind=one.kind, name=f"Autre {number}",
                     parent=one.parent, above=one.above, counted_on=one.counted_on,
                     supply=one.supply, lacking=one.lacking, until=one.until, requests=one.requests)
        for number in range(297)
    )  # fmt: skip
    assert _queries(browser) == few
    assert max(few) <= 15
    assert "Autre 296" in browser.get(f"{HOME}departement:51/").content.decode()


def _queries(browser):
    found = []
    for place in ("pays:FR", "departement:51", "territory:reims"):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(f"{HOME}{place}/").status_code == 200
        found.append(len(captured))
    return found
