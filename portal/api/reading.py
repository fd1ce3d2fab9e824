"""What a caller asks, read with clear errors: places, themes, answers."""

from collections.abc import Mapping
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.api.errors import Invalid, NotFoundIn
from portal.asking import all_asked, need_now, theme_asked
from portal.filters import PARAMETERS, Filters
from portal.searching import Wanted
from portal.territories import shown_territories
from search.models import CatalogueOffer
from search.services import live_offer
from tenants.geography.suggest import Place, find
from tenants.models import Territory
from themes.matching import Answers
from themes.moves import Need
from themes.questionnaires import Questionnaire

ANSWER = "answer."


def read_query(serializer_class, request) -> dict:
    """Raises DRF's ValidationError by parameter."""
    return _reader(serializer_class).run_validation(request.query_params)


@cache
def _reader(serializer_class):
    # A serializer copies each of its fields: one a process, that keeps nothing of what it reads.
    return serializer_class()


def read_offer_query(serializer_class, request) -> dict:
    """`read_query`, with the theme that took the place of one that was merged or split."""
    query = read_query(serializer_class, request)
    now = need_now(Need(query["theme"], query["subtheme"]), request.tenant)
    return {**query, "theme": now.theme, "subtheme": now.subtheme}


def place_named(code: str) -> Place | None:
    """The commune of this code, moved codes followed; None for an empty code."""
    if not code:
        return None
    place = find(code)
    if place is None:
        raise NotFoundIn("commune", _("There is no commune with this code."))
    return place


def wanted(query: Mapping, territory: Territory, answers: Answers) -> Wanted:
    """One search, from what serializers.OfferQuery has read."""
    return Wanted(
        territory=territory,
        words=query["q"],
        chosen=place_named(query["commune"]),
        filters=Filters(**{name: query[parameter] for name, parameter in PARAMETERS.items()}),
        answers=answers,
        place_allowed=query["place"] == "yes",
        as_typed=query["exact"],
    )


def questionnaire_named(theme: str, territory: Territory) -> Questionnaire:
    """The questions of a theme on this site; those of all themes together for an empty one."""
    if not theme:
        return all_asked(territory)
    found = theme_asked(theme, territory)
    if found is None and (now := need_now(Need(theme), territory).theme) != theme:
        found = theme_asked(now, territory)
    if found is None:
        raise NotFoundIn("theme", _("There is no theme of this name."))
    return found.questionnaire()


def read_answers(questionnaire: Questionnaire, params) -> Answers:
    """From `answer.<key>=<choice>` parameters. Raises Invalid by parameter."""
    raw = {
        name.removeprefix(ANSWER): params.getlist(name)
        for name in params
        if name.startswith(ANSWER)
    }
    return _clean(questionnaire, raw, ANSWER)


def read_shared_answers(theme: str, given: Mapping, territory: Territory) -> Answers:
    """From the `answers` of a contact request: a choice, a list of choices or a number each."""
    raw = {
        str(key): [str(one) for one in (value if isinstance(value, list) else [value])]
        for key, value in given.items()
    }
    return _clean(questionnaire_named(theme, territory), raw, "answers.")


def _clean(questionnaire: Questionnaire, raw: Mapping[str, list[str]], prefix: str) -> Answers:
    answers, errors = questionnaire.clean(raw)
    if errors:
        raise Invalid({f"{prefix}{key}": sentences for key, sentences in errors.items()})
    return answers


def offer_named(key: str, territory: Territory, field: str = "id") -> CatalogueOffer:
    """The live offer of this id, in the language asked; a 404 says so under `field`."""
    offer = live_offer(key, territories=shown_territories(territory), language=get_language())
    if offer is None:
        raise NotFoundIn(field, _("This offer does not exist, or is no longer open."))
    return offer
