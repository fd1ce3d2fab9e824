"""What carriers say of a message that they took: django-anymail's signal, or a signed report."""

import hashlib
import hmac
import json
import uuid

from anymail.signals import tracking
from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from contacts.failures import COMPLAINED
from contacts.models import Message
from contacts.services.reports import note_delivered, note_undelivered

NOT_DELIVERED = frozenset({"bounced", "rejected", "failed", COMPLAINED})


class BadReport(Exception):
    """It is not signed with our secret, or it is no report."""


@receiver(tracking)
def note_tracking(sender, event, esp_name, **kwargs):
    found = _by_key((event.metadata or {}).get("key")) or _by_external_id(event.message_id)
    if found:
        note(message=found, state=event.event_type)


def read_report(*, body: bytes, signature: str) -> None:
    """`{"key": …, "state": "delivered" or "failed"}`, signed `sha256=<HMAC of the body>`."""
    if not constant_time_compare(signature, sign(body)):
        raise BadReport
    try:
        report = json.loads(body)
        key, state = report["key"], report["state"]
    except (ValueError, LookupError, TypeError) as error:
        raise BadReport from error
    if found := _by_key(key):
        note(message=found, state=state)


def sign(body: bytes) -> str:
    secret = settings.REPORTS_SECRET.encode()
    return f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"


def note(*, message: Message, state: str) -> None:
    """Other states, such as a delay, change nothing."""
    now = timezone.now()
    if state == "delivered":
        note_delivered(message=message, now=now)
    elif state in NOT_DELIVERED:
        note_undelivered(message=message, reason=state, now=now)


def _by_key(key) -> Message | None:
    try:
        return Message.objects.filter(key=uuid.UUID(str(key))).first()
    except ValueError:
        return None


def _by_external_id(external_id) -> Message | None:
    return Message.objects.filter(external_id=external_id).first() if external_id else None
