"""Everything that writes a contact request."""

from contacts.limits import TooManyRequests
from contacts.services.blocking import block_contact, replay_wishes, unblock_contact
from contacts.services.counting import count_facts
from contacts.services.erasing import (
    erase_all_of,
    erase_request,
    overdue_for_purge,
    purge_contacts,
    replay_erasures,
)
from contacts.services.exporting import record_export
from contacts.services.following import follow_plans
from contacts.services.handing import give_back, hand_over, take, write_note
from contacts.services.leaving import close_organisation, end_requests_of, leave_organisation
from contacts.services.looking import look_as_animator
from contacts.services.passing_on import pass_on, redirect_request
from contacts.services.planning import keep_all_plans
from contacts.services.pooling import send_to_first_available
from contacts.services.sending import PromiseMoved, SentRequest, send_request
from contacts.services.sending_together import MOST_TOGETHER, send_together
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
    answer_survey,
    change_contact,
    resend_links,
    say_not_contacted,
    tell_availability,
    withdraw_request,
)

__all__ = [
    "MOST_TOGETHER",
    "PromiseMoved",
    "SentRequest",
    "TooManyRequests",
    "alert_again",
    "answer_survey",
    "block_contact",
    "change_contact",
    "close",
    "close_organisation",
    "correct_last_step",
    "count_facts",
    "decline",
    "end_requests_of",
    "erase_all_of",
    "erase_request",
    "follow_plans",
    "give_back",
    "hand_over",
    "keep_all_plans",
    "look_as_animator",
    "leave_organisation",
    "mark_contacted",
    "mark_unreachable",
    "overdue_for_purge",
    "pass_on",
    "purge_contacts",
    "record_export",
    "redirect_request",
    "replay_erasures",
    "replay_wishes",
    "resend_links",
    "reveal_contact",
    "say_not_contacted",
    "send_request",
    "send_to_first_available",
    "send_together",
    "take",
    "tell_availability",
    "unblock_contact",
    "withdraw_request",
    "write_note",
]
