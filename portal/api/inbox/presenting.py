"""What the inbox answers, as dictionaries in the shapes of portal.api.inbox.shapes."""

from contacts.models import InboxKey
from contacts.services.steps import correctable_step
from portal.api.inbox.shapes import STEPS
from portal.pro.presentation import happenings


def key(one):
    return {
        "organisation": _person(one.organisation),
        "name": one.name,
        "scopes": one.scopes,
        "expires_at": one.expires_at,
    }


def colleague(one, away_until):
    return {**_person(one), "is_lead": one.is_lead, "away_until": away_until}


def request(one):
    """From a row with `today` and `changed_at`, in hand."""
    return {
        "reference": one.reference,
        "status": one.status,
        "late": one.is_waiting and one.due_on < one.today,
        "due_on": one.due_on,
        "sent_at": one.sent_at,
        "updated_at": one.changed_at,
        "contacted_at": one.contacted_at,
        "ended_at": one.ended_at,
        "outcome": one.outcome,
        "decline_reason": one.decline_reason,
        "offer": {"id": one.offer_key, "title": one.offer_title, "theme": one.theme},
        "territory": one.territory.slug,
        "commune": {"code": one.commune, "name": one.commune_name},
        "language": one.language,
        "contact_kind": one.contact_kind,
        "masked_contact": one.masked_contact if one.is_open else "",
        "holder": one.holder and _person(one.holder),
        "steps": [step for step in STEPS if one.can_become(step)],
    }


def request_detail(one, *, notes, now):
    events = list(one.events.select_related("professional", "key", "relay"))
    return {
        **request(one),
        "message": one.message,
        "availability": one.availability,
        "line": one.line,
        "relay": next((_relay(event.relay) for event in events if event.relay), None),
        "answers": [
            {"question": question, "answer": answer} for question, answer in one.answers_in_words
        ],
        "events": [
            _event(event, told.words)
            for event, told in zip(events, happenings(one, events), strict=True)
        ],
        "notes": [
            {"at": note.at, "by": _doer(note.signed_by), "text": note.text} for note in notes
        ],
        "correctable": correctable_step(one, now) is not None,
    }


def contact(one):
    return {"kind": one.kind, "value": one.value, "text": one.text}


def _event(event, words):
    by = event.professional or event.key
    return {
        "at": event.at,
        "kind": event.kind,
        "actor": event.actor,
        "by": by and _doer(by),
        "from_status": event.from_status,
        "to_status": event.to_status,
        "detail": event.detail,
        "words": words,
    }


def _relay(one):
    return {"name": str(one), "structure": one.structure}


def _doer(by):
    return {"kind": "software" if isinstance(by, InboxKey) else "person", "name": str(by)}


def _person(one):
    return {"id": one.pk, "name": str(one)}
