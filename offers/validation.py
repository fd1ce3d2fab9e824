"""What an offer must respect in its theme and its territory, said in words.

Kept out of `OfferPage.clean()`: Wagtail saves pages on its own (a scheduled publication, a move, an
approval), and an organisation that left the charter or a theme that lost a question must not make
those fail. The editor's form and `offers.services` both call `check_offer`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from contacts.models import Organisation
from offers.zones import zone_labels
from themes.matching import read_criteria
from themes.models import Theme
from themes.questionnaires import Question, QuestionKind, Questionnaire
from themes.reshaping import moves_in

if TYPE_CHECKING:
    from offers.models import OfferPage, ThemePage


def check_offer(*, page: "OfferPage", theme_page: "ThemePage") -> None:
    """Raises ValidationError by field."""
    errors: dict[str, list[str]] = {}
    organisation_id = page.organisation_id
    if (
        organisation_id
        and not Organisation.objects.committed_in(connection.tenant)
        .filter(pk=organisation_id)
        .exists()
    ):
        errors["organisation"] = [_("This organisation has not signed the charter here.")]
    subthemes = set(theme_page.theme.subthemes.values_list("key", flat=True))
    if page.subtheme and page.subtheme not in subthemes:
        errors["subtheme"] = [_("This sub-theme is not one of this theme.")]
    if unknown := _unknown_zones(page.coverage):
        errors["coverage"] = unknown
    questionnaire = theme_page.questionnaire()
    if unfit := unfit_criteria(page.criteria, questionnaire) or _unknown_zones(
        zones_named(page.criteria, questionnaire)
    ):
        errors["criteria"] = unfit
    if errors:
        raise ValidationError(errors)


def why_no_offers(theme_page: "ThemePage") -> str:
    """A sentence when no offer may be added below this page any more; empty when one may."""
    theme = theme_page.theme
    proposed = Theme.objects.current(connection.tenant)
    if theme.status != Theme.Status.RETIRED or proposed.filter(pk=theme.pk).exists():
        return ""
    moves = moves_in(connection.tenant)
    keys = {after.theme for before, after in moves.items() if before.theme == theme.key}
    names = ", ".join(_("“%s”") % one for one in proposed.filter(key__in=keys))
    if names:
        return _("“%(theme)s” is no longer proposed: write this offer in %(others)s.") % {
            "theme": theme,
            "others": names,
        }
    return _("“%(theme)s” is no longer proposed: choose another theme.") % {"theme": theme}


def zones_named(criteria: Mapping, questionnaire: Questionnaire) -> list[str]:
    """In the criteria on a place."""
    return [
        zone
        for question in questionnaire.questions
        if question.kind == QuestionKind.PLACE
        for zone in criteria.get(question.key, ())
    ]


def unfit_criteria(criteria: Mapping, questionnaire: Questionnaire) -> list[str]:
    """Sentences: criteria out of shape, or that name what the questionnaire does not ask."""
    try:
        read_criteria(criteria)
    except ValueError as error:
        return [str(error)]
    unfit = []
    for key, criterion in criteria.items():
        question = questionnaire.question(key)
        if question is None:
            if key not in questionnaire.unasked:
                unfit.append(
                    _("The questionnaire does not ask “%(question)s”.") % {"question": key}
                )
        elif (question.kind == QuestionKind.NUMBER) != isinstance(criterion, dict):
            unfit.append(_("“%(question)s”: this is not an answer.") % {"question": key})
        elif question.kind != QuestionKind.NUMBER:
            unfit += [
                _("“%(question)s” has no answer “%(choice)s”.")
                % {"question": key, "choice": choice}
                for choice in set(criterion)
                if not _is_known(choice, question, questionnaire)
            ]
    return unfit


def usable_criteria(criteria: Mapping, questionnaire: Questionnaire) -> dict:
    """What of these criteria counts: none on a question that is not asked here, nor one that only
    accepts answers that nobody can give here. Answers that this territory alone hides still count
    elsewhere; those that are no more are left out."""
    usable = {}
    for key, criterion in criteria.items():
        question = questionnaire.question(key)
        if question is None:
            continue
        if isinstance(criterion, list):
            criterion = [one for one in criterion if _is_known(one, question, questionnaire)]
        if unfit_criteria({key: criterion}, questionnaire):
            continue
        if isinstance(criterion, dict) or any(map(question.accepts, criterion)):
            usable[key] = criterion
    return usable


def lost_criteria(criteria: Mapping, here: Questionnaire, there: Questionnaire) -> tuple[str, ...]:
    """Keys of the questions on which these criteria count less, or no more, when an offer goes from
    one questionnaire to another."""
    before, after = usable_criteria(criteria, here), usable_criteria(criteria, there)
    return tuple(key for key in before if before[key] != after.get(key))


def with_hidden_criteria(now: dict, before: Mapping, questionnaire: Questionnaire) -> dict:
    """These criteria, and those from before on what is hidden: once shown, they count again."""
    kept = dict(now)
    for key, criterion in before.items():
        if key in questionnaire.unasked and questionnaire.question(key) is None:
            kept[key] = criterion
        elif isinstance(now.get(key), list) and isinstance(criterion, list):
            hidden = [one for one in criterion if f"{key}.{one}" in questionnaire.unasked]
            kept[key] = [*now[key], *hidden]
    return kept


def _unknown_zones(zones: Sequence[str]) -> list[str]:
    """A sentence about the first of these that is none."""
    known = zone_labels(zone.removeprefix("-") for zone in zones)
    unknown = [zone for zone in zones if zone.removeprefix("-") not in known]
    return [_("We do not know the zone “%(zone)s”.") % {"zone": unknown[0]}] if unknown else []


def _is_known(choice: str, question: Question, questionnaire: Questionnaire) -> bool:
    """Asked here, or hidden by this territory."""
    return question.accepts(choice) or f"{question.key}.{choice}" in questionnaire.unasked
