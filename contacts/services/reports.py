"""What is known of a message after it left, each told any number of times."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.enums import Channel, MessageState
from contacts.failures import REPORTED
from contacts.models import Message
from contacts.services.queue import wake_the_worker


@transaction.atomic
def note_delivered(*, message: Message, now: datetime) -> None:
    """It arrived: whatever was thought of it before."""
    message = _locked(message)
    if message.state == MessageState.CANCELLED or message.delivered_at:
        return
    message.state, message.delivered_at = MessageState.SENT, now
    message.sent_at = message.sent_at or now
    message.last_error = ""
    message.save()


@transaction.atomic
def note_undelivered(*, message: Message, reason: str, now: datetime) -> None:
    """It came back: somebody else is told as soon as this is committed."""
    message = _locked(message)
    if message.state in {MessageState.CANCELLED, MessageState.FAILED}:
        return
    # Another carrier may have taken it after this one; a mailbox takes a letter, then returns it.
    if message.channel == Channel.SMS and message.delivered_at:
        return
    message.state, message.bounced_at = MessageState.FAILED, now
    message.last_error = f"{REPORTED} {reason}"
    message.save()
    transaction.on_commit(wake_the_worker, robust=True)


@transaction.atomic
def try_again(*, message: Message, now: datetime) -> None:
    """One more attempt, under the same key. Raises ValidationError when it makes no sense."""
    message = _locked(message)
    if message.state == MessageState.WAITING:
        return
    if not message.can_be_tried_again or not message.sealed_recipient:
        raise ValidationError(_("This message has nothing left to do."))
    message.state, message.next_attempt_at = MessageState.WAITING, now
    message.bounced_at = message.passed_on_at = None
    message.save()
    transaction.on_commit(wake_the_worker, robust=True)


def _locked(message: Message) -> Message:
    return (
        Message.objects.select_for_update(of=("self",)).select_related("request").get(pk=message.pk)
    )
