"""When an answer goes from a questionnaire, or a question comes: the offers of each territory
change with it.

All the offers of a territory change in one transaction with the rows that say so: whoever is killed
leaves a territory as it was, and the next who comes takes it up.
"""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django_tenants.utils import schema_context, tenant_context
from wagtail.log_actions import log

from offers.models import OfferPage
from offers.publishing import write_row
from offers.waiting import act_where_it_waits
from search.models import CatalogueOffer
from tenants.models import Territory
from themes.models import TerritoryAnswerChange, Theme
from themes.replacing import Replaced, replace_answers

LOG_ACTION = "offers.answers"


def change_waiting_territories() -> None:
    with schema_context("public"):
        act_where_it_waits(TerritoryAnswerChange.objects.waiting(), change_territory)


@transaction.atomic
def change_territory(territory: Territory) -> None:
    """All that waits there, in the order of the publications. Nothing is left for a second process
    that waited for the first."""
    rows = TerritoryAnswerChange.objects.waiting().select_for_update(of=("self",))
    for row in rows.select_related("change__version").filter(territory=territory):
        replaced = _as_asked(territory, row.change.replaced)
        found = CatalogueOffer.objects.live().of_territories([territory.pk])
        in_catalogue = set(found.values_list("page_id", flat=True))
        with tenant_context(territory):
            changed = _change_offers(in_catalogue, replaced, by=row.change.version.published_by)
            row.offers = list(changed)
            _count_what_is_asked_anew(in_catalogue, row.change.asked_anew)
        row.done_at, row.problem = timezone.now(), ""
        row.full_clean()
        row.save()


def _as_asked(territory: Territory, replaced: Replaced) -> Replaced:
    """A territory that has not accepted the change yet still asks the answer: its offers accept
    both."""
    asked = {
        (question.key, choice.key)
        for theme in Theme.objects.current(territory).asked_in(territory)
        for question in theme.questionnaire().questions
        for choice in question.choices
    }
    return {
        question: {
            gone: [gone, *news] if (question, gone) in asked else news
            for gone, news in answers.items()
        }
        for question, answers in replaced.items()
    }


def _count_what_is_asked_anew(in_catalogue: set[int], keys: set[str]) -> None:
    """In the schema that is active: offers may have been written for a question before it was asked
    there, in a theme that was merged or in an older questionnaire."""
    pages = OfferPage.objects.filter(pk__in=in_catalogue)
    for page in pages.filter(criteria__has_any_keys=list(keys)):
        write_row(page)


def _change_offers(in_catalogue: set[int], replaced: Replaced, *, by: str) -> Iterator[dict]:
    """In the schema that is active: live pages, drafts and rows of the catalogue."""
    for page in OfferPage.objects.select_related("latest_revision").order_by("pk"):
        drafted = page.latest_revision.content["criteria"] if page.latest_revision else {}
        was = page.criteria if page.live else drafted
        now = replace_answers(was, replaced)
        if now == was and replace_answers(drafted, replaced) == drafted:
            continue
        page.criteria = replace_answers(page.criteria, replaced)
        page.save(update_fields=["criteria"], clean=False)
        for version in page.versions_to_come:
            version.content["criteria"] = replace_answers(version.content["criteria"], replaced)
            version.save(update_fields=["content"])
        # What was withdrawn for another reason stays so.
        if page.pk in in_catalogue:
            write_row(page)
        log(page, LOG_ACTION, data={"was": was, "now": now, "by": by})
        yield {"page": page.pk, "title": page.title, "live": page.live, "was": was, "now": now}
