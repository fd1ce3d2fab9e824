"""The facts that the conditions are about, read from the territory as it is now."""

from collections import defaultdict

from django.conf import settings
from django.db.models import Q

from portal.deployment.conditions import Condition, Facts, Supply, conditions_of
from portal.deployment.models import Event, Project, Threshold
from search.models import CatalogueOffer
from tenants.accounts.models import TerritoryRole
from tenants.geography.models import Commune
from tenants.models import NATIONAL, Territory
from tenants.roles import Role
from themes.matching import read_criteria
from themes.models import ModelQuestion, Theme
from themes.register import unapproved
from themes.wording import digest_of

# An address under it goes nowhere: it is what the settings have when nobody chose one.
NOWHERE = ".invalid"


def conditions_for(project: Project) -> list[Condition]:
    """In a fixed number of queries."""
    return conditions_of(facts_of(project), waived_in(project))


def waived_in(project: Project) -> dict[str, str]:
    """{key of a condition: why the national level does without it}."""
    waived = {}
    kinds = [Event.Kind.WAIVED, Event.Kind.UNWAIVED]
    for event in project.events.filter(kind__in=kinds).order_by("pk"):
        if event.kind == Event.Kind.WAIVED:
            waived[event.subject] = event.words
        else:
            waived.pop(event.subject, None)
    return waived


def facts_of(project: Project) -> Facts:
    territory, opening = project.territory, project.opening
    said = territory or opening
    animators = TerritoryRole.objects.filter(
        territory=territory, role=Role.ANIMATOR, user__is_active=True
    )
    return Facts(
        supplies=tuple(_supplies(territory, opening)),
        animators=animators.count() if territory else 0,
        host=project.host,
        controller=said.controller if said else "",
        data_contact=said.data_contact if said else "",
        sender=not settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith(NOWHERE),
    )


def _supplies(territory, opening):
    themes = Theme.objects.current(territory).asked_in(territory)
    if territory is None:
        themes = themes.filter(key__in=opening.themes if opening else [])
    themes = list(themes)
    thresholds = {one.theme_id: one for one in Threshold.objects.filter(theme__in=themes)}
    unseen = _unseen(themes, territory)
    offers = defaultdict(list)
    for theme, organisation, criteria in _offers_for(territory):
        offers[theme].append((organisation, read_criteria(criteria)))
    for theme in themes:
        needed = thresholds.get(theme.pk) or Threshold(theme=theme)
        yield Supply(
            theme=theme.key,
            name=theme.localized_name,
            questionnaire=theme.questionnaire(),
            unapproved=tuple(unseen[theme.pk]),
            criteria=tuple(criteria for _organisation, criteria in offers[theme.key]),
            organisations=len({organisation for organisation, _criteria in offers[theme.key]}),
            needed_offers=needed.offers,
            needed_organisations=needed.organisations,
            blocking=needed.blocking,
        )


def _unseen(themes: list[Theme], territory: Territory | None) -> dict[int, list[str]]:
    """{id of a theme: its questions that data protection has not seen, in words}."""
    questions = list(ModelQuestion.objects.filter(theme__in=themes))
    asked = {one.pk: one.asked_as() for one in questions}
    waiting = unapproved(definitions=asked.values(), territory=territory)
    keys = {(one["key"], digest_of(one)) for one in waiting}
    unseen = defaultdict(list)
    for one in questions:
        if (one.key, digest_of(asked[one.pk])) in keys:
            unseen[one.theme_id].append(str(one))
    return unseen


def _offers_for(territory: Territory | None):
    """[(theme, organisation, criteria)] of its own offers and of those of the country that reach
    it; a translation is not one more."""
    if territory is None:
        return []
    communes = Commune.objects.filter(coverage__territory=territory).select_related("departement")
    places = {code for commune in communes for code in commune.place_codes}
    reaching = Q(territory__schema_name=NATIONAL, included__overlap=list(places))
    offers = CatalogueOffer.objects.live().filter(language=settings.LANGUAGE_CODE)
    offers = offers.filter(Q(territory=territory) | reaching)
    return offers.values_list("theme", "organisation_id", "criteria")
