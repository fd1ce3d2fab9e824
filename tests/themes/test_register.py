import copy

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from themes.models import ModelQuestion, RegisterEntry, Theme, Wording
from themes.register import (
    amend_wording,
    approve_wording,
    refuse_wording,
    submit_wording,
    unapproved,
)
from themes.services import load_themes
from themes.shipped import read_files

EDITOR, ADMIN = "editor@example.invalid", "admin@example.invalid"


@pytest.fixture
def housing(public):
    return Theme.objects.get(key="housing")


@pytest.fixture
def budget(housing):
    return housing.questions.get(key="housing_budget").asked_as()


@pytest.fixture
def reworded(budget):
    return with_text(budget, "Quel loyer ?")


def with_text(definition, french):
    return {**copy.deepcopy(definition), "text": {"fr": french}}


def pets():
    """A question that the country does not ask."""
    return {
        "key": "housing_pets",
        "kind": "yes_no",
        "text": {"fr": "Un animal ?"},
        "choices": [{"key": "yes", "label": {"fr": "Oui"}}, {"key": "no", "label": {"fr": "Non"}}],
    }


def entry_about_pets(territory, **parts):
    return RegisterEntry.objects.create(
        question_key="housing_pets",
        territory=territory,
        purpose="Écarter les logements sans animaux.",
        legal_basis="public_task",
        data_category="ordinary",
        retention_days=1,
        **{"approved_at": timezone.now(), **parts},
    )


def submit(definition, theme, territory=None):
    return submit_wording(
        theme=theme, definition=definition, territory=territory, by=EDITOR, now=timezone.now()
    )


def decide(service, wording, **parts):
    return service(wording=wording, by=ADMIN, now=timezone.now(), **parts)


def test_what_the_country_asks_today_may_be_asked_everywhere(
    housing, lyon, django_assert_num_queries
):
    asked = [question.asked_as() for question in ModelQuestion.objects.all()]
    with django_assert_num_queries(1):
        assert unapproved(definitions=asked, territory=lyon) == []
    assert unapproved(definitions=asked) == []
    assert submit(asked[0], housing, lyon).territory is None


def test_other_words_wait_until_they_are_approved_for_whoever_submitted_them(
    housing, budget, reworded, lyon, reims
):
    assert unapproved(definitions=[budget, reworded], territory=lyon) == [reworded]
    wording = submit(reworded, housing, lyon)
    assert submit(reworded, housing, lyon) == wording
    assert list(Wording.objects.to_approve()) == [wording]
    assert unapproved(definitions=[reworded], territory=lyon) == [reworded]
    approved = decide(approve_wording, wording)
    assert (approved.status, approved.decided_by) == ("approved", ADMIN)
    assert unapproved(definitions=[reworded], territory=lyon) == []
    assert unapproved(definitions=[reworded], territory=reims) == [reworded]
    assert unapproved(definitions=[reworded]) == [reworded]
    assert list(Wording.objects.of(reims)) == []


def test_words_approved_for_the_country_are_approved_for_all(housing, reworded, lyon):
    waiting = submit(reworded, housing, lyon)
    decide(approve_wording, submit(reworded, housing))
    assert unapproved(definitions=[reworded], territory=lyon) == []
    waiting.refresh_from_db()
    assert waiting.is_approved


def test_a_refusal_has_a_reason_and_lasts(housing, reworded, lyon):
    wording = submit(reworded, housing, lyon)
    with pytest.raises(ValidationError):
        decide(refuse_wording, wording, reason="")
    refused = decide(refuse_wording, wording, reason="On ne demande pas le loyer.")
    assert submit(reworded, housing, lyon) == refused
    assert refused.reason == "On ne demande pas le loyer."
    assert unapproved(definitions=[reworded], territory=lyon) == [reworded]


def test_an_amendment_proposes_words_that_may_be_asked_at_once(housing, reworded, lyon, reims):
    wording = submit(reworded, housing, lyon)
    proposed = with_text(reworded, "Quel loyer, à peu près ?")
    with pytest.raises(ValidationError):
        decide(amend_wording, wording, definition=reworded)
    with pytest.raises(ValidationError):
        decide(amend_wording, wording, definition={**proposed, "key": "rent"})
    with pytest.raises(ValidationError):
        decide(amend_wording, wording, definition=with_text(proposed, ""))
    amended = decide(amend_wording, wording, definition=proposed)
    assert (amended.status, amended.amended) == ("amended", proposed)
    assert unapproved(definitions=[reworded, proposed], territory=lyon) == [reworded]
    assert unapproved(definitions=[proposed], territory=reims) == [proposed]


def test_a_decision_is_taken_once(housing, reworded, lyon):
    wording = submit(reworded, housing, lyon)
    decide(refuse_wording, wording, reason="Non.")
    for service, parts in [
        (approve_wording, {}),
        (refuse_wording, {"reason": "Encore."}),
        (amend_wording, {"definition": with_text(reworded, "Combien ?")}),
    ]:
        with pytest.raises(ValidationError):
            decide(service, wording, **parts)


def test_a_question_without_an_approved_entry_is_not_approved(housing, lyon, reims):
    wording = submit(pets(), housing, lyon)
    entry_about_pets(reims)
    entry = entry_about_pets(lyon, approved_at=None)
    with pytest.raises(ValidationError):
        decide(approve_wording, wording)
    with pytest.raises(ValidationError):
        decide(amend_wording, wording, definition=with_text(pets(), "As-tu un animal ?"))
    entry.approved_at = timezone.now()
    entry.save()
    decide(approve_wording, wording)
    assert unapproved(definitions=[pets()], territory=lyon) == []
    entry.approved_at = None
    entry.save()
    assert unapproved(definitions=[pets()], territory=lyon) == [pets()]


def test_a_question_out_of_shape_is_not_submitted(housing, lyon):
    with pytest.raises(ValidationError):
        submit({**pets(), "kind": "essay"}, housing, lyon)


def test_a_load_approves_what_it_brings(housing, reworded):
    files = copy.deepcopy(read_files())
    [asked] = [one for one in files[2]["questions"] if one["key"] == "housing_budget"]
    asked["text"] = reworded["text"]
    load_themes(files)
    assert unapproved(definitions=[reworded]) == []
    assert Wording.objects.of(None).filter(question_key="housing_budget").count() == 2
