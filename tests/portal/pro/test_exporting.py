"""The list as a file: what is listed, without anybody's contact, and harmless."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from contacts.models import ContactRequest, RequestEvent
from contacts.services import follow_plans
from portal.downloads import harmless
from tests.contacts.factories import MONDAY, make_offer, send
from tests.portal.pro.conftest import text_of

EXPORT = "/pro/export/"


def rows_of_csv(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def rows_of_xlsx(response):
    sheet = load_workbook(io.BytesIO(response.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


READ = {"csv": rows_of_csv, "xlsx": rows_of_xlsx}


@pytest.mark.parametrize("file_format", READ)
def test_what_is_listed_is_exported_without_the_contact(
    signed_in, samira, in_reims, in_lyon, elsewhere, file_format
):
    response = signed_in(samira).post(f"{EXPORT}?tab=all", {"format": file_format})
    assert response["Content-Disposition"].startswith('attachment; filename="demandes-2026-11-23')
    assert response["Cache-Control"] == "no-store"
    heads, *rows = READ[file_format](response)
    assert heads[:3] == ["Référence", "État", "Offre"]
    assert {row[0] for row in rows} == {in_reims.reference, in_lyon.reference}
    told = str([heads, *rows])
    for secret in ("639981234", "98 12", "••", "lea@", elsewhere.reference):
        assert secret not in told


@pytest.mark.parametrize("file_format", READ)
def test_filters_hold_for_the_file_too(signed_in, samira, in_reims, in_lyon, reims, file_format):
    response = signed_in(samira).post(f"{EXPORT}?territory={reims.pk}", {"format": file_format})
    assert [row[0] for row in READ[file_format](response)[1:]] == [in_reims.reference]


def test_each_export_is_on_record_for_each_request(signed_in, samira, in_reims, in_lyon, keys):
    client = signed_in(samira)
    for file_format in READ:
        client.post(EXPORT, {"format": file_format})
    told = RequestEvent.objects.filter(kind="exported").order_by("pk")
    assert {(one.request, one.professional, one.detail) for one in told} == {
        (asked, by, file_format)
        for asked, by in ((in_reims, samira), (in_lyon, keys.professionals.get()))
        for file_format in READ
    }
    page = text_of(client.get(f"/pro/demande/{in_reims.reference}/"))
    assert "figurait dans une liste exportée" in page


def test_an_export_is_no_answer_the_nudge_still_leaves(signed_in, samira, in_reims):
    before = list(in_reims.due_steps.values_list("kind", "at"))
    signed_in(samira).post(EXPORT, {"format": "csv"})
    half_way = in_reims.due_steps.get(kind="half_way").at
    follow_plans(clock=lambda: half_way)
    assert in_reims.messages.filter(kind="nudge").exists()
    assert ("half_way", half_way) in before


@pytest.mark.parametrize("file_format", READ)
def test_a_title_that_is_a_formula_is_only_words(signed_in, reims, samira, roofs, file_format):
    title = '=HYPERLINK("http://evil.example";"x")'
    send(make_offer(reims, organisation=roofs, professional=samira, title=title))
    response = signed_in(samira).post(EXPORT, {"format": file_format})
    assert READ[file_format](response)[1][2] == f"'{title}"
    if file_format == "xlsx":
        sheet = load_workbook(io.BytesIO(response.content)).active
        assert {cell.data_type for cell in sheet["C"]} == {"s"}


@pytest.mark.parametrize("data", [{}, {"format": "exe"}, {"format": ""}])
def test_another_format_is_answered_with_a_sentence(signed_in, samira, in_reims, data):
    response = signed_in(samira).post(EXPORT, data)
    assert response.status_code == 400
    assert "CSV" in text_of(response)
    assert not RequestEvent.objects.filter(kind="exported").exists()


def test_a_list_that_does_not_exist_is_not_exported(signed_in, samira, in_reims):
    assert signed_in(samira).post(f"{EXPORT}?tab=x", {"format": "csv"}).status_code == 400


def test_the_number_of_queries_does_not_grow_with_the_list(
    signed_in, samira, in_reims, django_assert_num_queries
):
    client = signed_in(samira)
    client.post(EXPORT, {"format": "csv"})
    for number in range(12):
        send(in_reims.offer, contact=f"j{number}@example.invalid", now=MONDAY)
    assert ContactRequest.objects.count() == 13
    with django_assert_num_queries(QUERIES):
        assert len(rows_of_csv(client.post(EXPORT, {"format": "csv"}))) == 14


QUERIES = 12


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+33 6", "'+33 6"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("＝1+1", "'＝1+1"),
        ("\x00=1", "'=1"),
        ("Une chambre", "Une chambre"),
        ("1=1", "1=1"),
        ("", ""),
    ],
)
def test_nothing_that_begins_a_formula_stands_first(text, kept):
    assert harmless(text) == kept


@given(st.text())
def test_no_text_begins_a_formula(text):
    cell = harmless(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert not cell.startswith(("\t", "\r", "\n"))
