"""Everything that writes a contact request."""

from contacts.limits import TooManyRequests
from contacts.services.erasing import erase_request, purge_contacts
from contacts.services.sending import SentRequest, send_request
from contacts.services.steps import (
    close,
    correct_last_step,
    decline,
    mark_contacted,
    mark_unreachable,
    reveal_contact,
    withdraw_request,
)

__all__ = [
    "SentRequest",
    "TooManyRequests",
    "close",
    "correct_last_step",
    "decline",
    "erase_request",
    "mark_contacted",
    "mark_unreachable",
    "purge_contacts",
    "reveal_contact",
    "send_request",
    "withdraw_request",
]
