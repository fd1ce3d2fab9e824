"""Where needs go when themes are merged or split."""

from themes.moves import (
    Need,
    follow,
    goes_to,
    read_moves,
    sorted_in,
    themes_after,
    themes_back,
    write_moves,
)

HOUSING, RENT, RIGHTS = Need("housing"), Need("housing", "rent"), Need("housing", "rights")
HEALTH, HEALTH_RENT = Need("health"), Need("health", "rent")
KNOWN = {HOUSING, RENT, RIGHTS, HEALTH}
SPLIT = {RENT: HEALTH_RENT}


def test_moves_are_read_as_they_were_written():
    assert read_moves(write_moves({RENT: HEALTH_RENT, HOUSING: HEALTH})) == {
        HOUSING: HEALTH,
        RENT: HEALTH_RENT,
    }


def test_an_offer_goes_with_its_need_and_one_whose_subtheme_is_no_more_with_those_without():
    assert goes_to(RENT, SPLIT, KNOWN) == HEALTH_RENT
    assert goes_to(RIGHTS, SPLIT, KNOWN) == RIGHTS
    assert goes_to(Need("housing", "gone"), {HOUSING: HEALTH}, KNOWN) == HEALTH
    assert goes_to(Need("housing", "gone"), SPLIT, KNOWN) == HOUSING


def test_another_version_keeps_a_subtheme_only_where_the_offer_goes():
    assert sorted_in("health", RENT, SPLIT, KNOWN) == "rent"
    assert sorted_in("health", RIGHTS, SPLIT, KNOWN) == ""


def test_a_territory_has_what_its_themes_became_in_their_place():
    merged = {HOUSING: HEALTH, RENT: HEALTH}
    assert themes_after(["jobs", "housing", "rights"], merged, ["housing"]) == [
        "jobs",
        "health",
        "rights",
    ]
    assert themes_after(["health", "housing"], merged, ["housing"]) == ["health"]
    assert themes_after(["housing"], SPLIT, []) == ["housing", "health"]
    assert themes_after(["jobs"], merged, ["housing"]) == ["jobs"]
    assert themes_after([], merged, ["housing"]) == []


def test_once_undone_a_territory_keeps_what_it_chose_and_what_is_used():
    before, after = ["jobs", "housing"], ["jobs", "health"]
    assert themes_back(after, before, after, []) == before
    assert themes_back(after, before, after, ["health"]) == ["jobs", "housing", "health"]
    assert themes_back(["health", "rights"], before, after, []) == ["rights", "housing"]


def test_an_address_follows_one_move_after_the_other_and_stops_where_something_is():
    then = {HOUSING: HEALTH, RENT: HEALTH_RENT, HEALTH: Need("jobs"), HEALTH_RENT: Need("jobs")}
    assert follow(HOUSING, then, {Need("jobs")}.__contains__) == Need("jobs")
    assert follow(HOUSING, then, {HEALTH}.__contains__) == HEALTH
    assert follow(HOUSING, then, {HOUSING}.__contains__) == HOUSING
    assert follow(RENT, SPLIT, {HOUSING, HEALTH, HEALTH_RENT}.__contains__) == HEALTH_RENT
    assert follow(Need("housing", "gone"), SPLIT, {HOUSING}.__contains__) == Need("housing", "gone")
    assert follow(Need("nothing"), then, KNOWN.__contains__) == Need("nothing")
    there_and_back = {HOUSING: HEALTH, HEALTH: HOUSING}
    assert follow(HOUSING, there_and_back, set().__contains__) in {HOUSING, HEALTH}
    # Whole themes lead to whole themes, whatever sub-theme took what had none.
    assert follow(HOUSING, {HOUSING: HEALTH_RENT}, {HEALTH}.__contains__) == HEALTH
