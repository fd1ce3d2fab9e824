"""The tests' database holds the file that ships (see tests/conftest.py)."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tenants.geography.models import Commune, Departement, Epci, Region
from tenants.geography.services import GeographyError, load_geography
from tenants.geography.suggest import find

CODE, NAME, EPCI, POPULATION, FORMER_CODES, FORMER_NAMES = 0, 1, 4, 6, 9, 10


def row_of(content, code):
    return next(row for row in content["communes"] if row[CODE] == code)


def merge(content, *, old, into):
    """As a year's file does: the code goes, the other commune takes it over."""
    gone = row_of(content, old)
    content["communes"].remove(gone)
    taker = row_of(content, into)
    taker[FORMER_CODES] = f"{taker[FORMER_CODES]} {old}".strip()
    taker[FORMER_NAMES] = "|".join(filter(None, [taker[FORMER_NAMES], gone[NAME]]))


def merge_verzy(content):
    content["vintage"] = "2027-01-01"
    merge(content, old="51614", into="51613")


def run(**options):
    out = StringIO()
    call_command("load_geography", stdout=out, **options)
    return out.getvalue()


def test_the_whole_country_is_loaded(public):
    assert Commune.objects.open().count() == 35_014
    assert Commune.objects.open().whole().count() == 34_969
    assert (Epci.objects.count(), Departement.objects.count()) == (1_255, 109)
    assert Region.objects.count() == 26


def test_an_empty_table_is_filled(public):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE geography_region CASCADE")
        cursor.execute("TRUNCATE geography_epci CASCADE")
    report = load_geography()
    assert len(report.created) == Commune.objects.count() == 35_014
    reims = Commune.objects.get(code="51454")
    assert (reims.name, reims.postal_codes, reims.epci.name) == (
        *("Reims", ["51100"]),
        "CU du Grand Reims",
    )


def test_loading_again_changes_nothing(public):
    report = load_geography()
    assert report.is_empty
    assert report.unchanged == 35_014


def test_the_tables_and_the_suggestions_say_the_same_of_a_commune(public):
    for code in ("51454", "69383", "97502", "2A004"):
        commune, place = Commune.objects.get(code=code), find(code)
        assert commune.place_codes == place.place_codes
        assert (commune.lat, commune.lon, commune.population) == (
            *(place.lat, place.lon),
            place.population,
        )
        assert commune.region.code == place.region_code


def test_a_changed_commune_is_reported_and_written(public, edited_file):
    def rename(content):
        row_of(content, "51454")[NAME] = "Durocortorum"
        row_of(content, "51454")[POPULATION] = 30_000

    report = load_geography(file=edited_file(rename))
    assert (report.changed, report.created, report.closed) == (["51454"], [], {})
    reims = Commune.objects.get(code="51454")
    assert (reims.name, reims.population) == ("Durocortorum", 30_000)


def test_a_merged_commune_is_closed_and_followed(public, edited_file):
    report = load_geography(file=edited_file(merge_verzy))
    assert report.closed == {"51614": "51613"}
    assert report.changed == ["51613"]
    verzy = Commune.objects.get(code="51614")
    assert not verzy.is_open
    assert verzy.closed_on == date(2027, 1, 1)
    assert verzy.successor_id == "51613"
    assert Commune.objects.following("51614").code == "51613"
    assert verzy not in Commune.objects.in_zones(["departement:51"])


def test_a_commune_that_exists_again_is_opened_again(public, edited_file):
    load_geography(file=edited_file(merge_verzy))
    report = load_geography()
    assert report.changed == ["51613", "51614"]
    verzy = Commune.objects.get(code="51614")
    assert verzy.is_open
    assert verzy.successor is None


def test_a_closed_commune_is_not_closed_twice(public, edited_file):
    file = edited_file(merge_verzy)
    load_geography(file=file)
    assert load_geography(file=file).is_empty


def test_without_apply_nothing_is_written(public, edited_file):
    out = run(file=edited_file(merge_verzy))
    assert "1 closed: 51614 → 51613" in out
    assert "1 changed: 51613" in out
    assert "add --apply" in out
    assert Commune.objects.get(code="51614").is_open


def test_the_command_writes_with_apply(public, edited_file):
    out = run(file=edited_file(merge_verzy), apply=True)
    assert "35012 unchanged" in out
    assert "add --apply" not in out
    assert not Commune.objects.get(code="51614").is_open


def test_a_file_that_drops_more_than_two_percent_is_refused_and_nothing_changes(
    public, edited_file
):
    def halve(content):
        content["communes"] = content["communes"][::2]
        content["communes"][0][NAME] = "Changed"

    with pytest.raises(CommandError, match=r"would close \d+ of 35014 communes, more than 2%"):
        run(file=edited_file(halve), apply=True)
    assert Commune.objects.open().count() == 35_014
    assert not Commune.objects.filter(name="Changed").exists()


def test_a_file_that_drops_two_percent_is_taken(public, edited_file):
    def drop(content):
        kept = [row for row in content["communes"] if row[5] or not row[0].startswith("51")]
        assert 0.01 < 1 - len(kept) / len(content["communes"]) < 0.02
        content["communes"] = kept

    assert len(load_geography(file=edited_file(drop)).closed) > 600


@pytest.mark.parametrize("content", [b"", b"not a file of communes", b"\xfd7zXZ\x00"])
def test_a_file_that_is_not_ours_is_refused_in_words(public, tmp_path, content):
    file = tmp_path / "other.xz"
    file.write_bytes(content)
    with pytest.raises(GeographyError, match="is not a file of communes"):
        load_geography(file=file)


def test_a_file_with_other_columns_is_refused(public, edited_file):
    with pytest.raises(GeographyError, match="other columns"):
        load_geography(file=edited_file(lambda content: content.update(columns=["code"])))


def test_a_missing_file_is_refused(public, tmp_path):
    with pytest.raises(CommandError, match="is not a file of communes"):
        run(file=tmp_path / "none.xz")
