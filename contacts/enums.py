from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    MISSION_LOCALE = "mission_locale", _("Mission locale")
    INFO_JEUNES = "info_jeunes", _("Info Jeunes")
    ASSOCIATION = "association", _("Association")
    HOUSING = "housing", _("Housing")
    HEALTH = "health", _("Health")
    TRAINING = "training", _("Training")
    EMPLOYMENT = "employment", _("Employment")
    PUBLIC_SERVICE = "public_service", _("Public service")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    COMPANY = "company", _("Company")
    OTHER = "other", _("Other")


class ContactKind(TextChoices):
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")


class RequestStatus(TextChoices):
    NEW = "new", _("New")
    CONTACTED = "contacted", _("Contacted")
    UNREACHABLE = "unreachable", _("Unreachable")
    REDIRECTED = "redirected", _("Redirected")
    DECLINED = "declined", _("Declined")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


NEXT_STATUSES = {
    RequestStatus.NEW: {
        RequestStatus.CONTACTED,
        RequestStatus.UNREACHABLE,
        RequestStatus.REDIRECTED,
        RequestStatus.DECLINED,
        RequestStatus.WITHDRAWN,
        RequestStatus.EXPIRED,
    },
    # Each new attempt is a step of its own.
    RequestStatus.UNREACHABLE: {
        RequestStatus.UNREACHABLE,
        RequestStatus.CONTACTED,
        RequestStatus.REDIRECTED,
        RequestStatus.DECLINED,
        RequestStatus.CLOSED,
        RequestStatus.WITHDRAWN,
        RequestStatus.EXPIRED,
    },
    # Back to new when the young person says that nobody called.
    RequestStatus.CONTACTED: {
        RequestStatus.NEW,
        RequestStatus.REDIRECTED,
        RequestStatus.CLOSED,
        RequestStatus.WITHDRAWN,
    },
    # Better late than never.
    RequestStatus.EXPIRED: {
        RequestStatus.NEW,
        RequestStatus.CONTACTED,
        RequestStatus.WITHDRAWN,
    },
    RequestStatus.REDIRECTED: set(),
    RequestStatus.DECLINED: set(),
    RequestStatus.CLOSED: {RequestStatus.NEW},
    RequestStatus.WITHDRAWN: set(),
}

# Nobody has called yet, and somebody is waiting.
WAITING_STATUSES = frozenset({RequestStatus.NEW, RequestStatus.UNREACHABLE})
# Somebody still has something to do, so the contact may be shown.
OPEN_STATUSES = frozenset(
    {
        RequestStatus.NEW,
        RequestStatus.UNREACHABLE,
        RequestStatus.CONTACTED,
        RequestStatus.EXPIRED,
    }
)
# The days before erasure are counted from these.
ENDED_STATUSES = frozenset(
    {
        RequestStatus.REDIRECTED,
        RequestStatus.DECLINED,
        RequestStatus.CLOSED,
        RequestStatus.WITHDRAWN,
        RequestStatus.EXPIRED,
    }
)


class DeclineReason(TextChoices):
    FULL = "full", _("We have no room at the moment")
    NOT_ELIGIBLE = "not_eligible", _("The person does not meet the conditions")
    TOO_FAR = "too_far", _("Too far from us")
    NOT_OUR_JOB = "not_our_job", _("It is not what we do")
    DUPLICATE = "duplicate", _("We already have this request")
    OTHER = "other", _("Another reason")


class Outcome(TextChoices):
    HELPED = "helped", _("The need is met")
    STARTED = "started", _("Support has started")
    APPOINTMENT = "appointment", _("An appointment is made")
    INFORMED = "informed", _("Information was enough")
    ELSEWHERE = "elsewhere", _("The person found something elsewhere")
    NO_REPLY = "no_reply", _("The person could not be reached")


class Means(TextChoices):
    """How a professional got in touch."""

    PHONE = "phone", _("By phone")
    EMAIL = "email", _("By e-mail")
    SMS = "sms", _("By text message")
    APPOINTMENT = "appointment", _("At an appointment")
    VISIT = "visit", _("At a visit")


