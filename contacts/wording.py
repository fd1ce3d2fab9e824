"""Dates and answers as one says them."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language

from themes.matching import Answers
from themes.places import commune_name
from themes.questionnaires import Question, QuestionKind, Questionnaire

NO_BREAK_SPACE = "\u00a0"


def long_date(day: date) -> str:
    """ "jeudi 26 novembre", "lundi 1er juin", "Thursday 26 November"."""
    return f"{date_format(day, 'l')} {_number(day)}{NO_BREAK_SPACE}{date_format(day, 'F')}"


def short_date(day: date) -> str:
    """ "jeu. 26 nov", for a text message: the sentence brings its own stop."""
    names = {"fr": "lun. mar. mer. jeu. ven. sam. dim.", "en": "Mon Tue Wed Thu Fri Sat Sun"}
    weekday = names[(get_language() or "fr")[:2]].split()[day.weekday()]
    return f"{weekday} {_number(day)} {date_format(day, 'N').rstrip('.')}"


def answers_in_words(questionnaire: Questionnaire, answers: Answers) -> list[tuple[str, str]]:
    """[(question, answer)] in the questionnaire's order and language."""
    words = []
    for question in questionnaire.questions:
        said = answer_in_words(question, answers.get(question.key))
        if said:
            words.append((question.text, said))
    return words


def answer_in_words(question: Question, answer: frozenset[str] | int | None) -> str:
    """ "19 ans", "Étudiant·e, Salarié·e", "Reims"; empty for no answer."""
    if answer is None:
        return ""
    if isinstance(answer, int):
        return f"{answer}{NO_BREAK_SPACE}{question.unit}".strip()
    if question.kind == QuestionKind.PLACE:
        return ", ".join(commune_name(one) for one in answer)
    return ", ".join(one.label for one in question.choices if one.key in answer)


def _number(day: date) -> str:
    return "1er" if day.day == 1 and (get_language() or "").startswith("fr") else str(day.day)
