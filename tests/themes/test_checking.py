"""What a questionnaire would do to those who answer it, said before it is published."""

import pytest

from themes.checking import check_questionnaire
from themes.shipped import read_files


def question(key, *choices, kind="single", **parts):
    answers = [{"key": choice, "label": {"fr": choice}} for choice in choices or ("one", "two")]
    written = {"key": key, "kind": kind, "text": {"fr": f"Question {key} ?"}, **parts}
    return written if kind == "number" else written | {"choices": answers}


def after(key, *choices):
    return {"question": key, "any_of": list(choices)}


def number(key="age", minimum=15, maximum=30, **parts):
    return question(key, kind="number", minimum=minimum, maximum=maximum, **parts)


def told(definitions, used=None):
    """(question, blocking, sentence) of what is found; by default offers name everything."""
    if used is None:
        used = {
            one["key"]: {choice["key"] for choice in one.get("choices", ())} for one in definitions
        }
    return [
        (one.question, one.blocking, one.sentence) for one in check_questionnaire(definitions, used)
    ]


def blocked(*definitions):
    return [key for key, blocking, _sentence in told(definitions) if blocking]


def test_nothing_is_said_of_a_sound_questionnaire():
    assert told([question("a"), question("b", show_when=[after("a", "one")]), number()]) == []


def test_what_ships_blocks_nothing():
    for theme in read_files():
        questions = [
            {part: value for part, value in one.items() if part != "register"}
            for one in theme["questions"]
        ]
        assert [one for one in told(questions) if one[1]] == []


def test_a_circle_is_told_at_each_question_in_it_and_what_follows_is_never_shown():
    found = told(
        [
            question("a", show_when=[after("b", "one")]),
            question("b", show_when=[after("a", "one")]),
            question("c", show_when=[after("b", "one")]),
        ]
    )
    assert [key for key, blocking, _sentence in found if blocking] == ["a", "b", "c"]
    assert "attend" in found[0][2]
    assert "jamais" in found[2][2]
    assert blocked(question("a", show_when=[after("a", "one")])) == ["a"]


@pytest.mark.parametrize(
    "conditions",
    [
        [after("later", "one")],
        [after("nowhere", "one")],
        [after("a", "three")],
        [after("a", "one"), after("a", "two")],
    ],
)
def test_a_question_that_nobody_sees_is_told(conditions):
    never = question("never", show_when=conditions)
    assert blocked(question("a"), never, question("later")) == ["never"]


def test_two_answers_at_once_open_a_question_after_several_answers():
    both = question("both", show_when=[after("a", "one"), after("a", "two")])
    assert blocked(question("a", kind="multiple"), both) == []


@pytest.mark.parametrize(
    "asked",
    [
        number("born", minimum=1990, maximum=2012),
        number("born", text={"fr": "Quelle est ta date de naissance ?"}),
        number("born", text={"fr": "Ton âge ?", "en": "What is your birth date?"}),
        number("born", help={"fr": "Tu es né·e en quelle année ?"}),
    ],
)
def test_a_date_of_birth_is_not_asked(asked):
    assert blocked(asked) == ["born"]


def test_an_age_and_a_rent_may_be_asked():
    rent = number("rent", minimum=0, maximum=2000, text={"fr": "Quel loyer par mois ?"})
    assert blocked(number(text={"fr": "Tu as quel âge ?"}), rent) == []


def test_what_no_offer_uses_is_advice():
    questions = [question("a", "one", "two", "three"), question("b"), number()]
    assert told(questions, {"a": {"one"}}) == [
        (
            "a",
            False,
            "Aucune offre ne nomme ces réponses\u00a0: «\u202ftwo\u202f», «\u202fthree\u202f».",
        ),
        ("b", False, "Elle n’écarte rien\u00a0: aucune offre n’a de critère sur elle."),
        ("age", False, "Elle n’écarte rien\u00a0: aucune offre n’a de critère sur elle."),
    ]


def test_a_question_that_opens_another_need_not_exclude():
    questions = [question("a"), question("b", show_when=[after("a", "one")])]
    assert [key for key, _blocking, _sentence in told(questions, {})] == ["b"]


def test_too_many_questions_and_sentences_too_long_are_advice():
    many = [question(f"q{number}") for number in range(8)]
    assert [(key, blocking) for key, blocking, _sentence in told(many)] == [("", False)]
    long = question("a", help={"fr": "Court. " + "mot " * 21 + "."})
    assert [(key, blocking) for key, blocking, _sentence in told([long])] == [("a", False)]
    assert "21" in told([long])[0][2]


def test_a_question_that_is_not_whole_blocks():
    assert blocked(question("a") | {"choices": []}) == ["a"]
