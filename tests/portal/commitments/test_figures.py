"""The figures of a territory: tables, bars and a file, with small numbers hidden."""

from datetime import date

import pytest
import time_machine

from contacts.models import RequestCount
from tests.contacts.factories import MONDAY

FIGURES, FILE = "/admin/commitments/figures/", "/admin/commitments/figures.csv"
JSON = "/admin/commitments/figures.json"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def animator(client_for, person, reims):
    client = client_for(reims)
    client.force_login(person("animator", reims))
    return client


def count(territory, fact, number, *, detail="", month=10, name="Toits partagés", **fields):
    RequestCount.objects.create(
        day=date(2026, month, 20),
        month=date(2026, month, 1),
        territory=territory,
        organisation_name=name,
        fact=fact,
        detail=detail,
        count=number,
        **{"theme": "housing", "organisation_number": 1, **fields},
    )


@pytest.fixture
def counted(reims):
    for month, sent, in_time, late in ((9, 60, 40, 11), (10, 52, 37, 3), (11, 70, 48, 12)):
        count(reims, "sent", sent, month=month)
        count(reims, "in_time", in_time, month=month)
        count(reims, "late", late, month=month)
        count(reims, "hours", in_time, detail="26", month=month)


def rows(response):
    text = response.content.decode("utf-8-sig")
    return [[cell.strip('"') for cell in line.split(";")] for line in text.splitlines()]


def test_the_last_twelve_months_are_shown_by_month_with_bars_and_tables(animator, counted):
    page = animator.get(FIGURES).content.decode()
    for told in ("septembre 2026", "novembre 2026", "<svg", "<caption>", "182", "26"):
        assert told in page


def test_a_small_number_and_what_would_give_it_away_are_hidden(animator, counted):
    table = {row[0]: row[1:5] for row in rows(animator.get(FILE))}
    assert table["octobre 2026"] == ["52", "37", "masqué", "masqué"]
    # 26 were late in all: one more is hidden, or the 3 of October would follow.
    assert table["septembre 2026"][2] == "masqué"
    assert table["novembre 2026"] == ["70", "48", "12", "80"]
    assert table["Total"] == ["182", "125", "26", "83"]


def test_software_reads_the_same_and_what_is_hidden_is_null(animator, reims, counted):
    for month, number in ((10, 12), (11, 31)):
        count(reims, "helped", number, detail="yes", month=month)
    found = animator.get(JSON, {"first": "2026-10"}).json()
    assert (found["by"], found["first"], found["last"]) == ("month", "2026-10", "2026-11")
    october, november, total = found["rows"]
    assert (october["row"], october["name"]) == ("2026-10-01", "octobre 2026")
    assert (october["sent"], october["late"], october["share_in_time"]) == (52, None, None)
    assert (november["in_time"], november["median_hours"]) == (48, 26)
    assert november["helped"]["yes"] == 31
    assert (total["row"], total["sent"]) == ("total", 122)


@pytest.mark.parametrize("asked", [{"by": "territory"}, {"first": "hier"}])
def test_software_is_told_what_is_wrong_in_a_sentence(animator, asked):
    response = animator.get(JSON, asked)
    assert response.status_code == 400
    assert list(response.json()["errors"]) == list(asked)


def test_figures_by_organisation_begin_no_formula(animator, reims):
    for fact, number in (("sent", 30), ("in_time", 20)):
        count(reims, fact, number, name="=cmd()", organisation_number=7)
    response = animator.get(FILE, {"by": "organisation_number"})
    assert rows(response)[1][0] == "'=cmd()"
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize("by", ["month", "theme", "organisation_number"])
def test_each_way_of_cutting_is_a_page(animator, counted, by):
    assert "182" in animator.get(FIGURES, {"by": by}).content.decode()


def test_months_are_chosen(animator, counted):
    page = animator.get(FIGURES, {"first": "2026-11", "last": "2026-11"}).content.decode()
    assert "novembre 2026" in page
    assert "septembre 2026" not in page


@pytest.mark.parametrize(
    "asked",
    [
        {"by": "territory"},
        {"by": "contact"},
        {"first": "hier"},
        {"first": "2026-11", "last": "2026-10"},
        {"first": "0001-01"},
        {"first": "2026-13\x00"},
    ],
)
@pytest.mark.parametrize("address", [FIGURES, FILE])
def test_what_cannot_be_is_answered_with_a_sentence(animator, counted, address, asked):
    response = animator.get(address, asked)
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()


def test_without_a_count_a_sentence_says_so(animator):
    assert "Aucune demande" in animator.get(FIGURES).content.decode()


@pytest.mark.parametrize("role", ["editor", None])
@pytest.mark.parametrize("address", [FIGURES, FILE, JSON])
def test_it_is_for_animators(client_for, person, reims, counted, role, address):
    client = client_for(reims)
    assert client.get(address).status_code == 302
    client.force_login(person(role, reims))
    assert client.get(address).status_code in (302, 403)


def test_the_neighbour_sees_none_of_it(client_for, person, lyon, counted):
    client = client_for(lyon)
    client.force_login(person("animator", lyon))
    assert "Aucune demande" in client.get(FIGURES).content.decode()
    assert len(rows(client.get(FILE))) == 2
    assert [row["row"] for row in client.get(JSON).json()["rows"]] == ["total"]


def test_the_national_team_sees_each_territory(client_for, person, national, lyon, counted):
    for fact, number in (("sent", 30), ("in_time", 20)):
        count(lyon, fact, number)
    client = client_for(national)
    client.force_login(person("national", national))
    page = client.get(FIGURES, {"by": "territory"}).content.decode()
    assert "Grand Reims" in page
    assert "212" in page


def test_the_number_of_queries_does_not_grow_with_the_rows(
    animator, counted, reims, django_assert_max_num_queries
):
    animator.get(FIGURES)
    for number in range(30):
        count(reims, "sent", 20, organisation_number=number, name=f"Association {number}")
    with django_assert_max_num_queries(20):
        animator.get(FIGURES, {"by": "organisation_number"})
