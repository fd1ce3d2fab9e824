import copy
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from themes.models import ModelQuestion, RegisterEntry, Theme, Wording
from themes.register import approve_entry
from themes.services import Loaded, load_themes
from themes.shipped import read_files

pytestmark = pytest.mark.usefixtures("public")


@pytest.fixture
def files():
    """The themes that ship, to change."""
    return copy.deepcopy(read_files())


@pytest.fixture
def emptied():
    ModelQuestion.objects.all().delete()
    Wording.objects.all().delete()
    RegisterEntry.objects.all().delete()
    Theme.objects.all().delete()


@pytest.fixture
def edited():
    """The budget, reworded by a national admin."""
    budget = ModelQuestion.objects.get(key="housing_budget")
    budget.definition["text"]["fr"] = "Quel loyer ?"
    budget.save()
    return budget


def question_in(theme, key):
    return next(question for question in theme["questions"] if question["key"] == key)


def ask(name, **options):
    output = StringIO()
    call_command(name, stdout=output, **options)
    return output.getvalue()


def made_here():
    """A question that a national admin added, with its entry in the register."""
    definition = {
        "kind": "yes_no",
        "text": {"fr": "Un animal ?"},
        "choices": [{"key": "yes", "label": {"fr": "Oui"}}, {"key": "no", "label": {"fr": "Non"}}],
    }
    entry = RegisterEntry.objects.create(
        question_key="housing_pets",
        purpose="Écarter les logements sans animaux.",
        legal_basis="public_task",
        data_category="ordinary",
        retention_days=1,
    )
    housing = Theme.objects.get(key="housing")
    return ModelQuestion.objects.create(
        theme=housing, key="housing_pets", order=90, definition=definition, register=entry
    )


def test_a_first_load_creates_every_theme_and_question(emptied):
    loaded = load_themes()
    assert loaded.created.count("housing") == 1
    assert "housing.housing_duration" in loaded.created
    assert loaded.changed == loaded.removed == loaded.kept == []
    assert Theme.objects.count() == 4
    assert ModelQuestion.objects.count() == sum(len(one["questions"]) for one in read_files())
    assert RegisterEntry.objects.filter(question_key="age").count() == 1


def test_a_second_load_changes_nothing():
    rows = list(ModelQuestion.objects.values())
    assert load_themes() == Loaded()
    assert list(ModelQuestion.objects.values()) == rows


def test_a_load_brings_what_changed_in_the_files(files):
    housing = files[2]
    housing["name"]["fr"] = "Se loger"
    housing["subthemes"] = housing["subthemes"][:2]
    question_in(housing, "housing_budget")["text"]["fr"] = "Quel loyer ?"
    loaded = load_themes(files)
    assert loaded == Loaded(changed=["housing", "housing.housing_budget"])
    theme = Theme.objects.get(key="housing")
    assert theme.name["fr"] == "Se loger"
    assert theme.subthemes.count() == 2
    assert theme.questionnaire("fr").question("housing_budget").text == "Quel loyer ?"


def test_a_question_gone_from_the_files_is_no_longer_asked(files):
    files[2]["questions"].remove(question_in(files[2], "housing_budget"))
    loaded = load_themes(files)
    assert loaded.removed == ["housing.housing_budget"]
    assert Theme.objects.get(key="housing").questionnaire("fr").question("housing_budget") is None
    assert RegisterEntry.objects.filter(question_key="housing_budget").exists()


def test_what_a_national_admin_edited_is_kept(edited, files):
    assert load_themes(files) == Loaded(kept=["housing.housing_budget"])
    question_in(files[2], "housing_budget")["text"]["fr"] = "Combien ?"
    assert load_themes(files) == Loaded(kept=["housing.housing_budget"])
    edited.refresh_from_db()
    assert edited.definition["text"]["fr"] == "Quel loyer ?"


def test_an_edited_question_gone_from_the_files_is_kept(edited, files):
    files[2]["questions"].remove(question_in(files[2], "housing_budget"))
    loaded = load_themes(files)
    assert (loaded.kept, loaded.removed) == (["housing.housing_budget"], [])
    assert ModelQuestion.objects.filter(pk=edited.pk).exists()


def test_a_theme_that_a_national_admin_renamed_or_retired_stays_so(files):
    housing = Theme.objects.get(key="housing")
    housing.name = {"fr": "Se loger"}
    housing.status = Theme.Status.RETIRED
    housing.save()
    assert load_themes(files) == Loaded(kept=["housing"])
    housing.refresh_from_db()
    assert (housing.name, housing.status) == ({"fr": "Se loger"}, "retired")


def test_a_question_made_here_is_kept_by_a_load():
    made_here()
    assert load_themes() == Loaded(kept=["housing.housing_pets"])


def test_a_shared_question_may_change_in_all_themes_at_once(files):
    for theme in files:
        question_in(theme, "age")["maximum"] = 29
        question_in(theme, "age")["register"]["retention_days"] = 2
    loaded = load_themes(files)
    assert sorted(loaded.changed) == ["employment.age", "health.age", "housing.age", "training.age"]
    assert loaded.kept == []
    assert RegisterEntry.objects.get(question_key="age").retention_days == 2


def test_a_shared_question_that_differs_between_themes_is_refused_and_nothing_changes(files):
    files[0]["name"]["fr"] = "Travail"
    question_in(files[0], "age")["maximum"] = 29
    with pytest.raises(ValidationError):
        load_themes(files)
    assert Theme.objects.get(key="employment").name["fr"] == "Emploi"


def test_a_question_that_cannot_be_asked_is_refused(files):
    question_in(files[2], "housing_budget")["kind"] = "essay"
    with pytest.raises(ValidationError):
        load_themes(files)


def test_the_command_says_what_it_would_do_and_does_nothing(emptied):
    said = ask("load_themes")
    assert "created: employment, employment.employment_need" in said
    assert "Nothing was written." in said
    assert not Theme.objects.exists()


def test_the_command_loads_when_told_to_apply(emptied):
    assert "Nothing was written." not in ask("load_themes", apply=True)
    assert Theme.objects.count() == 4
    assert ask("load_themes", apply=True) == "Nothing to change.\n"


def test_the_command_says_what_stands_in_the_way():
    """A question saved without its checks, that no other theme asks in this way."""
    age = ModelQuestion.objects.get(theme__key="housing", key="age")
    age.definition["maximum"] = 99
    age.save()
    with pytest.raises(CommandError, match="age"):
        ask("load_themes", apply=True)


def test_an_approved_entry_lets_its_question_be_asked():
    question = made_here()
    assert question.theme.questionnaire("fr").question("housing_pets") is None
    now = timezone.now()
    entry = approve_entry(entry=question.register, by="admin@example.invalid", now=now)
    assert (entry.approved_at, entry.approved_by) == (now, "admin@example.invalid")
    question.theme.refresh_from_db()
    assert question.theme.questionnaire("fr").question("housing_pets").text == "Un animal ?"


def test_an_entry_out_of_the_rules_is_not_approved():
    entry = made_here().register
    entry.data_category = "sensitive"
    with pytest.raises(ValidationError):
        approve_entry(entry=entry, by="admin@example.invalid", now=timezone.now())
    entry.refresh_from_db()
    assert not entry.is_approved
