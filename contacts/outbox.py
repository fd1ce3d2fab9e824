"""Sending what waits in the outbox.

A message is locked while it is handed over, and marked in the same transaction: a worker that dies
in between leaves it waiting, and two workers never hold the same one. At worst (the server took it,
the mark did not commit) it leaves twice under one Message-ID.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from contacts import sms
from contacts.enums import Channel, MessageState
from contacts.failures import is_final, noted
from contacts.messages import site_name
from contacts.models import Message
from contacts.services.undelivered import pass_on_next

logger = logging.getLogger(__name__)

# Minutes before each new attempt, then every four hours until the day is over.
PAUSES = (1, 2, 5, 10, 20, 30, 60, 120, 240)
GIVE_UP_AFTER = timedelta(hours=24)
BATCH = 500


def deliver_waiting(clock: Callable[[], datetime] = timezone.now) -> int:
    """Send all messages whose turn has come; returns how many were handled.

    Then see to it that somebody else knows of what did not arrive, and send that too.
    """
    handled = 0
    while handled < BATCH:
        if _deliver_next(clock()):
            handled += 1
        elif not pass_on_next(now=clock()):
            break
    return handled


@transaction.atomic
def _deliver_next(now: datetime) -> bool:
    message = (
        Message.objects.due(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("territory")
        .first()
    )
    if message is None:
        return False
    message.attempts += 1
    try:
        _hand_over(message)
    except Exception as error:  # whatever a backend raises, the other messages must leave
        _put_off(message, error, now)
    else:
        message.state, message.sent_at, message.last_error = MessageState.SENT, now, ""
    message.save()
    return True


def _hand_over(message: Message) -> None:
    if message.channel == Channel.SMS:
        sms.carrier().send(number=message.recipient, text=message.body, key=str(message.key))
        return
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        from_email=formataddr((site_name(message.territory), settings.DEFAULT_FROM_EMAIL)),
        to=[message.recipient],
        headers={
            "Message-ID": f"<{message.key}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    email.attach_alternative(message.html, "text/html")
    # For a provider of django-anymail, which says it again in what it reports.
    email.metadata = {"key": str(message.key)}
    email.send()
    status = getattr(email, "anymail_status", None)
    message.external_id = str(getattr(status, "message_id", None) or "")[:200]


def _put_off(message: Message, error: Exception, now: datetime) -> None:
    message.last_error = noted(error)
    pause = timedelta(minutes=PAUSES[min(message.attempts, len(PAUSES)) - 1])
    message.next_attempt_at = now + pause
    logger.warning("Message %s did not leave: %s", message.key, message.last_error)
    if is_final(error) or message.next_attempt_at > message.created_at + GIVE_UP_AFTER:
        message.state = MessageState.FAILED
