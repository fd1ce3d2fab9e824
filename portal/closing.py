"""An organisation that closes: what becomes of each request that waits, said before it is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from contacts.models import ContactRequest, Organisation, Professional
from contacts.services import close_organisation
from contacts.services.leaving import Closed
from offers.tasks import unpublish_offers_of
from portal.journey.equivalents import equivalents
from search.models import CatalogueOffer


@dataclass(frozen=True)
class Fate:
    """`offer` and `due_on`: what answers instead, and by when; None for who is told."""

    asked: ContactRequest
    offer: CatalogueOffer | None
    due_on: date | None


def fates(organisation: Organisation) -> list[Fate]:
    """One for each request that waits, the oldest promise first."""
    waiting = ContactRequest.objects.waiting().filter(organisation=organisation, erased_at=None)
    found = [(one, _first_answer(one)) for one in waiting.in_hand().order_by("due_on", "pk")]
    keys = [shown.card["id"] for _asked, shown in found if shown]
    offers = {one.key: one for one in CatalogueOffer.objects.live().filter(key__in=keys)}
    return list(_fates(found, offers))


def _first_answer(asked: ContactRequest):
    with override(asked.language):
        return next(iter(equivalents(asked, asked.territory)), None)


def _fates(found, offers) -> Iterator[Fate]:
    for asked, shown in found:
        offer = offers.get(shown.card["id"]) if shown else None
        yield Fate(asked, offer, shown.due_on if offer else None)


def close(
    organisation: Organisation,
    decided: Sequence[Fate],
    *,
    now: datetime,
    by: Professional | None = None,
) -> Closed:
    offers = {one.asked.pk: one.offer for one in decided if one.offer}
    closed = close_organisation(organisation=organisation, offers=offers, now=now, by=by)
    transaction.on_commit(partial(unpublish_offers_of, organisation.pk), robust=True)
    return closed


class CloseForm(forms.Form):
    """The name, typed: nobody closes a house by a slip of the hand."""

    name = forms.CharField(
        label=_("To confirm, type the name of the organisation"),
        max_length=200,
        error_messages={"required": _("Type the name of the organisation to confirm.")},
    )

    def __init__(self, *args, organisation, **options):
        super().__init__(*args, **options)
        self.organisation = organisation

    def clean_name(self):
        typed = " ".join(self.cleaned_data["name"].split())
        if typed.casefold() != " ".join(self.organisation.name.split()).casefold():
            raise forms.ValidationError(_("This is not the name of the organisation."))
        return typed
