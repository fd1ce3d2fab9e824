import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from themes.matching import Accepts, Between, Reason, match
from themes.matching import Match as Found
from themes.places import SeveralCommunesError
from themes.questionnaires import QuestionKind, read_questionnaire
from themes.shipped import read_files

DATA = {
    "key": "housing",
    "questions": [
        {
            "key": "duration",
            "kind": "single",
            "text": {"fr": "Combien de temps ?", "en": "How long?"},
            "help": {"fr": "À peu près."},
            "choices": [
                {
                    "key": "tonight",
                    "label": {"fr": "Dès ce soir", "en": "Tonight"},
                    "hint": {"fr": "Qui appeler."},
                    "reason": {"fr": "Tu cherches pour ce soir", "en": "You need it tonight"},
                    "urgent": ["115"],
                },
                {"key": "year", "label": {"fr": "Une année", "en": "A year"}},
            ],
        },
        {
            "key": "student",
            "kind": "yes_no",
            "text": {"fr": "Des études ?"},
            "choices": [
                {"key": "yes", "label": {"fr": "Oui"}, "reason": {"fr": "Tu fais des études"}},
                {"key": "no", "label": {"fr": "Non"}},
            ],
            "show_when": [{"question": "duration", "any_of": ["year"]}],
        },
        {
            "key": "school",
            "kind": "multiple",
            "text": {"fr": "Quelle école ?"},
            "choices": [
                {"key": "near", "label": {"fr": "Tout près"}},
                {"key": "far", "label": {"fr": "Plus loin"}},
            ],
            "show_when": [{"question": "student", "any_of": ["yes"]}],
        },
        {
            "key": "age",
            "kind": "number",
            "text": {"fr": "Quel âge ?"},
            "minimum": 15,
            "maximum": 30,
            "unit": {"fr": "ans"},
            "reason": {"fr": "Tu as {value} ans", "en": "You are {value}"},
            "allow_unknown": False,
        },
        {
            "key": "budget",
            "kind": "number",
            "text": {"fr": "Combien ?"},
            "minimum": 0,
            "maximum": 1500,
            "unit": {"fr": "€ par mois"},
        },
    ],
}
HOUSING = read_questionnaire(DATA, "fr")
ALL = {
    "duration": frozenset({"year"}),
    "student": frozenset({"yes"}),
    "school": frozenset({"near", "far"}),
    "age": 19,
    "budget": 0,
}


def keys(questions):
    return [question.key for question in questions]


def test_a_question_is_read_with_all_its_parts():
    duration = HOUSING.question("duration")
    assert (duration.kind, duration.text, duration.help) == (
        QuestionKind.SINGLE,
        "Combien de temps ?",
        "À peu près.",
    )
    assert duration.allow_unknown
    assert duration.choice("tonight").hint == "Qui appeler."
    assert duration.choice("tonight").urgent == ("115",)
    age = HOUSING.question("age")
    assert (age.minimum, age.maximum, age.unit, age.allow_unknown) == (15, 30, "ans", False)
    assert HOUSING.question("nothing") is None


def test_words_come_in_the_language_asked_for_and_else_in_french():
    english = read_questionnaire(DATA, "en")
    assert english.question("duration").text == "How long?"
    assert english.question("budget").text == "Combien ?"
    assert read_questionnaire(DATA, "en-gb") == english
    assert read_questionnaire(DATA, "ar") == HOUSING


def test_without_a_language_words_come_in_the_active_one():
    with override("en"):
        assert read_questionnaire(DATA).question("duration").text == "How long?"
    with override(None):
        assert read_questionnaire(DATA) == HOUSING


def test_a_question_is_shown_once_its_condition_holds():
    assert keys(HOUSING.shown({})) == ["duration", "age", "budget"]
    assert keys(HOUSING.shown({"duration": frozenset({"tonight"})})) == [
        "duration",
        "age",
        "budget",
    ]
    assert "student" in keys(HOUSING.shown({"duration": frozenset({"year"})}))


def test_a_question_behind_one_that_is_not_shown_is_not_shown_either():
    hidden = {**ALL, "duration": frozenset({"tonight"})}
    assert keys(HOUSING.shown(hidden)) == ["duration", "age", "budget"]
    assert keys(HOUSING.shown(ALL)) == ["duration", "student", "school", "age", "budget"]


def test_what_was_typed_becomes_answers():
    raw = {
        "duration": ["year"],
        "student": ["yes"],
        "school": ["near", "far"],
        "age": [" 19 "],
        "budget": ["0"],
    }
    assert HOUSING.clean(raw) == (ALL, {})


@pytest.mark.parametrize("typed", [[], [""], ["  "], ["unknown"], ["", "unknown"]])
def test_unknown_and_blank_are_no_answer(typed):
    assert HOUSING.clean({"duration": typed, "age": typed}) == ({}, {})


def test_unknown_beside_an_answer_leaves_the_answer():
    raw = {"duration": ["year", "unknown"], "age": ["", "19"]}
    assert HOUSING.clean(raw) == ({"duration": frozenset({"year"}), "age": 19}, {})


def test_answers_to_questions_that_are_not_shown_are_dropped():
    raw = {"duration": ["tonight"], "student": ["yes"], "school": ["near"]}
    assert HOUSING.clean(raw) == ({"duration": frozenset({"tonight"})}, {})


def test_several_answers_to_a_single_question_are_refused():
    answers, errors = HOUSING.clean({"duration": ["tonight", "year"], "age": ["19"]})
    assert answers == {"age": 19}
    assert list(errors) == ["duration"]


