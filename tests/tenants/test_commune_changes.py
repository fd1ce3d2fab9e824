"""The year's file: what is solved alone, what is asked, and what becomes of territories, offers and
old codes once it is applied."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from search.models import CatalogueOffer
from tenants.commune_changes import apply_year, decide_commune, read_year
from tenants.coverage import Coverage
from tenants.geography.codes import place_codes
from tenants.geography.models import Commune
from tenants.models import CommuneDecision, CoveredCommune, Territory
from tenants.provisioning import set_coverage
from tests.search.factories import publish
from tests.tenants.geography.conftest import edited_file
from tests.tenants.geography.test_load_geography import EPCI, NAME, merge, row_of

__all__ = ["edited_file"]

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
# Of the Grand Reims; of the Métropole de Lyon; of neither; and the group of Châlons.
VERZENAY, VERZY, FEYZIN, SAINT_FONS, EPERNAY = "51613", "51614", "69276", "69199", "51230"
CHALONS = "200066876"


def holder(code):
    return CoveredCommune.objects.filter(commune=code).values_list(
        "territory__schema_name", flat=True
    ).first()  # fmt: skip


def year_of(*edits):
    def edit(content):
        content["vintage"] = "2027-01-01"
        for one in edits:
            one(content)

    return edit


def merging(old, into):
    return lambda content: merge(content, old=old, into=into)


def asked(year):
    return [sorted(one.change.code for one in group) for group in year.questions]


def test_a_merge_within_a_territory_and_a_new_name_are_solved_alone(public, reims, edited_file):
    offer = publish(reims, "remote", zones=[f"commune:{VERZY}"])

    def rename(content):
        row_of(content, VERZENAY)[NAME] = "Verzenay-et-Verzy"

    file = edited_file(year_of(merging(VERZY, VERZENAY), rename))
    year = read_year(file=file)
    assert sorted(one.change.kind for one in year.matters) == ["merged", "renamed"]
    assert not year.questions
    count = reims.communes_count
    apply_year(file=file)
    assert (holder(VERZENAY), holder(VERZY)) == ("reims", None)
    assert Territory.objects.get(pk=reims.pk).communes_count == count - 1
    # What was written for the commune that merged is for those who live where it was.
    verzenay = Commune.objects.get(pk=VERZENAY)
    assert offer.coverage.holds(verzenay.place_codes)
    assert list(CatalogueOffer.objects.covering(verzenay.place_codes)) == [offer]
    assert Commune.objects.following(VERZY) == verzenay
    assert verzenay in Commune.objects.in_zones([f"commune:{VERZY}"])
    assert not read_year(file=file).matters


def test_a_merge_across_two_territories_is_decided_then_applied(
    public, reims, lyon, edited_file, person
):
    file = edited_file(year_of(merging(VERZY, FEYZIN)))
    year = read_year(file=file)
    assert asked(year) == [[FEYZIN]]
    with pytest.raises(ValidationError, match=FEYZIN):
        apply_year(file=file)
    assert Commune.objects.get(pk=VERZY).is_open
    by = person("national")
    decide_commune(year=year, commune=FEYZIN, territory=lyon, by=by, now=NOW)
    decide_commune(year=year, commune=FEYZIN, territory=reims, by=by, now=NOW)
    apply_year(file=file)
    assert holder(FEYZIN) == "reims"
    zones = {str(zone) for zone in lyon.zones.all()}
    assert f"-commune:{FEYZIN}" in zones
    assert CommuneDecision.objects.get().decided_by == by


def test_only_what_is_asked_is_decided(public, reims, lot, edited_file, person):
    year = read_year(file=edited_file(year_of(merging(VERZY, FEYZIN))))
    by = person("national")
    for commune, territory in ((FEYZIN, lot), (VERZENAY, reims)):
        with pytest.raises(ValidationError):
            decide_commune(year=year, commune=commune, territory=territory, by=by, now=NOW)
    assert not CommuneDecision.objects.exists()


def test_a_split_and_a_creation_without_territory_and_a_move_are_asked(
    public, reims, edited_file, person
):
    split = edited_file(year_of(merging(VERZY, VERZENAY)))
    apply_year(file=split)
    set_coverage(territory=reims, zones=[f"commune:{VERZENAY}", "commune:51454"])

    def create(content):
        row = [*row_of(content, EPERNAY)]
        row[0], row[NAME] = "51998", "Nouvelle-Commune"
        content["communes"].append(row)

    def move(content):
        row_of(content, "51454")[EPCI] = CHALONS

    # The file that ships has Verzy again.
    file = edited_file(year_of(create, move))
    year = read_year(file=file)
    assert {one.change.code: one.change.kind for one in year.matters} == {
        VERZY: "split",
        "51998": "created",
        "51454": "moved",
    }
    # Typed by its own code, the commune that moved stays where it is.
    assert asked(year) == [[VERZY], ["51998"]]
    by = person("national")
    decide_commune(year=year, commune=VERZY, territory=reims, by=by, now=NOW)
    decide_commune(year=year, commune="51998", territory=None, by=by, now=NOW)
    apply_year(file=file)
    assert [holder(code) for code in (VERZY, "51998", "51454")] == ["reims", None, "reims"]


def test_communes_that_leave_their_group_together_are_one_question(public, reims, edited_file):
    def move(content):
        for code in (VERZENAY, VERZY):
            row_of(content, code)[EPCI] = CHALONS

    year = read_year(file=edited_file(year_of(move)))
    assert asked(year) == [[VERZENAY, VERZY]]


def test_the_command_lists_asks_and_applies(public, reims, lyon, edited_file, person):
    file = edited_file(year_of(merging(VERZY, FEYZIN)))
    out = StringIO()
    call_command("load_geography", file=file, stdout=out)
    assert "merged: Verzy 51614, Feyzin 69276 → Feyzin 69276: needs a decision" in out.getvalue()
    with pytest.raises(CommandError, match="Communes of the year"):
        call_command("load_geography", file=file, apply=True, stdout=out)
    decide_commune(
        year=read_year(file=file), commune=FEYZIN, territory=lyon, by=person("national"), now=NOW
    )
    call_command("load_geography", file=file, apply=True, stdout=out)
    assert "decided: lyon" in out.getvalue()
    assert holder(FEYZIN) == "lyon"


def test_what_was_left_out_of_a_commune_stays_left_out_of_what_it_became():
    codes = place_codes(
        commune="51613", former=["51614"], parent=None, epci=None, departement="51", region="44"
    )
    assert not Coverage(frozenset({"pays:FR"}), frozenset({"commune:51614"})).holds(codes)
