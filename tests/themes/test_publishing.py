"""A draft is written, checked by the register, published, and come back to."""

import copy

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tenants.models import Territory
from themes.drafting import (
    Stale,
    desk_of,
    discard_draft,
    draft_again,
    move_question,
    remove_question,
    save_question,
)
from themes.models import RegisterEntry, TerritoryAnswerChange, Theme, Wording
from themes.publishing import publish_draft, shared_changes, submit_draft, to_approve
from themes.register import approve_wording
from themes.services import load_themes

pytestmark = pytest.mark.usefixtures("public")
BY = "national@example.invalid"


@pytest.fixture
def housing(public):
    return Theme.objects.get(key="housing")


def asked_by(theme):
    return list(desk_of(Theme.objects.get(pk=theme.pk)).asked)


def save(theme, definition, version=None):
    save_question(
        theme=theme,
        definition=definition,
        version=version or desk_of(theme).version,
        by=BY,
        now=timezone.now(),
    )


def changed(theme, key, **parts):
    """Write in the draft a question with other parts, a function of the old ones."""
    definition = copy.deepcopy(dict(desk_of(theme).question(key)))
    for part, change in parts.items():
        definition[part] = change(definition.get(part))
    save(theme, definition)


def approve_all(theme):
    now = timezone.now()
    submit_draft(theme=theme, by=BY, now=now)
    for wording in Wording.objects.to_approve():
        if not RegisterEntry.objects.about(wording.question_key).approved().exists():
            RegisterEntry.objects.create(
                question_key=wording.question_key,
                purpose="Trier les offres.",
                legal_basis="public_task",
                data_category="ordinary",
                retention_days=1,
                approved_at=now,
                approved_by=BY,
            )
        approve_wording(wording=wording, by=BY, now=now)


def publish(theme, replaced=None, **fields):
    values = {"version": desk_of(theme).version, "note": "Plus clair", "by": BY}
    return publish_draft(
        theme=theme, replaced=replaced or {}, now=timezone.now(), **values | fields
    )


def without_year(theme):
    """Nobody may answer “a year” any more, in the draft."""
    changed(theme, "housing_duration", choices=without("year"))
    others = [{"question": "housing_duration", "any_of": ["months", "longer"]}]
    changed(theme, "housing_student_next", show_when=lambda _old: others)


def without(*keys):
    return lambda choices: [one for one in choices if one["key"] not in keys]


PETS = {
    "key": "housing_pets",
    "kind": "yes_no",
    "text": {"fr": "Un animal ?"},
    "choices": [{"key": "yes", "label": {"fr": "Oui"}}, {"key": "no", "label": {"fr": "Non"}}],
}


def test_a_draft_is_asked_only_once_the_register_approves_it_and_it_is_published(housing):
    before = asked_by(housing)
    save(housing, PETS)
    move_question(theme=housing, key="housing_pets", steps=-1, by=BY, now=timezone.now())
    desk = desk_of(housing)
    assert (desk.changes.added, desk.changes.moved) == (("housing_pets",), False)
    assert asked_by(housing) == before
    with pytest.raises(ValidationError, match="registre"):
        publish(housing)
    assert [one["key"] for _theme, one in to_approve(desk)] == ["housing_pets"]
    assert submit_draft(theme=housing, by=BY, now=timezone.now()) == 1
    assert Wording.objects.to_approve().get().submitted_by == BY
    with pytest.raises(ValidationError, match="registre"):
        publish(housing)
    approve_all(housing)
    published = publish(housing)
    asked = asked_by(housing)
    assert [one["key"] for one in asked][-2:] == ["housing_pets", before[-1]["key"]]
    assert desk_of(housing).draft is None
    assert housing.questionnaire("fr").question("housing_pets").text == "Un animal ?"
    history = list(housing.versions.published())
    assert [one.questions for one in history] == [asked, before]
    assert (history[0], history[0].published_by) == (published, BY)
    # Offers may have criteria on what was not asked so far.
    assert published.change.asked_anew == {"housing_pets"}


