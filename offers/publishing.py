"""The catalogue's row of an offer is written in the transaction that changes its page.

Wagtail saves a page in one transaction and sends its signal in none: each of its actions is wrapped
so that both happen or neither (`ATOMIC_REQUESTS` covers the views that save before they publish).
`tests/offers/test_publishing.py` holds every path; it fails the day Wagtail moves an action.
"""

from django.db import connection, transaction
from django.db.models.signals import pre_delete
from wagtail.actions import (
    convert_alias,
    copy_for_translation,
    copy_page,
    create_alias,
    delete_page,
    move_page,
    publish_revision,
    unpublish,
    unpublish_page,
)
from wagtail.signals import page_published, page_unpublished, post_page_move

from offers.projection import project
from search.services import publish_offer, withdraw_offer

_ACTIONS = (
    convert_alias.ConvertAliasPageAction,
    copy_for_translation.CopyPageForTranslationAction,
    copy_page.CopyPageAction,
    create_alias.CreatePageAliasAction,
    delete_page.DeletePageAction,
    move_page.MovePageAction,
    publish_revision.PublishRevisionAction,
    unpublish.UnpublishAction,
    unpublish_page.UnpublishPageAction,
)


def connect():
    """Called once, when the app is ready."""
    from offers.models import OfferPage, ThemePage
    from offers.questionnaire import publishing as questionnaires

    publish_revision.PublishRevisionAction.execute = questionnaires.once_approved(
        publish_revision.PublishRevisionAction.execute
    )
    for action in _ACTIONS:
        action.execute = transaction.atomic(action.execute)
    convert_alias.ConvertAliasPageAction.execute = _then_write(
        convert_alias.ConvertAliasPageAction.execute
    )
    page_published.connect(_on_publish, sender=OfferPage, dispatch_uid="offer-published")
    page_published.connect(
        questionnaires.on_publish, sender=ThemePage, dispatch_uid="questionnaire-published"
    )
    pre_delete.connect(
        questionnaires.on_delete, sender=ThemePage, dispatch_uid="questionnaire-deleted"
    )
    # A deletion sends both, the first with a page that still says it is live.
    page_unpublished.connect(_on_leave, sender=OfferPage, dispatch_uid="offer-unpublished")
    pre_delete.connect(_on_leave, sender=OfferPage, dispatch_uid="offer-deleted")
    post_page_move.connect(_on_move, dispatch_uid="offer-moved")


def write_row(page):
    """Bring the catalogue in line with this offer: its row is live if and only if the page is.

    An alias shows another page's text and has no row of its own.
    """
    if page.live and not page.alias_of_id:
        publish_offer(territory=connection.tenant, page_id=page.pk, fields=project(page))
    else:
        withdraw_offer(territory=connection.tenant, page_id=page.pk)


def _on_publish(instance, **kwargs):
    write_row(instance)


def _on_leave(instance, **kwargs):
    withdraw_offer(territory=connection.tenant, page_id=instance.pk)


def _on_move(instance, **kwargs):
    # The signal names the page that was moved; the offers below it may now have another theme.
    from offers.models import OfferPage

    for offer in OfferPage.objects.descendant_of(instance, inclusive=True).live():
        write_row(offer)


def _then_write(execute):
    """Converting a live alias makes it an offer of its own, and Wagtail sends no signal for it."""

    @transaction.atomic
    def execute_and_write(self, *args, **kwargs):
        from offers.models import OfferPage

        page = execute(self, *args, **kwargs)
        if isinstance(page.specific, OfferPage):
            write_row(page.specific)
        return page

    return execute_and_write
