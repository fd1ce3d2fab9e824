"""Two editors write on the same questionnaire: each is told, and nothing that was typed is lost."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from offers.models import ThemePage
from offers.questionnaire.services import draft_questionnaire
from tests.offers.test_questionnaire import (
    PETS,
    address,
    animator,
    editor,
    page,
    press,
    words_of,
)
from themes.adaptations import AS_THE_MODEL

__all__ = ["animator", "editor", "page"]


@pytest.fixture
def ours(editor, lyon, page):
    """The key of a question of this territory."""
    editor.post(address("_ask", page), PETS)
    connection.set_tenant(lyon)
    return draft_of(page)["questions"][0]["key"]


def draft_of(page):
    return ThemePage.objects.get(pk=page.pk).get_latest_revision_as_object().adaptation


def test_who_writes_on_an_older_draft_is_told_and_loses_nothing(editor, animator, lyon, page):
    words = address("_words", page, "housing_duration")
    mine = words_of(editor, page, "housing_duration", **{"text:fr": "Tu restes combien de temps ?"})
    theirs = words_of(animator, page, "housing_duration", **{"help:fr": "À peu près."})
    undoing = editor.get(address("_model", page)).context["page"].latest_revision_id
    assert animator.post(words, theirs).status_code == 302
    stale = editor.post(words, mine)
    assert stale.status_code == 400
    html = stale.content.decode()
    assert "a changé entre-temps" in html
    assert "Tu restes combien de temps" in html
    assert "près." in html
    everything = editor.post(address("_model", page), {"version": undoing or "None"}, follow=True)
    assert "a changé entre-temps" in everything.content.decode()
    connection.set_tenant(lyon)
    draft = ThemePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.adaptation["words"].keys() == {"housing_duration.help"}
    # Kept all the same, now that it was read.
    assert editor.post(words, mine | {"version": stale.context["version"]}).status_code == 302
    connection.set_tenant(lyon)
    newer = ThemePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (
        newer.adaptation["words"]["housing_duration.text"]["fr"] == mine["housing_duration.text:fr"]
    )
    with pytest.raises(ValidationError):
        draft_questionnaire(
            page=draft, adaptation=AS_THE_MODEL, user=draft.owner, now=timezone.now()
        )


def test_what_is_written_on_a_question_taken_out_meanwhile_puts_it_back(
    editor, animator, lyon, page, ours
):
    words = words_of(editor, page, ours, **{"text:fr": "Un animal avec toi ?"})
    sent = {
        "_words": words,
        "_answer": {"label_fr": "Une tortue", "label_en": "", "hint_fr": ""},
        "_when": {"version": "", "show_when": ["housing_duration=months"]},
    }
    for name, data in sent.items():
        press(animator, page, f"remove:{ours}")
        assert draft_of(page)["questions"] == []
        told = editor.post(address(name, page, ours), data)
        html = told.content.decode()
        assert told.status_code == 400
        assert "Quelqu’un a retiré cette question" in html
        assert 'name="again"' in html
        connection.set_tenant(lyon)
        assert draft_of(page)["questions"] == []
        assert editor.post(address(name, page, ours), data | {"again": "1"}).status_code == 302
        connection.set_tenant(lyon)
    asked = draft_of(page)
    [question] = asked["questions"]
    assert question["key"] == ours
    assert question["show_when"] == [{"question": "housing_duration", "any_of": ["months"]}]
    assert "Une tortue" in str(asked)
    assert "Un animal avec toi ?" in str(asked)


def test_two_who_say_when_a_question_is_shown_are_told(editor, animator, lyon, page, ours):
    when = address("_when", page, ours)
    opened = editor.get(when).context["version"]
    theirs = {"version": opened, "show_when": ["housing_duration=year"]}
    assert animator.post(when, theirs).status_code == 302
    mine = {"version": opened, "show_when": ["housing_duration=months"]}
    told = editor.post(when, mine)
    html = told.content.decode()
    assert told.status_code == 400
    assert "a changé entre-temps" in html
    assert "<del>" in html
    assert "Une année" in html
    connection.set_tenant(lyon)
    assert draft_of(page)["questions"][0]["show_when"][0]["any_of"] == ["year"]
    assert editor.post(when, mine | {"version": told.context["version"]}).status_code == 302
    connection.set_tenant(lyon)
    assert draft_of(page)["questions"][0]["show_when"][0]["any_of"] == ["months"]
