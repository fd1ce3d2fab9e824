"""What the API answers, as dictionaries in the shapes of portal.api.serializers
and portal.api.request_shapes."""

from django.utils import timezone

from contacts.links import follow_url
from portal.commitments.figures_table import data_of
from portal.country.reading import Supply, figures_of
from portal.filters import PARAMETERS
from portal.journey.presentation import happenings
from portal.listing import show
from portal.suggesting import detail_of, path_of
from portal.territories import addresses
from search.models import CatalogueOffer
from search.query import Hit
from tenants.models import CoverageZone, CoveredCommune
from themes.emergency import EMERGENCY_NUMBERS
from themes.models import Theme

OFFER_FIELDS = (
    *("id", "title", "summary", "theme", "subtheme"),
    *("extent", "modes", "places", "delay_days", "free"),
)
CARD_DETAILS = ("price", "languages", "accessibility", "criteria", "verified_on")
PAGE_DETAILS = ("audience", "steps", "body", "hours", "website")


def communes(places):
    """One query, whatever the number of places."""
    codes = {code for place in places for code in (place.code, place.parent) if code}
    covered = CoveredCommune.objects.filter(commune__in=codes, territory__status="open")
    rows = list(covered.values_list("commune", "territory__schema_name", "territory__name"))
    urls = addresses(*(slug for _commune, slug, _name in rows))
    found = {
        commune: {"slug": slug, "name": name, "url": urls[slug]} for commune, slug, name in rows
    }
    return [
        {
            "code": place.code,
            "name": place.name,
            "postal_codes": place.postal_codes,
            "departement": {"code": place.departement_code, "name": place.departement_name},
            "lat": place.lat,
            "lon": place.lon,
            "territory": found.get(place.code) or found.get(place.parent),
        }
        for place in places
    ]


def territories(found):
    """Three queries, whatever the number of territories."""
    found = list(found)
    themes = list(Theme.objects.current().values_list("key", flat=True))
    offers_of = CatalogueOffer.objects.live().count_by_territory()
    return [
        {
            "slug": one.slug,
            "name": one.name,
            "url": one.url,
            "communes": one.communes_count,
            "offers": offers_of.get(one.pk, 0),
            "themes": themes,
        }
        for one in found
    ]


def public_place(place):
    return {
        "name": place.name,
        "status": place.status.value,
        "year": place.year,
        "departement": {"code": place.departement.pk, "name": place.departement.name},
        "url": place.url,
        "territory": place.territory,
        "lat": place.lat,
        "lon": place.lon,
    }


def zones(slug):
    found = CoverageZone.objects.filter(territory__schema_name=slug)
    return [str(zone) for zone in found.order_by("excluded", "code")]


def figures(place):
    supply, requests = Supply(place.supply), place.requests
    [told] = data_of(figures_of(place), {})
    return {
        "place": place.place,
        "name": place.name,
        "counted_on": place.counted_on,
        "communes": supply["communes"],
        "inhabitants": supply["inhabitants"],
        "territories": supply.territories,
        "offers": [{"theme": theme, **counts} for theme, counts in supply.by_theme.items()],
        "requests": {
            "first": requests["first"],
            "last": f"{place.until:%Y-%m}",
            **{name: told[name] for name in told.keys() - {"row", "name"}},
            "months": requests["months"],
        }
        if requests
        else None,
    }


def theme(one, counts):
    return {
        "key": one.key,
        "name": one.localized_name,
        "summary": one.localized_summary,
        "sensitive": one.sensitive,
        "subthemes": [{"key": sub.key, "name": sub.localized_name} for sub in one.subthemes.all()],
        "offers": counts.get(one.key, 0),
    }


def question(one):
    return {
        "key": one.key,
        "kind": one.kind,
        "text": one.text,
        "help": one.help,
        "why": one.why,
        "choices": [
            {
                "key": choice.key,
                "label": choice.label,
                "hint": choice.hint,
                "urgent": choice.urgent,
            }
            for choice in one.choices
        ],
        "minimum": one.minimum,
        "maximum": one.maximum,
        "unit": one.unit,
        "show_when": [
            {"question": condition.question, "any_of": sorted(condition.any_of)}
            for condition in one.show_when
        ],
    }