class Helped(TextChoices):
    """What a young person says of a contact."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("A little")
    NO = "no", _("No")
    TOO_SOON = "too_soon", _("It is too soon to say")


class EventKind(TextChoices):
    SENT = "sent", _("Sent")
    STEP = "step", _("Step")
    CORRECTED = "corrected", _("Corrected")
    REVEALED = "revealed", _("Contact shown")
    ERASED = "erased", _("Erased on request")
    PURGED = "purged", _("Erased after the time limit")
    MESSAGE_FAILED = "message_failed", _("Message could not be delivered")
    DUE_STEP = "due_step", _("Planned step")
    NOT_CONTACTED = "not_contacted", _("Nobody called")
    REMINDED = "reminded", _("Written to again")
    CONTACT_CHANGED = "contact_changed", _("Contact corrected")
    AVAILABILITY = "availability", _("Availability given")
    SURVEYED = "surveyed", _("Survey answered")
    LOOKED = "looked", _("Contact shown to an animator")
    TAKEN = "taken", _("Taken in hand")
    HANDED_OVER = "handed_over", _("Handed over to a colleague")
    RETURNED = "returned", _("Back to the organisation")
    NOTED = "noted", _("Note for colleagues")
    EXPORTED = "exported", _("Exported in a list")


class KeyScope(TextChoices):
    """What the software of an organisation may do with a key."""

    READ = "inbox:read", _("Read the requests, without the contacts")
    REVEAL = "contact:reveal", _("See a contact, each time on record")
    WRITE = "inbox:write", _("Handle requests: contacted, declined, closed, notes")


class KeyEventKind(TextChoices):
    CREATED = "created", _("Created")
    ROTATED = "rotated", _("Replaced")
    REVOKED = "revoked", _("Taken back")


class LookReason(TextChoices):
    """Why an animator looks at a contact: read by the young person on their page."""

    NO_ANSWER = "no_answer", _("nobody had answered you, so as to call you themselves")
    ASKED_BY_PERSON = "asked_by_person", _("you had asked for help with your request")
    NOT_DELIVERED = "not_delivered", _("a message could not reach you")
    OTHER = "other", _("another reason, in their words")


class DueKind(TextChoices):
    """What the plan of a request holds (see contacts.plan)."""

    HALF_WAY = "half_way", _("Nudge half-way")
    LAST_MORNING = "last_morning", _("Nudge on the last morning")
    PASS_ON = "pass_on", _("Passed to the next of equivalent offers")
    TELL = "tell", _("The young person is told")
    COLLEAGUE = "colleague", _("Passed to a colleague")
    LEAD = "lead", _("Passed to the lead of the organisation")
    ANIMATOR = "animator", _("Passed to the animator")
    EXPIRE = "expire", _("End without an answer")
    SURVEY = "survey", _("The young person is asked how it went")


# To whom a request climbs after its date, the first first.
LEVELS = (DueKind.COLLEAGUE, DueKind.LEAD, DueKind.ANIMATOR)


class Nudges(TextChoices):
    """How a professional wants to be reminded before the last day (see contacts.wishes)."""

    ONE_BY_ONE = "one_by_one", _("One by one, half-way to each date")
    MORNING = "morning", _("All in one letter, in the morning")
    NONE = "none", _("No reminder")


class Actor(TextChoices):
    YOUNG_PERSON = "young_person", _("Young person")
    PROFESSIONAL = "professional", _("Professional")
    ANIMATOR = "animator", _("Animator")
    RELAY = "relay", _("Relay")
    SYSTEM = "system", _("System")


class Side(TextChoices):
    YOUNG_PERSON = "young_person", _("Young person")
    PROFESSIONAL = "professional", _("Professional")


class Channel(TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")


class MessageKind(TextChoices):
    ALERT = "alert", _("A request to handle")
    CONFIRMATION = "confirmation", _("Request sent")
    RELAYED = "relayed", _("Request sent with a relay")
    WITHDRAWAL = "withdrawal", _("Request withdrawn")
    DECLINE = "decline", _("Request declined")
    NUDGE = "nudge", _("A request still waits")
    LAST_DAY = "last_day", _("Last day to answer")
    DIGEST = "digest", _("Several requests wait")
    ESCALATION = "escalation", _("A promise was missed")
    ANIMATOR = "animator", _("Nobody has answered")
    TOLD = "told", _("The date has come")
    EXPIRED = "expired", _("No answer came")
    CHANGED = "changed", _("Something changed in a request")
    LINK = "link", _("Link sent again")
    SURVEY = "survey", _("How did it go?")
    REDIRECTED = "redirected", _("Passed on to somebody else")
    TOGETHER = "together", _("Several requests sent")
    PASSED_ON = "passed_on", _("Somebody else answers")
    UNREACHED = "unreached", _("Nobody of an organisation can be reached")
    WRONG_CONTACT = "wrong_contact", _("The contact seems wrong")
    CLOSED = "closed", _("The territory closes")


class MessageState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Fact(TextChoices):
    """What is counted of a request, see contacts.facts."""

    SENT = "sent", _("Requests")
    IN_TIME = "in_time", _("Contacted before the date")
    LATE = "late", _("Contacted late")
    HOURS = "hours", _("Hours to the contact")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("No answer came")
    OUTCOME = "outcome", _("Outcome")
    NOT_CONTACTED = "not_contacted", _("“Nobody called”")
    HELPED = "helped", _("“Did it help you?”")
