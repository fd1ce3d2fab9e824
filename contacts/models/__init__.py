from contacts.models.due_steps import DueStep
from contacts.models.messages import Message
from contacts.models.notes import RequestNote
from contacts.models.organisations import Absence, Charter, Closure, Organisation, Professional
from contacts.models.requests import ContactRequest, ProfessionalLink, RequestEvent

__all__ = [
    "Absence",
    "Charter",
    "Closure",
    "ContactRequest",
    "DueStep",
    "Message",
    "Organisation",
    "Professional",
    "ProfessionalLink",
    "RequestEvent",
    "RequestNote",
]
