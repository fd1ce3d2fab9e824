import copy

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import override

from themes.models import ModelQuestion, RegisterEntry, SubTheme, Theme

pytestmark = pytest.mark.usefixtures("public")


@pytest.fixture
def housing():
    return Theme.objects.get(key="housing")


def question_of(theme, key):
    return theme.questions.get(key=key)


def changed(question, **parts):
    """The question with other parts in its definition, not saved."""
    question.definition = {**copy.deepcopy(question.definition), **parts}
    return question


def sentences_about(row, field):
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    return refused.value.message_dict[field]


def another(theme, key="housing_pets", **options):
    """A yes or no question that could be added to a theme."""
    definition = {
        "kind": "yes_no",
        "text": {"fr": "Un animal ?"},
        "choices": [{"key": "yes", "label": {"fr": "Oui"}}, {"key": "no", "label": {"fr": "Non"}}],
    }
    return ModelQuestion(theme=theme, key=key, **{"order": 90, "definition": definition, **options})


def test_a_theme_is_named_in_the_active_language(housing):
    with override("fr"):
        assert (str(housing), housing.localized_name) == ("Logement", "Logement")
    with override("en"):
        assert housing.localized_name == "Housing"
        assert housing.localized_summary.startswith("Find a roof")
        assert str(housing.subthemes.first()) == "A roof right now"
        assert str(question_of(housing, "age")) == "How old are you? (age)"


def test_validated_themes_are_current_in_their_order():
    keys = list(Theme.objects.current().values_list("key", flat=True))
    assert keys == ["employment", "training", "housing", "health"]


def test_an_experimental_theme_is_current_only_where_it_is_tried(housing, lyon, reims):
    housing.status = Theme.Status.EXPERIMENTAL
    housing.save()
    housing.tried_in.add(lyon)
    assert housing not in Theme.objects.current()
    assert housing not in Theme.objects.current(reims)
    assert list(Theme.objects.current(lyon)).count(housing) == 1


def test_a_retired_theme_is_current_nowhere(housing, lyon):
    housing.status = Theme.Status.RETIRED
    housing.save()
    housing.tried_in.add(lyon)
    assert housing not in Theme.objects.current(lyon)


def test_a_questionnaire_costs_one_query_in_all_languages(housing, django_assert_num_queries):
    with django_assert_num_queries(1):
        french = housing.questionnaire("fr")
        english = housing.questionnaire("en")
        with override("en"):
            assert housing.questionnaire() is english
    assert french.theme == "housing"
    assert [question.key for question in french.questions][:2] == [
        "housing_duration",
        "housing_present",
    ]
    assert english.question("housing_duration").text.startswith("How long")


def test_a_questionnaire_is_read_anew_after_a_refresh(housing):
    assert housing.questionnaire("fr").question("age")
    question_of(housing, "age").delete()
    housing.refresh_from_db()
    assert housing.questionnaire("fr").question("age") is None


def test_a_question_is_not_asked_until_its_entry_is_approved(housing):
    entry = RegisterEntry.objects.create(
        question_key="housing_pets",
        purpose="Écarter les logements sans animaux.",
        legal_basis="public_task",
        data_category="ordinary",
        retention_days=1,
    )
    question = another(housing, register=entry)
    question.full_clean()
    question.save()
    assert not question.is_approved
    assert housing.questionnaire("fr").question("housing_pets") is None
    entry.approved_at = timezone.now()
    entry.save()
    housing.refresh_from_db()
    assert housing.questionnaire("fr").question("housing_pets")


def test_a_question_without_an_entry_can_be_drafted_and_is_not_asked(housing):
    question = another(housing)
    question.full_clean()
    question.save()
    assert not question.is_approved
    assert housing.questionnaire("fr").question("housing_pets") is None


def test_every_question_that_ships_passes_its_own_checks():
    for question in ModelQuestion.objects.all():
        question.full_clean()
        assert question.is_approved


