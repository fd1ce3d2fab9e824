from contacts.models.messages import Message
from contacts.models.organisations import Charter, Organisation, Professional
from contacts.models.requests import ContactRequest, ProfessionalLink, RequestEvent

__all__ = [
    "Charter",
    "ContactRequest",
    "Message",
    "Organisation",
    "Professional",
    "ProfessionalLink",
    "RequestEvent",
]
