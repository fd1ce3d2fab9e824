"""The year's file: what is solved alone, what is asked, and what becomes of territories, offers and
old codes once it is applied."""

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from search.models import CatalogueOffer
from tenants.commune_changes import (
    apply_asked,
    apply_year,
    ask_to_apply,
    decide_commune,
    read_year,
)
from tenants.coverage import Coverage
from tenants.geography.build import follow
from tenants.geography.codes import place_codes
from tenants.geography.dataset import read_dataset
from tenants.geography.models import Commune, Epci
from tenants.geography.past import past_zones
from tenants.geography.places import Gazetteer
from tenants.models import CommuneDecision, CoveredCommune, Territory
from tenants.provisioning import set_coverage
from tests.search.factories import publish
from tests.tenants.geography.conftest import edited_file
from tests.tenants.geography.test_load_geography import EPCI, NAME, merge, row_of

__all__ = ["edited_file"]

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
# Of the Grand Reims; of the Métropole de Lyon; of neither; and the group of Châlons.
VERZENAY, VERZY, FEYZIN, SAINT_FONS, EPERNAY = "51613", "51614", "69276", "69199", "51230"
CHALONS, GRAND_REIMS = "200066876", "200067213"


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


def followed(before, *edits):
    """As the build makes it: with what the file that ships says of the zones that are gone."""

    def edit(content):
        year_of(*edits)(content)
        follow(before, content)

    return edit


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


def before_the_split():
    """The file that ships as if Verzy were a part of Verzenay."""
    shipped = read_dataset()
    whole = next(row for row in shipped.communes if row.code == VERZENAY)
    communes = [row for row in shipped.communes if row.code not in {VERZY, VERZENAY}]
    whole = whole._replace(former_codes=(*whole.former_codes, VERZY))
    return replace(shipped, communes=[*communes, whole])


def test_all_parts_of_a_commune_keep_what_was_written_for_it(public, reims, edited_file):
    apply_year(file=edited_file(year_of(merging(VERZY, VERZENAY))))
    set_coverage(territory=reims, zones=[f"commune:{VERZENAY}", "commune:51454"])
    offer = publish(reims, "remote", zones=[f"commune:{VERZENAY}"])
    file = edited_file(followed(before_the_split()))
    year = read_year(file=file)
    assert [(one.change.kind, one.change.code) for one in year.solved] == [("split", VERZY)]
    assert not year.questions
    apply_year(file=file)
    for code in (VERZENAY, VERZY):
        assert holder(code) == "reims"
        part = Commune.objects.get(pk=code)
        assert list(CatalogueOffer.objects.covering(part.place_codes)) == [offer]
        assert part in Commune.objects.in_zones(offer.included)
    # What is written for the new one alone is not for the other.
    assert not Coverage(frozenset({f"commune:{VERZY}"})).holds(
        Commune.objects.get(pk=VERZENAY).place_codes
    )
    # Where somebody is searches with the same codes, read from the file.
    gazetteer = Gazetteer(read_dataset(file))
    assert gazetteer.find(VERZY).place_codes == Commune.objects.get(pk=VERZY).place_codes
    assert not read_year(file=file).matters


def test_a_group_that_is_gone_keeps_its_people(public, reims, edited_file):
    offer = publish(reims, "remote", zones=[f"epci:{GRAND_REIMS}"])
    count = reims.communes_count

    def share_out(content):
        """To a group that exists; one commune goes elsewhere and two of them merge."""
        content["epci"] = [group for group in content["epci"] if group[0] != GRAND_REIMS]
        for row in content["communes"]:
            if row[EPCI] == GRAND_REIMS:
                row[EPCI] = "" if row[0] == "51454" else CHALONS
        merge(content, old=VERZY, into=VERZENAY)

    file = edited_file(followed(read_dataset(), share_out))
    year = read_year(file=file)
    assert not year.questions
    assert {one.solution for one in year.solved} == {reims.pk}
    apply_year(file=file)
    assert Territory.objects.get(pk=reims.pk).communes_count == count - 1
    for code in ("51454", VERZENAY):
        there = Commune.objects.get(pk=code)
        assert list(CatalogueOffer.objects.covering(there.place_codes)) == [offer]
    assert Epci.objects.filter(pk=GRAND_REIMS).exists()
    # Those who were in the group that took them in are not among its people.
    of_chalons = Commune.objects.open().filter(epci=CHALONS, past_zones=[]).first()
    assert not offer.coverage.holds(of_chalons.place_codes)


def test_what_is_past_stays_from_year_to_year_and_ends_when_parts_are_one_again():
    shipped = read_dataset()
    groups = set(shipped.epci)
    kept = {VERZY: (f"commune:{VERZENAY}",), EPERNAY: ("epci:245100001",)}
    before = replace(shipped, past_zones=kept)
    assert past_zones(before, shipped.communes, groups) == {
        code: list(zones) for code, zones in kept.items()
    }
    assert past_zones(before, before_the_split().communes, groups) == {EPERNAY: ["epci:245100001"]}
    # A commune that merged elsewhere brings what it had.
    taker = next(row for row in shipped.communes if row.code == FEYZIN)
    taker = taker._replace(former_codes=(*taker.former_codes, VERZY))
    rows = [row for row in shipped.communes if row.code not in {VERZY, FEYZIN}]
    assert past_zones(before, [*rows, taker], groups)[FEYZIN] == [f"commune:{VERZENAY}"]


def test_it_is_asked_for_once_and_applied_once(public, person):
    by = person("national")
    asked = ask_to_apply(by=by, now=NOW)
    assert ask_to_apply(by=by, now=NOW) == asked
    Commune.objects.filter(pk="51454").update(name="Durocortorum")
    apply_asked()
    apply_asked()
    asked.refresh_from_db()
    assert (asked.state, asked.communes_count) == ("done", 1)
    assert Commune.objects.get(pk="51454").name == "Reims"


def test_what_was_left_out_of_a_commune_stays_left_out_of_what_it_became():
    codes = place_codes(
        commune="51613", former=["51614"], parent=None, epci=None, departement="51", region="44"
    )
    assert not Coverage(frozenset({"pays:FR"}), frozenset({"commune:51614"})).holds(codes)
