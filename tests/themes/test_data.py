"""The four national themes that ship with the project."""

import re
from itertools import pairwise

import pytest

from themes.definitions import check_order, check_question, same_question
from themes.emergency import EMERGENCY_NUMBERS
from themes.models import RegisterEntry
from themes.questionnaires import read_questionnaire
from themes.shipped import read_files

THEMES = read_files()
QUESTIONS = [(theme["key"], question) for theme in THEMES for question in theme["questions"]]
NAMES = [f"{theme}.{question['key']}" for theme, question in QUESTIONS]
every_theme = pytest.mark.parametrize("theme", THEMES, ids=[theme["key"] for theme in THEMES])
every_question = pytest.mark.parametrize(("theme", "question"), QUESTIONS, ids=NAMES)

TEXT_PARTS = {"name", "summary", "text", "help", "why", "unit", "reason", "label", "hint"}


def words(data):
    """Every text of a theme as (part, language, text)."""
    if isinstance(data, list):
        for one in data:
            yield from words(one)
    elif isinstance(data, dict):
        for part, value in data.items():
            if part in TEXT_PARTS:
                yield from ((part, language, text) for language, text in value.items())
            else:
                yield from words(value)


def shared_keys():
    by_key = {}
    for _theme, question in QUESTIONS:
        by_key.setdefault(question["key"], []).append(question)
    return [same for same in by_key.values() if len(same) > 1]


def test_there_are_four_themes_in_their_order():
    assert [theme["key"] for theme in THEMES] == ["employment", "training", "housing", "health"]
    assert all(one["order"] < other["order"] for one, other in pairwise(THEMES))


@every_theme
def test_a_theme_asks_four_to_seven_questions(theme):
    assert 4 <= len(theme["questions"]) <= 7


@every_theme
def test_a_theme_asks_the_age_and_never_a_birth_date(theme):
    age = next(one for one in theme["questions"] if one["key"] == "age")
    assert (age["kind"], age["minimum"], age["maximum"]) == ("number", 15, 30)


@every_question
def test_a_question_has_the_shape_that_is_asked_of_an_editor(theme, question):
    definition = {part: value for part, value in question.items() if part != "register"}
    assert check_question(definition) == []


@every_theme
def test_conditions_name_earlier_questions(theme):
    assert check_order(theme["questions"]) == {}


@every_theme
def test_every_text_is_there_in_french_and_in_english(theme):
    found = list(words(theme))
    french = [part for part, language, text in found if language == "fr" and text.strip()]
    english = [part for part, language, text in found if language == "en" and text.strip()]
    assert french == english
    assert len(french) + len(english) == len(found)


@every_question
def test_a_question_says_why_it_is_asked_and_each_answer_says_itself_back(theme, question):
    assert question["why"]["fr"]
    assert all(choice["reason"]["fr"] for choice in question.get("choices", []))
    if question["kind"] == "number":
        assert "{value}" in question["reason"]["fr"]


@every_question
def test_a_question_has_an_entry_for_the_register(public, theme, question):
    entry = RegisterEntry(question_key=question["key"], **question["register"])
    entry.full_clean(exclude=["question_key"])
    assert entry.retention_days == 1


@pytest.mark.parametrize("same", shared_keys(), ids=lambda same: same[0]["key"])
def test_a_key_is_the_same_question_in_every_theme(same):
    assert all(same_question(same[0], other) for other in same[1:])
    assert all(same[0]["register"] == other["register"] for other in same[1:])


@every_question
def test_a_key_of_one_theme_alone_is_prefixed_unless_it_could_be_shared(theme, question):
    elsewhere = {"age", "situation", "driving_licence", "registered", "field"}
    assert question["key"] in elsewhere or question["key"].startswith(f"{theme}_")


@every_theme
def test_french_is_typeset(theme):
    wrong = re.compile(r"[ \u00a0][?;!]|[^\u00a0]:|'|\w-(?:tu|ce)\b|\d (?:ans|mois|jours|€)")
    texts = [text for _part, language, text in words(theme) if language == "fr"]
    assert [text for text in texts if wrong.search(text)] == []


@every_theme
def test_french_speaks_plainly_to_one_person(theme):
    unwanted = re.compile(r"usager|bénéficiaire|dispositif|éligible|\bvotre\b|\bvos\b", re.I)
    texts = [text for _part, language, text in words(theme) if language == "fr"]
    assert [text for text in texts if unwanted.search(text)] == []


@every_question
def test_a_question_fits_on_a_phone(theme, question):
    assert all(len(text) <= 60 for text in question["text"].values())
    assert all(len(text) <= 120 for text in question.get("help", {}).values())
    for choice in question.get("choices", []):
        assert all(len(text) <= 50 for text in choice["label"].values())
        assert all(len(text) <= 60 for text in choice["reason"].values())


def questionnaire(key):
    return read_questionnaire(next(theme for theme in THEMES if theme["key"] == key), "en")


def asked(key, **answers):
    given = {name: frozenset({answer}) for name, answer in answers.items()}
    return {question.key for question in questionnaire(key).shown(given)}


@pytest.mark.parametrize(
    ("theme", "opening"),
    [("training", {"training_project": "know"}), ("employment", {"employment_need": "know"})],
)
def test_the_field_is_asked_only_to_those_who_know_their_trade(theme, opening):
    assert "field" in asked(theme, **opening)
    assert "field" not in asked(theme)
    assert "field" not in asked(theme, **dict.fromkeys(opening, "explore"))


def test_registrations_are_asked_only_out_of_school():
    assert "registered" in asked("training", situation="job_seeker")
    assert "registered" not in asked("training", situation="pupil")
    assert "registered" not in asked("training")


def test_cap_emploi_is_asked_about_only_when_relevant():
    assert "training_cap_emploi" in asked("training", situation="none")
    assert "training_cap_emploi" not in asked("training", situation="student")


@pytest.mark.parametrize(
    ("theme", "first", "choice", "number"),
    [("housing", "housing_duration", "tonight", "115"), ("health", "health_urgency", "now", "15")],
)
def test_who_cannot_wait_is_given_a_number_from_the_first_question(theme, first, choice, number):
    question = questionnaire(theme).questions[0]
    assert question.key == first
    assert question.choice(choice).urgent[0] == number


def test_housing_and_health_are_sensitive():
    assert {theme["key"] for theme in THEMES if theme["sensitive"]} == {"housing", "health"}


@pytest.mark.parametrize("key", EMERGENCY_NUMBERS)
def test_an_emergency_number_can_be_called(key):
    number = EMERGENCY_NUMBERS[key]
    scheme, dialled = number.href.split(":")
    assert dialled == key == "".join(number.number.split())
    assert scheme == ("sms" if key == "114" else "tel")
    assert str(number.label)