def test_the_same_answer_twice_is_one():
    assert HOUSING.clean({"duration": ["year", "year"]})[0] == {"duration": frozenset({"year"})}


@pytest.mark.parametrize(
    "raw", [{"nothing": ["year"]}, {"duration": ["century"]}, {"age": ["old"]}]
)
def test_what_is_not_asked_is_an_error_under_its_key(raw):
    answers, errors = HOUSING.clean(raw)
    assert answers == {}
    assert list(errors) == list(raw)


@pytest.mark.parametrize(
    "typed", ["14", "31", "-19", "19,5", "1e1", "dix", "9" * 5000, "²", "19\x00", "0x13"]
)
def test_a_number_out_of_its_bounds_is_refused_with_an_example(typed):
    with override("en"):
        answers, errors = HOUSING.clean({"age": [typed]})
    assert answers == {}
    assert errors == {"age": ["Write a whole number between 15 and 30, for example 22."]}


def test_two_numbers_for_one_question_are_refused():
    assert list(HOUSING.clean({"age": ["19", "20"]})[1]) == ["age"]


@pytest.mark.parametrize("typed", ["1 000", "1\u00a0000", "1\u202f000", "1000"])
def test_a_number_may_be_written_in_groups(typed):
    assert HOUSING.clean({"budget": [typed]}) == ({"budget": 1000}, {})


@given(st.dictionaries(st.sampled_from([*ALL, "nothing"]) | st.text(), st.lists(st.text())))
def test_whatever_is_sent_comes_back_as_answers_or_sentences(raw):
    answers, errors = HOUSING.clean(raw)
    assert not set(answers) & set(errors)
    assert set(errors) <= set(raw)
    assert set(answers) <= set(keys(HOUSING.shown(answers)))


typed = st.dictionaries(
    st.sampled_from(list(ALL)),
    st.lists(st.sampled_from(["tonight", "year", "yes", "no", "near", "far", "19", "unknown"])),
)


@given(typed)
def test_cleaning_clean_answers_changes_nothing(raw):
    answers, _errors = HOUSING.clean(raw)
    again = {
        key: [str(answer)] if isinstance(answer, int) else sorted(answer)
        for key, answer in answers.items()
    }
    assert HOUSING.clean(again) == (answers, {})


def test_reasons_are_said_in_words_in_the_order_of_the_questions():
    criteria = (
        Between("age", 16, 25),
        Accepts("school", frozenset({"far", "near"})),
        Accepts("student", frozenset({"yes"})),
    )
    assert HOUSING.reasons(match(criteria, ALL)) == (
        "Tu fais des études",
        "Tout près",
        "Plus loin",
        "Tu as 19 ans",
    )


def test_a_number_without_a_written_reason_is_said_with_its_unit():
    assert HOUSING.reasons(match((Between("budget", None, 400),), {"budget": 350})) == (
        "350 € par mois",
    )


def test_a_reason_about_a_question_or_a_choice_that_is_gone_is_not_said():
    gone = Found(suits=True, reasons=(Reason("gone", "a"), Reason("duration", "gone")))
    assert HOUSING.reasons(gone) == ()


def test_a_number_typed_with_braces_is_never_read_as_a_pattern():
    assert HOUSING.question("age").reason_for(19) == "Tu as 19 ans"
    assert HOUSING.question("duration").reason_for("{value}") == ""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_model_questionnaire_that_ships_reads_in_both_languages(language):
    for theme in read_files():
        questionnaire = read_questionnaire(theme, language)
        assert keys(questionnaire.questions) == [one["key"] for one in theme["questions"]]
        for question in questionnaire.questions:
            assert question.text == next(
                one["text"][language] for one in theme["questions"] if one["key"] == question.key
            )


STUDY = {
    "key": "study_place",
    "kind": "place",
    "text": {"fr": "Où étudies-tu ?", "en": "Where do you study?"},
    "reason": {"fr": "Tu étudies {value}", "en": "You study {value}"},
}


def test_a_commune_is_read_from_its_code_its_name_or_what_was_picked_in_the_list():
    asked = read_questionnaire({"key": "training", "questions": [STUDY]}, "fr")
    study = asked.question("study_place")
    for typed in (["Reims"], ["commune:51454"], ["51454"], ["saint-den", "commune:51454"]):
        assert study.read(typed) == {"commune:51454"}, typed
    # Its code has changed: Annecy-le-Vieux is in Annecy.
    assert study.read(["commune:74011"]) == {"commune:74010"}
    assert study.read([" ", "unknown"]) is None
    for typed, sentence in (("Atlantide", "ne trouvons pas"), ("Saint-Denis", "Saint-Denis 97400")):
        assert sentence in asked.clean({"study_place": [typed]})[1]["study_place"][0]
    with pytest.raises(SeveralCommunesError) as several:
        study.read(["Saint-Denis"])
    assert [place.code for place in several.value.places][:2] == ["97411", "93066"]


@pytest.mark.parametrize(
    ("language", "code", "said"),
    [
        ("fr", "51454", "Tu étudies à Reims"),
        ("fr", "76351", "Tu étudies au Havre"),
        ("en", "76351", "You study in Le Havre"),
    ],
)
def test_a_commune_is_said_back_as_one_says_where(language, code, said):
    with override(language):
        asked = read_questionnaire({"key": "training", "questions": [STUDY]}, language)
        reason = Reason("study_place", f"commune:{code}")
        assert asked.reasons(Found(suits=True, reasons=(reason,))) == (said,)
