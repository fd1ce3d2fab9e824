"""What the pages of an offer and of a request say, in words."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from contacts.enums import Actor, DueKind, EventKind, LookReason, RequestStatus
from contacts.models import Professional
from contacts.pool import takers
from offers.enums import Accessibility, Day, SpokenLanguage
from portal.listing import show
from search.query import Hit
from tenants.geography.distance import distance_km

RAYS = 5


def offer_context(*, card, detail, professional_id, visit, asked, form) -> dict:
    place = visit.place
    distances = [
        distance_km(place.lat, place.lon, spot["lat"], spot["lon"])
        for spot in card["places"]
        if place and spot["lat"] is not None and "on_site" in card["modes"]
    ]
    hit = Hit(card["id"], card, round(min(distances), 1) if distances else None)
    shown = show(
        hit,
        place=place,
        answers=asked.answers,
        questionnaire=asked.questionnaire,
        now=timezone.now(),
        fresh=True,
    )
    return {
        "offer": shown,
        "who": _who(card, professional_id, shown.answer),
        "card": card,
        "detail": detail,
        "visit": visit,
        "asked": asked,
        "theme": asked.theme,
        "form": form,
        "query": visit.query(asked.raw),
        "hours": [_hours(slot) for slot in detail["hours"]],
        "languages": _labels(SpokenLanguage, card["languages"]),
        "accessibility": _labels(Accessibility, card["accessibility"]),
        "verified_on": card["verified_on"] and date.fromisoformat(card["verified_on"]),
    }


def pool_context(pool, place) -> dict:
    """What a page says of the offers that can stand in for one another: the names of the others,
    and by when the first available answers; empty without others, or when all are full."""
    able = takers(pool, place, timezone.now()) if pool else []
    if not able:
        return {}
    names = [one.card["organisation"]["name"] for one in pool[1:]]
    return {"others": one_of(names), "due_on": able[0].answer.due_on}


def one_of(names: list[str]) -> str:
    """ "A", "A ou B", "A, B ou C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s or %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def others_address(visit, offer) -> str:
    """The offers again, this one chosen to be asked with others."""
    chosen = visit.choosing(*dict.fromkeys([*visit.chosen, offer.key]))
    if visit.place is None:
        return reverse("journey:search") + chosen.query()
    return reverse("journey:offers", args=[offer.theme]) + chosen.query()


def _who(card, professional_id, answer) -> Professional | None:
    """The person of the offer, or who stands in for them on the day the delay starts."""
    if professional_id is None or answer is None:
        return None
    organisation = card["organisation"]["id"]
    return Professional.objects.first_in_line(organisation, professional_id, answer.starts_on)


def _labels(enum, values):
    return ", ".join(str(enum(value).label).lower() for value in values if value in enum)


def _hours(slot):
    """ "Monday to Friday, 9:00 – 12:30", or the days one by one."""
    order = list(Day)
    days = sorted((Day(day) for day in slot["days"]), key=order.index)
    names = [str(day.label).lower() for day in days]
    if len(days) > 2 and order.index(days[-1]) - order.index(days[0]) == len(days) - 1:
        when = _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    else:
        when = ", ".join(names)
    return f"{when}, {slot['opens']} – {slot['closes']}"


def days_to(start: date, end: date) -> tuple[list[str], int]:
    """Labels of five days around the promised one, and its place among them."""
    first = min(start, end)
    if (end - first).days >= RAYS:
        first = end - timedelta(days=RAYS - 2)
    days = [first + timedelta(days=number) for number in range(RAYS)]
    return [_short(day) for day in days], days.index(end)


def _short(day):
    return f"{formats.date_format(day, 'D').lower().rstrip('.')[:3]}. {day.day}"


def happenings(request) -> list[dict]:
    """What happened to a request and to those it comes from, for the young person: [{at, words}],
    the oldest first."""
    thread = [one for part in reversed(request.ancestry()) for one in _happenings(part)]
    return sorted(thread, key=lambda one: one["at"])


