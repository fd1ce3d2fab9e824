import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.matching import Accepts, Between, Match, Reason, match, read_criteria, write_criteria

QUESTIONS = ("need", "situation", "age", "budget")
CHOICES = ("a", "b", "c", "d")

choices = st.frozensets(st.sampled_from(CHOICES))
bounds = st.none() | st.integers(0, 40)


def in_order(question, low, high):
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Between(question, low, high)


@st.composite
def criteria(draw):
    """At most one criterion a question, in any order."""
    asked = draw(st.lists(st.sampled_from(QUESTIONS), unique=True))
    return tuple(
        draw(st.builds(Accepts, st.just(key), choices))
        if draw(st.booleans())
        else in_order(key, draw(bounds), draw(bounds))
        for key in asked
    )


answers = st.dictionaries(
    st.sampled_from(QUESTIONS),
    st.frozensets(st.sampled_from(CHOICES), min_size=1) | st.integers(0, 40),
)


def test_an_offer_without_criteria_suits_everybody():
    assert match((), {"age": 19}) == Match(suits=True, reasons=())


def test_one_accepted_answer_is_enough_within_a_question():
    accepts = (Accepts("need", frozenset({"a", "b"})),)
    assert match(accepts, {"need": frozenset({"b", "c"})}).suits
    assert not match(accepts, {"need": frozenset({"c", "d"})}).suits


def test_every_question_must_hold():
    both = (Accepts("need", frozenset({"a"})), Between("age", 16, 25))
    assert match(both, {"need": frozenset({"a"}), "age": 19}).suits
    assert not match(both, {"need": frozenset({"b"}), "age": 19}).suits
    assert not match(both, {"need": frozenset({"a"}), "age": 26}).suits


@pytest.mark.parametrize(("age", "suits"), [(15, False), (16, True), (25, True), (26, False)])
def test_bounds_are_included(age, suits):
    assert match((Between("age", 16, 25),), {"age": age}).suits is suits


def test_a_range_may_be_open_on_one_side():
    assert match((Between("age", 18, None),), {"age": 30}).suits
    assert not match((Between("age", 18, None),), {"age": 17}).suits
    assert match((Between("budget", None, 400),), {"budget": 0}).suits
    assert not match((Between("budget", None, 400),), {"budget": 401}).suits


def test_it_says_which_answers_the_offer_asks_for():
    found = match(
        (Accepts("need", frozenset({"b", "a"})), Between("age", 16, 25)),
        {"need": frozenset({"b", "a", "d"}), "age": 19, "situation": frozenset({"c"})},
    )
    assert found.reasons == (Reason("need", "a"), Reason("need", "b"), Reason("age", 19))


def test_a_criterion_open_to_anyone_is_no_reason():
    anyone = (Accepts("need", frozenset()), Between("age", None, None))
    assert match(anyone, {"need": frozenset({"a"}), "age": 19}).reasons == ()


@given(criteria(), answers)
def test_an_offer_that_does_not_suit_gives_no_reason(criteria, answers):
    found = match(criteria, answers)
    assert found.suits or found.reasons == ()


@given(criteria())
def test_nobody_is_excluded_for_not_answering(criteria):
    assert match(criteria, {}).suits


@given(criteria(), answers, st.sampled_from(QUESTIONS))
def test_taking_an_answer_back_never_hides_an_offer(criteria, answers, question):
    fewer = {key: answer for key, answer in answers.items() if key != question}
    assert match(criteria, fewer).suits or not match(criteria, answers).suits


@given(criteria(), answers, st.sampled_from(QUESTIONS), choices)
def test_adding_an_answer_never_shows_more_offers(criteria, answers, question, answer):
    without = {key: given for key, given in answers.items() if key != question}
    assert (
        match(criteria, without).suits or not match(criteria, {**without, question: answer}).suits
    )


@given(criteria(), answers, st.data())
def test_the_order_of_criteria_and_answers_does_not_matter(criteria, answers, data):
    shuffled = tuple(data.draw(st.permutations(criteria)))
    turned = dict(data.draw(st.permutations(list(answers.items()))))
    one, other = match(criteria, answers), match(shuffled, turned)
    assert one.suits == other.suits
    assert set(one.reasons) == set(other.reasons)


@given(criteria(), answers, st.sampled_from(QUESTIONS))
def test_an_empty_criterion_means_anyone(criteria, answers, question):
    others = tuple(one for one in criteria if one.question != question)
    for anyone in (Accepts(question, frozenset()), Between(question, None, None)):
        assert match((*others, anyone), answers) == match(others, answers)


@given(criteria(), answers)
def test_an_offer_suits_when_each_of_its_criteria_does(criteria, answers):
    assert match(criteria, answers).suits == all(match((one,), answers).suits for one in criteria)


@given(choices, answers, st.sampled_from(CHOICES))
def test_accepting_one_more_answer_never_excludes_more(accepted, answers, more):
    assert (
        not accepted
        or not match((Accepts("need", accepted),), answers).suits
        or match((Accepts("need", accepted | {more}),), answers).suits
    )


@given(choices, st.integers(0, 40))
def test_an_answer_of_the_other_kind_is_ignored(accepted, number):
    assert match((Accepts("age", accepted),), {"age": number}) == Match(suits=True, reasons=())
    assert match((Between("age", number, None),), {"age": frozenset({"a"})}).suits


@given(criteria())
def test_criteria_are_stored_and_read_back_the_same(criteria):
    stored = json.loads(json.dumps(write_criteria(criteria)))
    assert read_criteria(stored) == criteria


def test_criteria_are_stored_in_an_order_that_does_not_change():
    assert write_criteria((Accepts("need", frozenset("dcba")), Between("age", 16, None))) == {
        "need": ["a", "b", "c", "d"],
        "age": {"min": 16},
    }


@pytest.mark.parametrize(
    "stored",
    [
        ["need"],
        None,
        {"need": "job"},
        {"need": None},
        {"need": 3},
        {"need": [1]},
        {"need": [""]},
        {"": ["a"]},
        {3: ["a"]},
        {"age": {"minimum": 16}},
        {"age": {"min": "16"}},
        {"age": {"min": True}},
        {"age": {"min": 16.5}},
        {"age": {"min": 26, "max": 16}},
    ],
)
def test_criteria_in_another_shape_are_refused_with_a_sentence(stored):
    with pytest.raises(ValueError, match=r"\w \w.*\."):
        read_criteria(stored)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_no_stored_shape_makes_reading_fail_in_another_way(stored):
    try:
        read = read_criteria(stored)
    except ValueError:
        return
    assert match(read, {}).suits


def test_a_commune_is_accepted_by_a_zone_that_holds_it_and_by_one_that_merged_into_it():
    study = {"study": frozenset({"commune:51454"})}
    for zone in ("commune:51454", "epci:200067213", "departement:51", "region:44"):
        found = match((Accepts("study", frozenset({zone, "commune:69123"})),), study)
        assert found.reasons == (Reason("study", "commune:51454"),), zone
    assert not match((Accepts("study", frozenset({"departement:69"})),), study).suits
    # Annecy-le-Vieux became Annecy in 2017.
    for answer, zone in (("74011", "74010"), ("74010", "74011"), ("74010", "74010")):
        accepts = (Accepts("study", frozenset({f"commune:{zone}"})),)
        assert match(accepts, {"study": frozenset({f"commune:{answer}"})}).suits