@pytest.mark.parametrize("name", [{}, {"en": "Housing"}, {"fr": ""}, "Logement", ["fr"]])
def test_a_theme_needs_a_french_name(housing, name):
    housing.name = name
    assert sentences_about(housing, "name")


@pytest.mark.parametrize("key", ["Housing", "my-theme", "", "1theme"])
def test_the_key_of_a_theme_is_refused_in_another_form(housing, key):
    housing.key = key
    assert sentences_about(housing, "key")


@pytest.mark.parametrize("urgent", [["118"], "115", [115, None]])
def test_the_urgent_numbers_of_a_theme_are_known_ones(housing, urgent):
    housing.urgent = urgent
    assert sentences_about(housing, "urgent")


def test_a_theme_has_one_question_and_one_subtheme_a_key(housing):
    with override("en"):
        assert "This theme already asks a question with this key." in sentences_about(
            another(housing, key="housing_budget"), "__all__"
        )
        double = SubTheme(theme=housing, key="emergency", name={"fr": "Urgence"})
        assert sentences_about(double, "__all__") == [
            "This theme already has a sub-theme with this key."
        ]


@pytest.mark.parametrize(
    "definition", [[], "text", {"kind": "essay"}, {"text": {"fr": "Un mot ?"}}]
)
def test_a_definition_out_of_shape_is_refused(housing, definition):
    wrong = another(housing, definition=definition)
    assert sentences_about(wrong, "definition")
    assert "housing_pets" in str(wrong)


def test_a_definition_may_repeat_its_key_but_not_name_another(housing):
    question = another(housing)
    changed(question, key="housing_pets").full_clean()
    assert sentences_about(changed(question, key="housing_cats"), "definition")


def test_a_shared_question_keeps_its_answers_in_every_theme(housing):
    age = question_of(housing, "age")
    changed(age, text={"fr": "Ton âge ?"}).full_clean()
    with override("en"):
        sentences = sentences_about(changed(age, maximum=25), "definition")
    assert "“Work” asks “age” with other answers. Choose another key." in sentences


def test_a_condition_names_an_earlier_question_and_its_answers(housing):
    question = another(housing)
    when = {"question": "housing_duration", "any_of": ["year"]}
    changed(question, show_when=[when]).full_clean()
    assert sentences_about(
        changed(question, show_when=[{**when, "any_of": ["week"]}]), "definition"
    )
    question.order = 0
    question.key = "a_first"
    assert sentences_about(changed(question, show_when=[when]), "definition")


def test_a_question_that_others_depend_on_keeps_its_place_and_its_answers(housing):
    duration = question_of(housing, "housing_duration")
    duration.order = 80
    with override("en"):
        assert sentences_about(duration, "definition") == [
            "housing_student_next: It depends on “How long do you need a place to live?”, which is "
            "not asked before it."
        ]
    duration.order = 0
    fewer = [one for one in duration.definition["choices"] if one["key"] != "year"]
    assert sentences_about(changed(duration, choices=fewer), "definition")


def test_an_entry_is_about_the_question_it_is_attached_to(housing):
    wrong = another(housing, register=RegisterEntry.objects.get(question_key="age"))
    assert sentences_about(wrong, "register")


def test_sensitive_data_needs_explicit_consent():
    entry = RegisterEntry.objects.get(question_key="health_need")
    entry.full_clean()
    entry.legal_basis = "public_task"
    assert sentences_about(entry, "__all__")
    with pytest.raises(IntegrityError):
        entry.save()


@pytest.mark.parametrize("days", [0, 366])
def test_an_answer_is_kept_a_year_at_most(days):
    entry = RegisterEntry.objects.get(question_key="age")
    entry.retention_days = days
    assert sentences_about(entry, "retention_days")
    with pytest.raises(IntegrityError):
        entry.save()


def test_an_entry_in_use_is_not_deleted():
    with pytest.raises(IntegrityError, match="protected"):
        RegisterEntry.objects.get(question_key="age").delete()


def test_the_register_reads_as_the_keys_it_covers():
    assert str(RegisterEntry(question_key="age")) == "age"
