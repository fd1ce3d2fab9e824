import json

import pytest

from themes.models import ModelQuestion, RegisterEntry, Theme


def theme_form(theme, **changes):
    return {
        "key": theme.key,
        "name_fr": theme.name["fr"],
        "name_en": theme.name["en"],
        "summary_fr": theme.summary["fr"],
        "summary_en": theme.summary["en"],
        "pictogram": theme.pictogram,
        "order": theme.order,
        "status": theme.status,
        **changes,
    }


@pytest.fixture
def housing(national):
    return Theme.objects.get(key="housing")


def test_a_theme_is_renamed_in_each_language(housing, send):
    response = send("themes:edit", housing.pk, **theme_form(housing, name_fr="Se loger"))
    assert response.status_code == 302
    housing.refresh_from_db()
    assert housing.name == {"fr": "Se loger", "en": "Housing"}


def test_the_french_name_is_required_and_the_english_one_is_not(housing, send):
    refused = send("themes:edit", housing.pk, **theme_form(housing, name_fr=""))
    assert "name" in refused.context["form"].errors
    assert send("themes:edit", housing.pk, **theme_form(housing, name_en="")).status_code == 302


def test_the_key_of_a_theme_never_changes(housing, send):
    send("themes:edit", housing.pk, **theme_form(housing, key="logement"))
    housing.refresh_from_db()
    assert housing.key == "housing"


def question_form(question, **changes):
    return {
        "theme": question.theme_id,
        "key": question.key,
        "order": question.order,
        "definition": json.dumps(question.definition),
        "register": question.register_id,
        **changes,
    }


@pytest.fixture
def question(housing):
    return housing.questions.get(key="housing_duration")


def test_a_question_is_reworded(question, send):
    definition = {**question.definition, "text": {"fr": "Pour combien de temps ?"}}
    response = send(
        "questions:edit", question.pk, **question_form(question, definition=json.dumps(definition))
    )
    assert response.status_code == 302
    assert ModelQuestion.objects.get(pk=question.pk).definition["text"] == definition["text"]


@pytest.mark.parametrize("definition", ["{", "[]", "{}", '{"kind": "guess"}', "null"])
def test_what_is_not_a_question_is_refused_in_words(question, send, definition):
    response = send("questions:edit", question.pk, **question_form(question, definition=definition))
    assert response.status_code == 200
    assert "definition" in response.context["form"].errors


def entry_form(entry, **changes):
    return {
        "purpose": entry.purpose,
        "legal_basis": entry.legal_basis,
        "data_category": entry.data_category,
        "retention_days": entry.retention_days,
        **changes,
    }


@pytest.fixture
def entry(question):
    return question.register


def test_another_purpose_is_approved_again_by_name(entry, send):
    send("register:edit", entry.pk, **entry_form(entry, purpose="Autre chose.", approved="on"))
    entry.refresh_from_db()
    assert entry.approved_by == "national.anywhere@example.invalid"


def test_an_entry_left_as_it_was_keeps_who_approved_it(entry, send):
    before = (entry.approved_at, entry.approved_by)
    send("register:edit", entry.pk, **entry_form(entry, approved="on"))
    entry.refresh_from_db()
    assert (entry.approved_at, entry.approved_by) == before


def test_taking_the_approval_back_stops_the_question(entry, housing, send):
    send("register:edit", entry.pk, **entry_form(entry))
    assert not RegisterEntry.objects.get(pk=entry.pk).is_approved
    assert Theme.objects.get(pk=housing.pk).questionnaire("fr").question("housing_duration") is None
