"""For whoever receives messages that they did not ask for."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contacts.blocking import read_block_token
from contacts.models import BlockedContact
from contacts.services import block_contact, unblock_contact
from portal.secret_pages import private


@require_http_methods(["GET", "HEAD", "POST"])
@private
def no_messages(request, token):
    """A visit changes nothing; a press stops all messages, another lets them come again."""
    contact = read_block_token(token)
    if contact is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("action") == "unblock":
            unblock_contact(contact_fingerprint=contact, now=timezone.now())
        else:
            block_contact(contact_fingerprint=contact, now=timezone.now())
        return redirect("journey:no-messages", token)
    blocked = BlockedContact.objects.filter(fingerprint=contact).exists()
    return render(request, "journey/no_messages.html", {"blocked": blocked})
