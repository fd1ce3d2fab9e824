"""The door of relays, and what they sent within the month: references, and one word for each."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from contacts.enums import RequestStatus
from contacts.models import ContactRequest, Relay
from contacts.services.relaying import sent_by
from contacts.wording import long_date
from portal.pro.attempts import count_attempt, too_many_attempts
from portal.relays.entering import enter, leave, read_link, relay_of, send_link
from portal.relays.forms import LinkForm
from portal.secret_pages import private

logger = logging.getLogger(__name__)

# What young people do afterwards is their own business: withdrawn, closed and erased are one word.
OVER = gettext_lazy("over")
WORDS = {
    RequestStatus.NEW: gettext_lazy("waiting"),
    RequestStatus.UNREACHABLE: gettext_lazy("waiting"),
    RequestStatus.CONTACTED: gettext_lazy("contacted"),
    RequestStatus.REDIRECTED: gettext_lazy("passed on"),
    RequestStatus.DECLINED: gettext_lazy("declined"),
    RequestStatus.EXPIRED: gettext_lazy("unanswered"),
}


@dataclass(frozen=True)
class Line:
    reference: str
    sent_at: datetime
    word: str


@require_http_methods(["GET", "HEAD", "POST"])
@private
def home(request):
    """What they sent; for who is not in, a link to enter. Whoever asks for one learns nothing of
    who is a relay: the letter goes to the address itself."""
    relay = relay_of(request)
    if relay and request.method != "POST":
        sent = [_line(event.request, event.at) for event in sent_by(relay, timezone.now())]
        return render(request, "relays/home.html", {"relay": relay, "sent": sent})
    form = LinkForm(request.POST or None)
    if request.method != "POST":
        return render(request, "relays/door.html", {"form": form})
    if not form.is_valid():
        return render(request, "relays/door.html", {"form": form}, status=400)
    email = form.cleaned_data["email"]
    if too_many_attempts(request, email):
        form.add_error("email", _("That was many attempts. Try again in an hour."))
        return render(request, "relays/door.html", {"form": form}, status=429)
    count_attempt(request, email)
    _write_to(request.tenant, email)
    return render(request, "relays/link_sent.html", {"email": email})


@require_http_methods(["GET", "HEAD", "POST"])
@private
def come_in(request, token):
    """A visit changes nothing, as what looks into mailboxes visits links too."""
    relay = read_link(token, request.tenant)
    if relay is None:
        return render(request, "relays/no_link.html", status=404)
    if request.method != "POST":
        return render(request, "relays/enter.html", {"relay": relay})
    enter(request, relay)
    return redirect("relays:home")


@require_POST
@private
def go_out(request):
    leave(request)
    return redirect("relays:home")


def say_sent(request, sent: Iterable[ContactRequest]) -> None:
    """For the page that follows: the references and the dates, never the links."""
    words = _("Request %(reference)s has left: an answer by %(day)s.")
    for one in sent:
        said = {"reference": one.reference, "day": long_date(one.due_on)}
        messages.success(request, words % said)


def _write_to(territory, email: str) -> None:
    relay = Relay.objects.active_in(territory).filter(email__iexact=email).first()
    if relay is None:
        return
    try:
        send_link(relay)
    except OSError:
        logger.exception("A link for a relay could not leave.")


def _line(asked: ContactRequest, at: datetime) -> Line:
    word = OVER if asked.erased_at else WORDS.get(RequestStatus(asked.status), OVER)
    return Line(asked.reference, at, str(word))
