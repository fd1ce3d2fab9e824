"""A questionnaire is asked from the moment its page is published, and not before all of its words
are approved: whatever the door, the page's button, the workflow, a scheduled day or a script."""

import logging
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import ngettext

from themes.adaptations import AS_THE_MODEL, Definition, adapted, paths_of, read_adaptation
from themes.own import publish_adaptation
from themes.register import unapproved

if TYPE_CHECKING:
    from offers.models import ThemePage

logger = logging.getLogger(__name__)
# How Wagtail names a publication that nobody is there to see.
_SCHEDULED = "wagtail.publish.scheduled"


class WordsToApproveError(ValidationError):
    """Some of the words of this page's questionnaire are not approved."""

    def __init__(self, page: "ThemePage", count: int):
        self.page = page
        super().__init__(
            ngettext(
                "%(count)d question waits for the approval of its words: the page can be "
                "previewed, it cannot be published yet.",
                "%(count)d questions wait for the approval of their words: the page can be "
                "previewed, it cannot be published yet.",
                count,
            )
            % {"count": count}
        )


def words_to_approve(page: "ThemePage") -> list[Definition]:
    """The questions of this version of the page that may not be asked yet."""
    ours = read_adaptation(page.adaptation)
    if ours.base is None or not page.holds_questionnaire:
        return []
    # To offer fewer answers than those that were approved needs no approval.
    whole = replace(ours, hidden=frozenset(path for path in ours.hidden if "." not in path))
    asked = adapted(page.theme.model_questions, whole, page.theme.suspended)
    return unapproved(definitions=asked, territory=connection.tenant)


def check_publishable(*, page: "ThemePage") -> None:
    if waiting := words_to_approve(page):
        raise WordsToApproveError(page, len(waiting))


def once_approved(execute):
    """A scheduled publication waits for the approval; any other is refused."""

    @wraps(execute)
    def execute_once_approved(action, *args, **kwargs):
        from offers.models import ThemePage

        if isinstance(action.object, ThemePage):
            try:
                check_publishable(page=action.object)
            except WordsToApproveError:
                if action.log_action != _SCHEDULED:
                    raise
                logger.warning("Page %s is due, its words are not approved yet", action.object.pk)
                return None
        return execute(action, *args, **kwargs)

    return execute_once_approved


@transaction.atomic
def on_publish(instance, **kwargs):
    if instance.holds_questionnaire:
        _ask(instance, read_adaptation(instance.adaptation))


@transaction.atomic
def on_delete(instance, **kwargs):
    if instance.holds_questionnaire:
        publish_adaptation(
            theme=instance.theme, territory=connection.tenant, adaptation=AS_THE_MODEL
        )


def _ask(page, ours):
    """Ask this from now on; the offers below have in the catalogue the criteria that count."""
    from offers.models import OfferPage
    from offers.publishing import write_row

    before, model = page.theme.adaptation, page.theme.model_questions
    if before == ours:
        return
    publish_adaptation(theme=page.theme, territory=connection.tenant, adaptation=ours)
    del page.theme
    changed = paths_of(adapted(model, before)) ^ paths_of(adapted(model, ours))
    keys = {path.partition(".")[0] for path in changed}
    offers = OfferPage.objects.live().filter(path__startswith=page.path)
    for translation in page.get_translations():
        offers |= OfferPage.objects.live().filter(path__startswith=translation.path)
    for offer in offers:
        if keys & offer.criteria.keys():
            write_row(offer)
