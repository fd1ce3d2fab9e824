"""Who sends: the young person, or a relay who is beside them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from contacts.services.relaying import send_with_relay
from portal.network import address_of


def sender(send: Callable[..., Any], request, form, relay) -> Callable[..., Any]:
    """`send` (a service that sends requests) for whoever is at this form. A counter sends for many
    from one network address: a relay has a limit of its own."""
    if relay is None:
        return partial(send, address=address_of(request))
    return partial(send_with_relay, send, relay=relay, agreement=form.cleaned_data["agrees"])
