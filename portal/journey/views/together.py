"""Several offers, asked with one form."""

from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.links import follow_url
from contacts.services import MOST_TOGETHER, TooManyRequests, send_together
from portal.asking import theme_asked
from portal.journey.arriving import on_its_site, visited
from portal.journey.choosing import chosen_context, chosen_offers
from portal.journey.forms import TogetherForm
from portal.journey.visit import read_asked
from portal.relays.entering import relay_of
from portal.relays.forms import RelayedTogetherForm
from portal.relays.sending import sender
from portal.relays.views import say_sent
from tenants.geography.naming import in_commune


@require_http_methods(["GET", "HEAD", "POST"])
@visited
@on_its_site
def together(request, visit):
    offers = chosen_offers(visit)
    relay = relay_of(request)
    form = (RelayedTogetherForm if relay else TogetherForm)(
        request.POST or None,
        initial={"nonce": token_urlsafe(16)},
        needs_place=visit.place is None,
        keys=[one.key for one in offers],
    )
    sendable = 0 < len(offers) <= MOST_TOGETHER
    if request.method == "POST" and form.is_valid() and sendable:
        sent = _send(request, offers, visit, form, relay)
        if sent and relay:
            say_sent(request, [one.request for one in sent])
            return redirect("relays:home")
        if sent:
            first = sent[0]
            return redirect(f"{follow_url(first.request, first.token)}envoyee/")
    context = chosen_context(visit, offers)
    context |= {"form": form, "sendable": sendable, "relay": relay}
    wrong = form.errors or (request.method == "POST")
    return render(request, "journey/together.html", context, status=400 if wrong else 200)


def _send(request, offers, visit, form, relay):
    """The requests, or None with what is wrong said in the form."""
    place = visit.place or form.cleaned_data["where"]
    closed = [one for one in offers if not one.coverage.holds(place.place_codes)]
    for one in closed:
        sentence = _("This offer is not open %(where)s.") % {"where": in_commune(place.name)}
        form.add_error(None, _named(one, sentence))
    if closed:
        return None
    try:
        return sender(send_together, request, form, relay)(
            offers=offers,
            place=place,
            contact=form.cleaned_data["contact"],
            answers=_shared(request, offers, visit) if form.cleaned_data["share"] else {},
            message="",
            language=get_language(),
            now=timezone.now(),
            idempotency_key=form.cleaned_data["nonce"],
            shown_due_on=form.shown_due_on,
            notice_version=form.notice_version,
        )
    except ValidationError as error:
        _say(error, offers, form)
    except TooManyRequests as error:
        form.add_error("contact", str(error))
    return None


def _shared(request, offers, visit):
    """{theme: the answers that its questionnaire asks for}."""
    themes = {one.theme: theme_asked(one.theme, request.tenant) for one in offers}
    return {key: read_asked(theme, visit).answers for key, theme in themes.items() if theme}


def _say(error, offers, form):
    if not hasattr(error, "error_dict"):
        form.add_error("contact" if error.code == "blocked" else None, error.messages)
        return
    for one in offers:
        for sentence in error.message_dict.get(one.key, ()):
            form.add_error(None, _named(one, sentence))


def _named(offer, sentence):
    return _("“%(title)s”: %(sentence)s") % {"title": offer.card["title"], "sentence": sentence}