def _happenings(request) -> list[dict]:
    told = [
        {"at": event.at, "words": words}
        for event in _events_of(request)
        if (words := _words(event, request))
    ]
    looks = [{"at": look.at, "words": _look_words(look)} for look in request.looks.all()]
    return [*told, *looks]


def _events_of(request):
    events = request.events.exclude(kind=EventKind.LOOKED).select_related("relay")
    return events.order_by("pk")


def _look_words(look):
    why = look.words if look.reason == LookReason.OTHER else look.get_reason_display()
    return _("The team of this portal looked at your contact: %(why)s.") % {"why": why.rstrip(".")}


def _words(event, request):
    who = request.professional_name or request.organisation_name
    if event.kind == EventKind.SENT and event.actor == Actor.SYSTEM:
        return _("It went to somebody else, for the same date: “%(offer)s”, %(organisation)s.") % {
            "offer": request.offer_title,
            "organisation": request.organisation_name,
        }
    if event.relay:
        by = {"name": event.relay, "structure": event.relay.structure}
        return _("%(name)s (%(structure)s) sent your request with you.") % by
    if event.kind == EventKind.SENT:
        return _("Your request left: “%(offer)s”, %(organisation)s.") % {
            "offer": request.offer_title,
            "organisation": request.organisation_name,
        }
    if event.kind == EventKind.DUE_STEP:
        return _due_words(event) % {"organisation": request.organisation_name}
    told = {
        EventKind.CORRECTED: _("The team corrected its last answer."),
        EventKind.NOT_CONTACTED: _("You told us that nobody had called you."),
        EventKind.SURVEYED: _("You told us how it went."),
        EventKind.CONTACT_CHANGED: _("You corrected your contact."),
        EventKind.AVAILABILITY: _("You said when you can answer."),
        EventKind.REMINDED: _("%(organisation)s was asked again to call you.")
        % {"organisation": request.organisation_name},
    }
    if event.kind != EventKind.STEP:
        return told.get(event.kind, "")
    if event.to_status == RequestStatus.REDIRECTED and event.actor == Actor.YOUNG_PERSON:
        return _("You passed your request on.")
    if event.to_status == RequestStatus.REDIRECTED and event.actor == Actor.SYSTEM:
        return _("%(who)s was not available.") % {"who": request.organisation_name}
    if event.to_status == RequestStatus.WITHDRAWN and event.actor == Actor.SYSTEM:
        return _("Boussole %(territory)s closed, and your request ended with it.") % {
            "territory": request.territory.name
        }
    if event.to_status == RequestStatus.DECLINED and request.pool:
        return _("%(who)s cannot help this time.") % {"who": who}
    steps = {
        RequestStatus.CONTACTED: _("%(who)s says you have been in touch."),
        RequestStatus.UNREACHABLE: _("%(who)s tried to reach you and will try again."),
        RequestStatus.DECLINED: _("%(who)s cannot help this time. Choose another offer."),
        RequestStatus.REDIRECTED: _("%(who)s passed your request on."),
        RequestStatus.CLOSED: _("%(who)s closed your request."),
        RequestStatus.WITHDRAWN: _("You cancelled your request."),
        RequestStatus.EXPIRED: _("Nobody answered in time. We are sorry: choose another offer."),
    }
    return steps.get(event.to_status, "") % {"who": who}


def _due_words(event):
    """Nudges are between the portal and the professional: they are not told."""
    return {
        DueKind.TELL: _("The promised day came, and we told you where it stood."),
        DueKind.COLLEAGUE: _("Somebody else at %(organisation)s was asked to call you."),
        DueKind.LEAD: _("The person who leads %(organisation)s was asked to call you."),
        DueKind.ANIMATOR: _("The team of this portal was asked to call %(organisation)s."),
    }.get(event.detail, "")
