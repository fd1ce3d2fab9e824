import pytest

from themes.definitions import check_order, check_question, same_question
from themes.keys import is_key

YES_NO = [{"key": "yes", "label": {"fr": "Oui"}}, {"key": "no", "label": {"fr": "Non"}}]


def question(key="licence", **parts):
    """A question that can be asked; a part given as None is left out."""
    definition = {
        "key": key,
        "kind": "yes_no",
        "text": {"fr": "As-tu le permis ?"},
        "choices": YES_NO,
        **parts,
    }
    return {part: value for part, value in definition.items() if value is not None}


def number(**parts):
    return question(
        "age", **{"kind": "number", "choices": None, "minimum": 15, "maximum": 30, **parts}
    )


def place(**parts):
    return question("study_place", **{"kind": "place", "choices": None, **parts})


def when(name, *choices):
    return [{"question": name, "any_of": list(choices)}]


def test_a_question_in_shape_has_nothing_wrong():
    assert check_question(question()) == []
    assert check_question(number(unit={"fr": "ans"}, reason={"fr": "Tu as {value} ans"})) == []
    assert check_question(place(reason={"fr": "Tu étudies {value}"})) == []
    full = question(
        help={"fr": "Le permis B."},
        why={"fr": "Pour trier.", "en": "To sort."},
        allow_unknown=False,
        show_when=when("age_band", "adult"),
        choices=[{**YES_NO[0], "hint": {"fr": "Ou presque"}, "urgent": ["112"]}, YES_NO[1]],
    )
    assert check_question(full) == []


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "a question",
        [],
        question(key="Licence"),
        question(key="my-licence"),
        question(key="é"),
        question(key="k" * 41),
        question(key=3),
        question(kind="essay"),
        question(kind=None),
        question(kind=["single"]),
        question(text=None),
        question(text="As-tu le permis ?"),
        question(text={"en": "Do you?"}),
        question(text={"fr": " "}),
        question(help={"fr": 3}),
        question(colour="red"),
        question(allow_unknown="no"),
        question(choices=None),
        question(choices="yes no"),
        question(choices=["yes", "no"]),
        question(choices=YES_NO[:1]),
        question(choices=[*YES_NO, {"key": "maybe", "label": {"fr": "Peut-être"}}]),
        question(choices=[{"key": "oui", "label": {"fr": "Oui"}}, YES_NO[1]]),
        question(kind="single", choices=[YES_NO[0], YES_NO[0]]),
        question(kind="single", choices=[YES_NO[0], {"key": "unknown", "label": {"fr": "?"}}]),
        question(kind="single", choices=[YES_NO[0], {"label": {"fr": "Oui"}}]),
        question(kind="single", choices=[YES_NO[0], {"key": "b"}]),
        question(kind="single", choices=[YES_NO[0], {**YES_NO[1], "urgent": ["118"]}]),
        question(kind="single", choices=[YES_NO[0], {**YES_NO[1], "urgent": "112"}]),
        question(kind="single", choices=[YES_NO[0], {**YES_NO[1], "colour": "red"}]),
        question(kind="multiple", choices=[]),
        question(minimum=1),
        number(choices=YES_NO),
        number(minimum=None),
        number(maximum="30"),
        number(maximum=15),
        number(minimum=-1),
        number(minimum=True),
        number(maximum=10**9),
        number(reason={"fr": "Tu as cet âge"}),
        place(choices=YES_NO),
        place(maximum=30),
        place(reason={"fr": "Tu étudies là"}),
        question(show_when="age"),
        question(show_when=["age"]),
        question(show_when=[{"question": "age"}]),
        question(show_when=when("age")),
        question(show_when=[{"question": "age", "any_of": "adult"}]),
    ],
)
def test_a_question_out_of_shape_is_told_what_is_wrong(wrong):
    sentences = check_question(wrong)
    assert sentences
    assert all(str(sentence).endswith((".", "”.")) for sentence in sentences)


def test_a_condition_on_an_earlier_question_can_hold():
    assert check_order([question("a"), question("b", show_when=when("a", "yes"))]) == {}


@pytest.mark.parametrize(
    "definitions",
    [
        [question("b", show_when=when("a", "yes")), question("a")],
        [question("b", show_when=when("b", "yes"))],
        [question("b", show_when=when("nothing", "yes"))],
        [question("a"), question("b", show_when=when("a", "yes", "maybe"))],
        [number(), question("b", show_when=when("age", "adult"))],
    ],
)
def test_a_condition_that_cannot_hold_is_an_error_of_its_question(definitions):
    assert list(check_order(definitions)) == ["b"]


def test_the_same_question_may_be_worded_another_way():
    assert same_question(question(), question(text={"fr": "Le permis B ?"}))
    assert same_question(question(), question(choices=YES_NO[::-1]))


@pytest.mark.parametrize(
    "other",
    [
        question(kind="single"),
        question(kind="single", choices=[*YES_NO, {"key": "soon", "label": {"fr": "Bientôt"}}]),
        number(),
    ],
)
def test_another_kind_or_other_answers_make_another_question(other):
    assert not same_question(question(), other)


def test_other_bounds_make_another_question():
    assert not same_question(number(), number(maximum=25))


@pytest.mark.parametrize(("text", "good"), [("age", True), ("bac_plus_2", True), ("2_bac", False)])
def test_a_key_starts_with_a_letter(text, good):
    assert is_key(text) is good
    assert not is_key(f"{text}\n")