def suggestions(found, *, territory):
    urls = addresses(territory.slug)
    here = urls[territory.slug]
    return [
        {
            "kind": one.kind.value,
            "key": one.key,
            "theme": one.theme,
            "label": one.label,
            "detail": detail_of(one),
            "marks": one.marks,
            "url": (urls.get(one.territory, here) if territory.is_national else here)
            + path_of(one, found),
        }
        for one in found.found
    ]


def offers(hits, *, territory, place, answers, questionnaire, fresh=False):
    """`fresh` for one offer, whose date is the one that a request would get."""
    sites = [
        hit.card["territory"]["slug"] if territory.is_national else territory.slug for hit in hits
    ]
    now, urls = timezone.now(), addresses(*sites)
    return [
        _offer(
            show(
                hit,
                place=place,
                answers=answers,
                questionnaire=questionnaire,
                now=now,
                fresh=fresh,
            ),
            urls[site],
        )
        for hit, site in zip(hits, sites, strict=True)
    ]


def _offer(shown, site_url):
    card = shown.card
    return {
        **{name: card[name] for name in OFFER_FIELDS},
        "organisation": {"name": card["organisation"]["name"]},
        "territory": card["territory"]["slug"],
        "distance_km": shown.distance_km,
        "due_on": shown.due_on,
        "starts_on": shown.answer and shown.answer.starts_on,
        "waits_for": shown.waits_for,
        "why": shown.why,
        "marked": dict(shown.marked),
        "url": f"{site_url}/offres/{card['id']}/",
    }


def understood(reading, results):
    read = reading.read
    place = reading.place if reading.place_is_named else None
    return {
        "words": [term.own[0] for term in read.terms],
        "place": place and {"code": place.code, "name": place.name, "label": read.place_label},
        "corrected": dict(read.corrected),
        "read_as": results.read_as or read.read_as,
        "loosened": results.loosened,
        "urgent": [
            {"number": one.number, "href": one.href, "label": one.label}
            for one in (EMERGENCY_NUMBERS[key] for key in read.urgent)
        ],
    }


def facets(counted):
    """By the names of the parameters."""
    if counted is None:
        return None
    return {PARAMETERS[name]: dict(values) for name, values in counted.items()}


def ways(tried, before):
    return [
        {
            "kind": one.way.kind,
            "said": one.way.said(one.count, before.count),
            "label": one.way.label,
            "count": one.count,
            "territory": one.way.neighbour and one.way.neighbour.slug,
            "changes": dict(one.way.changes),
        }
        for one in tried
    ]


def sent(requests):
    """SentRequest objects, as ContactRequestOut says them."""
    rows = [
        {
            "offer": one.request.offer_key,
            "reference": one.request.reference,
            "due_on": one.request.due_on,
            "follow_url": follow_url(one.request, one.token),
            "token": one.token,
        }
        for one in requests
    ]
    return {**rows[0], "requests": rows}


def contact_request(found, token):
    return {
        "reference": found.reference,
        "status": found.status,
        "due_on": found.due_on,
        "sent_at": found.sent_at,
        "offer": found.offer.key if found.offer_id else None,
        "offer_title": found.offer_title,
        "organisation": {"name": found.organisation_name},
        "follow_url": follow_url(found, token),
        "may_say_not_contacted": found.may_say_not_contacted(found.local_day(timezone.now())),
        "may_be_surveyed": found.may_be_surveyed,
        "pooled": bool(found.pool),
        "thread": happenings(found),
    }


def offer_detail(offer, *, territory, place):
    [shown] = offers(
        [Hit(offer.key, offer.card, None)],
        territory=territory,
        place=place,
        answers={},
        questionnaire=None,
        fresh=True,
    )
    return {
        **shown,
        **{name: offer.detail[name] for name in PAGE_DETAILS},
        **{name: offer.card[name] for name in CARD_DETAILS},
    }
