"""Everything that writes a contact request."""

from contacts.limits import TooManyRequests
from contacts.services.erasing import erase_request, purge_contacts
from contacts.services.exporting import record_export
from contacts.services.following import follow_plans
from contacts.services.handing import give_back, hand_over, take, write_note
from contacts.services.leaving import close_organisation, leave_organisation
from contacts.services.planning import keep_all_plans
from contacts.services.sending import SentRequest, send_request
from contacts.services.steps import (
    alert_again,
    close,
    correct_last_step,
    decline,
    mark_contacted,
    mark_unreachable,
    reveal_contact,
)
from contacts.services.young_person import (
    change_contact,
    pass_on,
    resend_links,
    say_not_contacted,
    tell_availability,
    withdraw_request,
)

__all__ = [
    "SentRequest",
    "TooManyRequests",
    "alert_again",
    "change_contact",
    "close",
    "close_organisation",
    "correct_last_step",
    "decline",
    "erase_request",
    "follow_plans",
    "give_back",
    "hand_over",
    "keep_all_plans",
    "leave_organisation",
    "mark_contacted",
    "mark_unreachable",
    "pass_on",
    "purge_contacts",
    "record_export",
    "resend_links",
    "reveal_contact",
    "say_not_contacted",
    "send_request",
    "take",
    "tell_availability",
    "withdraw_request",
    "write_note",
]
