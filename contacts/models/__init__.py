from contacts.models.blocked import BlockedContact
from contacts.models.counters import RequestCount
from contacts.models.due_steps import DueStep
from contacts.models.erasures import Erasure
from contacts.models.keys import Doer, InboxKey, KeyEvent
from contacts.models.links import ProfessionalLink
from contacts.models.looks import ContactLook
from contacts.models.messages import Message
from contacts.models.notes import RequestNote
from contacts.models.organisations import Absence, Charter, Closure, Organisation, Professional
from contacts.models.relays import Relay
from contacts.models.requests import ContactRequest, RequestEvent
from contacts.models.wishes import MessageWishes

__all__ = [
    "Absence",
    "BlockedContact",
    "Charter",
    "Closure",
    "ContactLook",
    "ContactRequest",
    "Doer",
    "DueStep",
    "Erasure",
    "InboxKey",
    "KeyEvent",
    "Message",
    "MessageWishes",
    "Organisation",
    "Professional",
    "ProfessionalLink",
    "Relay",
    "RequestCount",
    "RequestEvent",
    "RequestNote",
]
