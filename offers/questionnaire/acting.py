"""What each button of the screen makes of the draft."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from offers.questionnaire.presenting import Draft
from offers.questionnaire.services import moved_on
from themes import adapting, updating
from themes.adaptations import Adaptation, laid_out, texts_of
from themes.questionnaires import QuestionKind


def act_on(draft: Draft, act: str, path: str) -> Adaptation:
    """Raises ValidationError with a sentence when the draft is no longer what was on the screen, or
    when a question would be left without answers."""
    if act in {"accept", "decline"}:
        return _decide(draft, act, path)
    if draft.find(path) is None:
        raise moved_on()
    ours = draft.begun
    match act:
        case "up" | "down":
            return adapting.move(draft.model, ours, key=path, up=act == "up")
        case "hide":
            return _hide(draft, ours, path)
        case "show":
            return adapting.show(ours, path=path)
        case "remove":
            return adapting.remove(ours, path=path)
        case "take":
            return _take(draft, ours, path)
        case _:
            return adapting.put_back(ours, key=path)


def _decide(draft: Draft, act: str, name: str) -> Adaptation:
    change = next((one for one in draft.changes if one.name == name), None)
    if change is None:
        raise moved_on()
    decide = updating.accept if act == "accept" else updating.decline
    return decide(change, draft.model, draft.ours)


def _hide(draft: Draft, ours: Adaptation, path: str) -> Adaptation:
    hidden = adapting.hide(ours, path=path)
    key, _dot, choice = path.partition(".")
    question = next(one for one in laid_out(draft.model, hidden) if one["key"] == key)
    left = [
        one for one in question.get("choices", ()) if f"{key}.{one['key']}" not in hidden.hidden
    ]
    if choice and (len(left) < 2 or question["kind"] == QuestionKind.YES_NO):
        raise ValidationError(_("A question needs two answers: hide the whole question instead."))
    return hidden


def _take(draft: Draft, ours: Adaptation, key: str) -> Adaptation:
    """The words that the national level proposes instead of ours."""
    shown = next((one for one in draft.questions() if one.key == key), None)
    if shown is None or shown.wording is None or not shown.wording.amended:
        raise moved_on()
    said = dict(texts_of(shown.wording.amended))
    return adapting.reword(ours, said=said, model=draft.texts_beneath)
