"""The synonyms as a text: lines, sections, problems, differences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.knowledge import shipped_text
from search.language.rulebook import (
    difference,
    find_line,
    new_problems,
    problems,
    rule_lines,
    sections,
    tidy,
    with_line,
    with_rule,
    with_rules,
)
from search.language.synonyms import read_rules

TEXT = """# The synonyms of a test.
#
# --- Emploi ---

taf, boulot
psy => psychologue  # said so in Lyon

# --- Logement ---
appart, logement
"""


def test_what_ships_with_the_project_has_no_problem():
    assert problems(shipped_text()) == []


def test_at_least_250_groups_ship_with_the_project():
    groups = {str(rule) for rule in read_rules(shipped_text()) if not rule.one_way}
    assert len(groups) >= 250


def test_what_ships_with_the_project_is_already_tidy():
    assert tidy(shipped_text()) == shipped_text()


def test_remarks_are_the_headings_of_the_rules_that_follow():
    found = [(one.title, [line.text for line in one.lines]) for one in sections(TEXT)]
    assert found == [
        ("Emploi", ["taf, boulot", "psy => psychologue"]),
        ("Logement", ["appart, logement"]),
    ]


def test_rules_before_any_remark_have_no_heading():
    assert [one.title for one in sections("taf, boulot\n# Santé\npsy, psychologue")] == [
        "",
        "Santé",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("taf", "taf"),
        ("a => b => c", "a => b => c"),
        ("pour => emploi", "pour"),
        ("caf, cap", "CAF"),
        ("taf, boulot", "3"),
        ("x" * 1001 + ", taf", "1000"),
    ],
)
def test_a_problem_is_told_with_its_line(line, said):
    (problem,) = problems(f"# Remarque\n\ntaf, boulot\n{line}\n")
    assert problem.line == 4
    assert problem.text == line
    assert said in problem.sentence.replace("\u202f", "").replace("\xa0", "")


def test_a_loop_is_told_where_it_closes():
    found = problems("psy => psychologue\npsychologue => thérapeute\nthérapeute => psy")
    assert {one.line for one in found} == {1, 2, 3}


def test_too_many_rules_are_refused_at_once():
    (problem,) = problems("\n".join(f"mot{n}, autre{n}" for n in range(5001)))
    assert problem.line == 0


def test_who_adds_a_rule_does_not_answer_for_the_others():
    former = "caf, cap\n"
    assert new_problems(former + "taf, boulot\n", former) == []
    assert [one.line for one in new_problems(former + "apl, apec\n", former)] == [2]


def test_a_difference_tells_what_came_what_changed_and_what_went():
    present = TEXT.replace("taf, boulot", "taf, boulot, job").replace(
        "appart, logement", "vélo, bicyclette"
    )
    found = difference(TEXT, present)
    assert found.added == ("vélo, bicyclette",)
    assert found.changed == (("taf, boulot", "taf, boulot, job"),)
    assert found.removed == ("appart, logement",)
    assert found.count == 3


def test_another_order_and_another_remark_are_no_difference():
    lines = TEXT.splitlines()
    assert not difference(TEXT, "\n".join(reversed(lines)) + "\n# Fin")


def test_a_rule_is_added_at_the_end_of_its_section_and_remarks_stay():
    text = with_rule(TEXT, "cv, curriculum", section="Emploi")
    assert [line.text for line in sections(text)[0].lines] == [
        "taf, boulot",
        "psy => psychologue",
        "cv, curriculum",
    ]
    assert "# said so in Lyon" in text
    assert with_rule(TEXT, "cv, curriculum", section="Nowhere").endswith("cv, curriculum\n")


def test_a_rule_is_changed_on_its_line_and_keeps_its_remark():
    number = find_line(TEXT, "psy => psychologue")
    text = with_line(TEXT, number, "psy => santé mentale")
    assert "psy => santé mentale  # said so in Lyon" in text
    assert difference(TEXT, text).count == 1


def test_a_rule_that_goes_leaves_its_remark():
    text = with_line(TEXT, find_line(TEXT, "psy => psychologue"), "")
    assert "# said so in Lyon" in text
    assert difference(TEXT, text).removed == ("psy => psychologue",)
    assert len(with_line(TEXT, 5, "").splitlines()) == len(TEXT.splitlines()) - 1


def test_rules_come_below_a_heading_of_their_own():
    last = sections(with_rules(TEXT, ["a b, c d"], heading="Apportées"))[-1]
    assert (last.title, [line.text for line in last.lines]) == ("Apportées", ["a b, c d"])


@given(st.text(max_size=300))
def test_no_text_breaks_what_reads_it(text):
    problems(text)
    sections(text)
    assert not difference(text, text)
    assert [one.text for one in rule_lines(tidy(text))] == [one.text for one in rule_lines(text)]
