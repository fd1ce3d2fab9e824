"""Criteria are ticked on the questionnaire's own answers, and checked in words."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import override

from offers.criteria import CriteriaField
from themes.questionnaires import Choice, Question, QuestionKind, Questionnaire

HOUSING = Questionnaire(
    theme="housing",
    questions=(
        Question(
            key="duration",
            kind=QuestionKind.SINGLE,
            text="Pour combien de temps ?",
            choices=(Choice("tonight", "Dès ce soir"), Choice("year", "Un an")),
        ),
        Question(
            key="age",
            kind=QuestionKind.NUMBER,
            text="Ton âge ?",
            minimum=15,
            maximum=30,
            unit="ans",
        ),
        Question(key="study", kind=QuestionKind.PLACE, text="Où étudies-tu ?"),
    ),
)


@pytest.fixture
def field():
    return CriteriaField(questionnaire=HOUSING)


def send(field, query):
    return field.clean(field.widget.value_from_datadict(QueryDict(query), {}, "c"))


@pytest.mark.parametrize(
    ("query", "criteria"),
    [
        ("", {}),
        ("c-duration-anyone=1&c-age-min=&c-age-max=", {}),
        ("c-duration=year", {"duration": ["year"]}),
        ("c-duration=year&c-duration=tonight", {"duration": ["tonight", "year"]}),
        ("c-age-min=16&c-age-max=25", {"age": {"min": 16, "max": 25}}),
        ("c-age-min= 16 ", {"age": {"min": 16}}),
        ("c-age-max=25", {"age": {"max": 25}}),
        (
            "c-study=Grand Reims (epci:200067213)%0Acommune:51108%0A",
            {"study": ["epci:200067213", "commune:51108"]},
        ),
    ],
)
def test_what_is_ticked_is_what_is_stored(field, query, criteria):
    assert send(field, query) == criteria


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("c-duration=year&c-duration-anyone=1", "not both"),
        ("c-study=la lune", "do not know the zone"),
        ("c-study=-region:44", "do not know the zone"),
        ("c-duration=forever", "no longer exists"),
        ("c-age-min=jeune", "whole numbers"),
        ("c-age-min=-3", "whole numbers"),
        ("c-age-min=12", "between 15 and 30"),
        ("c-age-min=99999999999", "whole numbers"),
        ("c-age-min=25&c-age-max=18", "greater than the second"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(field, query, sentence):
    with override("en"), pytest.raises(ValidationError, match=sentence):
        send(field, query)


def test_all_mistakes_are_said_at_once(field):
    with pytest.raises(ValidationError) as refused:
        send(field, "c-duration=forever&c-age-min=jeune")
    assert len(refused.value.messages) == 2


def test_stored_criteria_come_back_ticked(field):
    html = field.widget.render("c", {"duration": ["year"], "age": {"min": 16}}, {})
    assert 'value="year" checked' in html
    assert 'value="tonight" checked' not in html
    assert "data-criteria-anyone checked" not in html
    assert 'name="c-age-min" value="16"' in html


def test_a_question_left_to_anyone_comes_back_as_anyone(field):
    assert "data-criteria-anyone checked" in field.widget.render("c", {}, {})


def test_what_was_refused_comes_back_as_it_was_typed(field):
    typed = field.widget.value_from_datadict(
        QueryDict("c-duration=year&c-duration-anyone=1&c-age-min=jeune"), {}, "c"
    )
    html = field.widget.render("c", typed, {})
    assert 'value="year" checked' in html
    assert "data-criteria-anyone checked" in html
    assert 'value="jeune"' in html


def test_ticking_the_same_answers_again_is_no_change(field):
    typed = field.widget.value_from_datadict(QueryDict("c-duration=year"), {}, "c")
    assert not field.has_changed({"duration": ["year"]}, typed)
    assert field.has_changed({}, typed)
