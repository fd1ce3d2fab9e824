"""How a relay enters: with a link sent to their mailbox, good for one entry, on the site of their
territory. No password and no account of the portal: what it opens is one form and one list."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts.models import Relay
from contacts.services.relaying import note_entry
from portal.letters import send_letter

SALT = "portal.relays.link"
LINK_IS_GOOD_FOR = timedelta(days=1)
# A working day: the computer of a counter is shared.
STAYS = timedelta(hours=10)
KEPT = "relay"


def send_link(relay: Relay, *, invites: bool = False) -> None:
    """Raises OSError when it cannot leave."""
    with override(settings.LANGUAGE_CODE):
        address = reverse("relays:enter", args=[link_of(relay)])
        context = {
            "relay": relay,
            "invites": invites,
            "link": f"{relay.territory.url}{address}",
            "door": f"{relay.territory.url}{reverse('relays:home')}",
        }
        subject = _("Your way in to Boussole, for relays")
        send_letter(relay.email, subject, "relays/letters/link.txt", context)


def link_of(relay: Relay) -> str:
    return signing.dumps([relay.pk, relay.email, _last_entry(relay)], salt=SALT)


def read_link(token: str, territory) -> Relay | None:
    """Who may enter with this link today, here."""
    try:
        pk, email, last_entry = signing.loads(token, salt=SALT, max_age=LINK_IS_GOOD_FOR)
    except (signing.BadSignature, ValueError):
        return None
    relay = Relay.objects.active_in(territory).filter(pk=pk, email=email).first()
    return relay if relay and _last_entry(relay) == last_entry else None


def enter(request, relay: Relay) -> None:
    now = timezone.now()
    request.session.cycle_key()
    request.session[KEPT] = {"pk": relay.pk, "until": (now + STAYS).timestamp()}
    note_entry(relay=relay, now=now)


def leave(request) -> None:
    request.session.pop(KEPT, None)


def relay_of(request) -> Relay | None:
    """The relay who is in, on the site of their territory."""
    kept = request.session.get(KEPT)
    if not kept or kept["until"] < timezone.now().timestamp():
        return None
    return Relay.objects.active_in(request.tenant).filter(pk=kept["pk"]).first()


def _last_entry(relay: Relay) -> str:
    return relay.entered_at.isoformat() if relay.entered_at else ""
