"""What the criteria of an offer become when answers go."""

from hypothesis import given
from hypothesis import strategies as st

from themes.matching import match, read_criteria
from themes.replacing import answers_gone, replace_answers

REPLACED = {"need": {"old": ["new", "other"], "gone": []}}


def test_an_answer_that_goes_gives_its_place_to_others_once():
    assert replace_answers({"need": ["new", "old"]}, REPLACED) == {"need": ["new", "other"]}


def test_a_criterion_that_names_nothing_any_more_goes_and_the_rest_stays():
    criteria = {"need": ["gone"], "age": {"min": 16}, "home": ["gone"]}
    assert replace_answers(criteria, REPLACED) == {"age": {"min": 16}, "home": ["gone"]}
    assert replace_answers({"need": ["gone", "left"]}, REPLACED) == {"need": ["left"]}


def test_two_answers_may_take_each_others_place():
    swapped = {"need": {"a": ["b"], "b": ["a"]}}
    assert replace_answers({"need": ["a"]}, swapped) == {"need": ["b"]}


@given(st.lists(st.sampled_from(["old", "gone", "new", "left"]), unique=True))
def test_whoever_suited_by_an_answer_that_stays_still_does(named):
    before = read_criteria({"need": named})
    after = read_criteria(replace_answers({"need": named}, REPLACED))
    for answer in ("new", "other", "left"):
        answers = {"need": frozenset({answer})}
        assert not match(before, answers).suits or match(after, answers).suits


def test_the_answers_that_go_are_those_of_questions_that_stay():
    def asked(key, *choices):
        return {"key": key, "choices": [{"key": choice} for choice in choices]}

    old = [asked("a", "x", "y"), asked("b", "x"), asked("c", "x"), {"key": "age"}]
    new = [asked("c", "x", "z"), asked("a", "y")]
    assert answers_gone(old, new) == {"a": ["x"]}
