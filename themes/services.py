"""What is written about themes: the project's own files, and what a national admin decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from themes.models import ModelQuestion, RegisterEntry, SubTheme, Theme
from themes.register import record_approved
from themes.shipped import read_files

# Who approved the questions that come with the project.
SHIPPED_BY = "Boussole"

_THEME_PARTS = ("name", "summary", "pictogram", "order", "sensitive", "urgent")
_REGISTER_PARTS = ("purpose", "legal_basis", "data_category", "retention_days")


@dataclass
class Loaded:
    """What a load did, as "housing" or "housing.age"; `kept` was edited here and is left alone."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_themes(themes: Iterable[Mapping] | None = None, now: datetime | None = None) -> Loaded:
    """Bring the national themes to what the files say; a second load changes nothing.

    What a national admin edited since is kept. Raises ValidationError, and changes nothing, when
    the result is not a questionnaire that can be asked.
    """
    now = now or timezone.now()
    loaded = Loaded()
    edited = _edited_here()
    written: list[ModelQuestion] = []
    for data in read_files() if themes is None else themes:
        theme = _load_theme(data, edited, loaded)
        written += _load_questions(theme, data["questions"], edited, loaded, now)
    # Checked when all are there: two themes may change a question they share in one load.
    for question in written:
        question.full_clean()
    return loaded


def _edited_here() -> set[str]:
    """The names of what differs from what the files last said. Read before anything is written:
    two themes share a register entry."""
    edited = {theme.key for theme in Theme.objects.all() if _theme_here(theme) != theme.shipped}
    for question in ModelQuestion.objects.select_related("theme", "register"):
        if _question_here(question) != question.shipped:
            edited.add(_name(question))
    return edited


def _load_theme(data: Mapping, edited: set[str], loaded: Loaded) -> Theme:
    theme = Theme.objects.filter(key=data["key"]).first() or Theme(key=data["key"])
    shipped = {part: data[part] for part in (*_THEME_PARTS, "subthemes")}
    if _is_to_write(theme, data["key"], shipped, edited, loaded):
        for part in _THEME_PARTS:
            setattr(theme, part, data[part])
        theme.shipped = shipped
        theme.full_clean()
        theme.save()
        theme.subthemes.exclude(key__in=[one["key"] for one in data["subthemes"]]).delete()
        for order, one in enumerate(data["subthemes"]):
            subtheme = theme.subthemes.filter(key=one["key"]).first()
            subtheme = subtheme or SubTheme(theme=theme, key=one["key"])
            subtheme.name, subtheme.order = one["name"], order
            subtheme.full_clean()
            subtheme.save()
    return theme


def _load_questions(
    theme: Theme, questions: list[Mapping], edited: set[str], loaded: Loaded, now: datetime
) -> list[ModelQuestion]:
    """The questions of a theme that are there after the load."""
    there = {question.key: question for question in theme.questions.all()}
    if theme.versions.published().exists():
        # Written here since: also what was taken out.
        loaded.kept.append(f"{theme.key}.*")
        return list(there.values())
    for order, data in enumerate(questions):
        question = there.setdefault(data["key"], ModelQuestion(theme=theme, key=data["key"]))
        shipped = {
            "order": order,
            "definition": {
                part: value for part, value in data.items() if part not in {"key", "register"}
            },
            "register": data["register"],
        }
        if _is_to_write(question, _name(question), shipped, edited, loaded):
            question.order, question.definition = shipped["order"], shipped["definition"]
            question.register = _load_entry(question.key, shipped["register"], now)
            question.shipped = shipped
            question.save()
            record_approved(theme=theme, definition=question.asked_as(), by=SHIPPED_BY, now=now)
    for key in there.keys() - {data["key"] for data in questions}:
        if _name(there[key]) in edited:
            loaded.kept.append(_name(there[key]))
        else:
            loaded.removed.append(_name(there[key]))
            there.pop(key).delete()
    return list(there.values())


def _load_entry(key: str, shipped: Mapping, now: datetime) -> RegisterEntry:
    entry = RegisterEntry.objects.filter(question_key=key).first()
    if entry and all(getattr(entry, part) == shipped[part] for part in _REGISTER_PARTS):
        return entry
    entry = entry or RegisterEntry(question_key=key)
    for part in _REGISTER_PARTS:
        setattr(entry, part, shipped[part])
    entry.approved_at, entry.approved_by = now, SHIPPED_BY
    entry.full_clean()
    entry.save()
    return entry


def _is_to_write(
    row: Theme | ModelQuestion, name: str, shipped: dict, edited: set[str], loaded: Loaded
) -> bool:
    if row.pk is None:
        loaded.created.append(name)
    elif name in edited:
        loaded.kept.append(name)
        return False
    elif shipped == row.shipped:
        return False
    else:
        loaded.changed.append(name)
    return True


def _name(question: ModelQuestion) -> str:
    return f"{question.theme.key}.{question.key}"


def _theme_here(theme: Theme) -> dict:
    return {
        **{part: getattr(theme, part) for part in _THEME_PARTS},
        "subthemes": [{"key": one.key, "name": one.name} for one in theme.subthemes.all()],
    }


def _question_here(question: ModelQuestion) -> dict:
    entry = question.register
    return {
        "order": question.order,
        "definition": question.definition,
        "register": entry and {part: getattr(entry, part) for part in _REGISTER_PARTS},
    }