def test_a_former_version_becomes_the_draft_and_a_draft_like_what_is_asked_is_none(housing):
    before = asked_by(housing)
    remove_question(theme=housing, key="age", by=BY, now=timezone.now())
    publish(housing)
    former = housing.versions.published().last()
    draft_again(former=former, version=desk_of(housing).version, by=BY, now=timezone.now())
    assert list(desk_of(housing).questions) == before
    remove_question(theme=housing, key="age", by=BY, now=timezone.now())
    assert desk_of(housing).draft is None
    save(housing, PETS)
    discard_draft(theme=housing, version=desk_of(housing).version)
    assert desk_of(housing).draft is None


def test_what_was_published_here_is_not_undone_by_the_files(housing):
    remove_question(theme=housing, key="housing_budget", by=BY, now=timezone.now())
    publish(housing)
    assert load_themes().kept == ["housing.*"]
    assert "housing_budget" not in [one["key"] for one in asked_by(housing)]


def test_who_read_another_draft_changes_nothing(housing):
    version = desk_of(housing).version
    save(housing, PETS)
    for attempt in (
        lambda: save(housing, PETS, version),
        lambda: publish(housing, version=version),
        lambda: discard_draft(theme=housing, version=version),
    ):
        with pytest.raises(Stale):
            attempt()
    assert desk_of(housing).question("housing_pets")


@pytest.mark.parametrize("parts", [{"key": "Bad key"}, {"kind": "essay"}, {"text": {"en": "No"}}])
def test_what_cannot_even_be_previewed_is_not_kept(housing, parts):
    with pytest.raises(ValidationError):
        save(housing, PETS | parts)
    assert desk_of(housing).draft is None


def test_what_blocks_is_said_and_nothing_is_published(housing):
    before = asked_by(housing)
    save(housing, PETS | {"show_when": [{"question": "nowhere", "any_of": ["yes"]}]})
    with pytest.raises(ValidationError, match="jamais"):
        publish(housing)
    assert asked_by(housing) == before


def test_an_answer_goes_once_something_is_said_of_the_offers_that_name_it(housing):
    without_year(housing)
    approve_all(housing)
    for replaced in ({}, {"housing_duration": {"year": ["nothing"]}}):
        with pytest.raises(ValidationError, match="remplace"):
            publish(housing, replaced)
    published = publish(housing, {"housing_duration": {"year": ["months"]}})
    assert published.change.replaced == {"housing_duration": {"year": ["months"]}}
    filled = Territory.objects.exclude(status=Territory.Status.SPARE)
    rows = TerritoryAnswerChange.objects.waiting()
    assert {row.territory for row in rows} == set(filled)


def test_a_question_that_other_themes_ask_changes_in_all_of_them(housing):
    """Their words stay; what one may answer is the same everywhere, in drafts too."""
    employment = Theme.objects.get(key="employment")
    save(employment, PETS | {"key": "employment_pets"})
    changed(housing, "age", maximum=lambda _old: 29)
    shared = shared_changes(desk_of(housing))
    assert {row.theme.key for row, _definition in shared} == {"employment", "training", "health"}
    approve_all(housing)
    publish(housing)
    for theme in Theme.objects.all():
        assert desk_of(theme).question("age")["maximum"] == 29
        assert theme.versions.published().first().note == "Plus clair"
        for row in theme.questions.all():
            row.full_clean()
    assert desk_of(employment).changes.added == ("employment_pets",)
    assert desk_of(employment).changes.count == 1


def test_another_theme_that_needs_the_answer_refuses_that_it_goes(housing):
    """Emploi shows a question to who chose it."""
    before = asked_by(housing)
    changed(housing, "situation", choices=without("none"))
    approve_all(housing)
    with pytest.raises(ValidationError, match="Emploi"):
        publish(housing, {"situation": {"none": []}})
    assert asked_by(housing) == before
