"""Why a message did not arrive: what is noted of it, whether trying again helps, and in words.

Nothing of what a server said is kept: it repeats the address.
"""

import smtplib

from anymail.exceptions import AnymailRecipientsRefused, AnymailRequestsAPIError
from django.utils.translation import gettext_lazy as _

from contacts.enums import Channel
from contacts.models import Message
from contacts.sms import SmsError, SmsRefused

LENGTH = 80
# Before what a provider reports of a message that had left.
REPORTED = "Reported"
COMPLAINED = "complained"
# Of a provider that could not be reached.
UNANSWERED = "unanswered"

NO_SUCH_ADDRESS = _("The address does not exist, or refuses what we send.")
NO_SUCH_NUMBER = _("The number takes no text messages, or no longer exists.")
UNWANTED = _("The person reported our message as unwanted.")
NOT_LET_IN = _("The sending service does not let us in: the technical team must check its key.")
SILENT = _("The sending service did not answer.")
BROKEN = _("The sending service answered that something was wrong.")

NO_ANSWER = frozenset(
    {
        "TimeoutError",
        "ConnectionRefusedError",
        "ConnectionResetError",
        "RemoteDisconnected",
        "gaierror",
        "timeout",
        "SMTPServerDisconnected",
        "SMTPConnectError",
        UNANSWERED,
    }
)
KEY_CODES = frozenset({"SMTPAuthenticationError", "401", "402", "403", "530", "535"})


def noted(error: Exception) -> str:
    """The kind of error and the server's codes: "SMTPRecipientsRefused 550"."""
    return " ".join([type(error).__name__, *_codes(error)])[:LENGTH]


def is_final(error: Exception) -> bool:
    """Whether trying again is of no use: this recipient is refused for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(int(code) >= 500 for code in _codes(error))
    return isinstance(error, (SmsRefused, AnymailRecipientsRefused))


def in_words(message: Message) -> str:
    """A sentence for who looks after a territory."""
    kind, *codes = message.last_error.split() or [""]
    told = {kind, *codes}
    if COMPLAINED in told:
        return str(UNWANTED)
    if kind == REPORTED or _refused(kind, codes):
        return str(NO_SUCH_NUMBER if message.channel == Channel.SMS else NO_SUCH_ADDRESS)
    if KEY_CODES & told:
        return str(NOT_LET_IN)
    return str(SILENT if NO_ANSWER & told else BROKEN)


def _refused(kind: str, codes: list[str]) -> bool:
    if kind == "SMTPRecipientsRefused":
        return all(code.startswith("5") for code in codes)
    return kind in {"SmsRefused", "AnymailRecipientsRefused"}


def _codes(error: Exception) -> list[str]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [str(code) for code, _text in error.recipients.values()]
    if isinstance(error, smtplib.SMTPResponseException):
        return [str(error.smtp_code)]
    if isinstance(error, SmsError):
        return [error.code] if error.code else []
    if isinstance(error, AnymailRequestsAPIError):
        return [str(error.status_code or UNANSWERED)]
    return []
