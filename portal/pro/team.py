"""“My team”: who is away and who stands in, when the doors are closed, how much is in hand."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from contacts.enums import OPEN_STATUSES
from contacts.models import Absence, Closure, Organisation, Professional
from contacts.services import leave_organisation
from contacts.services.team import (
    add_absence,
    add_closure,
    choose_backup,
    may_change,
    remove_absence,
    remove_closure,
)
from portal.pro import team_forms as forms
from portal.pro.access import for_professionals
from portal.pro.letters import invite_by_letter
from search.models import CatalogueOffer


@for_professionals
@require_safe
def teams(request):
    return _page(request)


@for_professionals
@require_POST
def change(request, pk):
    """One press about the organisation `pk`, in which this person works."""
    me = next((row for row in request.rows if row.organisation_id == pk), None)
    form_class, write, leads_only = CHANGES.get(request.POST.get("action"), (None, None, False))
    if me is None or (leads_only and not me.is_lead):
        raise Http404
    if form_class is None:
        return _page(request, error=_("Choose one of the buttons."), status=400)
    form = form_class(request.POST, me=me)
    if not form.is_valid():
        return _page(request, error=form.sentence, status=400)
    try:
        with transaction.atomic():
            done = write(me, **form.cleaned_data)
    except ValidationError as refusal:
        return _page(request, error=refusal.messages[0], status=409)
    messages.success(request, done)
    return redirect("pro:team")


@dataclass(frozen=True)
class Member:
    person: Professional
    held: int
    away_now: date | None
    absences: list[Absence]
    may_change: bool
    is_me: bool


@dataclass(frozen=True)
class Team:
    organisation: Organisation
    lead: bool
    me: Professional
    members: list[Member]
    closures: list[Closure]
    offers: list["Room"]


@dataclass(frozen=True)
class Room:
    """How many more requests a week an offer takes: `left` of `capacity`."""

    title: str
    capacity: int
    left: int


def _page(request, *, error="", status=200):
    teams = _teams(request.rows, timezone.localdate())
    context = {"teams": teams, "error": error, "today": timezone.localdate()}
    return render(request, "pro/team.html", context, status=status)


def _teams(rows: list[Professional], today: date) -> list[Team]:
    """In four queries, however many they are."""
    keys = [row.organisation_id for row in rows]
    in_hand = Q(requests_in_hand__status__in=OPEN_STATUSES, requests_in_hand__erased_at=None)
    to_come = Absence.objects.filter(ends_on__gte=today)
    people = list(
        Professional.objects.filter(organisation__in=keys, active=True)
        .select_related("backup")
        .prefetch_related(Prefetch("absences", to_come, "to_come"))
        .annotate(held=Count("requests_in_hand", filter=in_hand))
        .order_by("first_name", "last_name", "pk")
    )
    closures = list(Closure.objects.filter(organisation__in=keys, ends_on__gte=today))
    offers = list(
        CatalogueOffer.objects.live()
        .filter(organisation_id__in=keys, language=settings.LANGUAGE_CODE)
        .exclude(weekly_capacity=None)
        .order_by("pk")
    )
    return [
        Team(
            organisation=me.organisation,
            lead=me.is_lead,
            me=me,
            members=[
                _member(one, me, today)
                for one in people
                if one.organisation_id == me.organisation_id
            ],
            closures=[one for one in closures if one.organisation_id == me.organisation_id],
            offers=[_room(one) for one in offers if one.organisation_id == me.organisation_id],
        )
        for me in rows
    ]


def _member(person: Professional, me: Professional, today: date) -> Member:
    now = [one.ends_on for one in person.to_come if one.starts_on <= today]
    return Member(
        person=person,
        held=person.held,
        away_now=max(now, default=None),
        absences=person.to_come,
        may_change=may_change(me, person),
        is_me=person.pk == me.pk,
    )


def _room(offer: CatalogueOffer) -> Room:
    left = round(offer.room * offer.weekly_capacity)
    return Room(offer.card["title"], offer.weekly_capacity, left)


def _add_absence(me, *, professional, starts_on, ends_on):
    add_absence(professional=professional, starts_on=starts_on, ends_on=ends_on)
    return _("This absence is noted: requests that come meanwhile go to a colleague.")


def _remove_absence(me, *, absence):
    remove_absence(absence=absence)
    return _("This absence is taken off.")


def _choose_backup(me, *, professional, backup):
    choose_backup(professional=professional, backup=backup)
    return _("The back-up colleague is noted.")


def _add_closure(me, *, starts_on, ends_on):
    add_closure(organisation=me.organisation, starts_on=starts_on, ends_on=ends_on)
    return _("These closing days are noted. Promises that were made stay.")


def _remove_closure(me, *, closure):
    remove_closure(closure=closure)
    return _("These closing days are taken off.")


def _invite(me, **person):
    invited = invite_by_letter(organisation=me.organisation, by=me, **person)
    return _("%(name)s is invited: the link is good for a week.") % {"name": invited.first_name}


def _leave(me, *, professional, sure):
    count = leave_organisation(professional=professional, now=timezone.now(), by=me)
    return ngettext(
        "%(name)s is off the team. %(count)d request came back to the organisation.",
        "%(name)s is off the team. %(count)d requests came back to the organisation.",
        count,
    ) % {"name": professional.first_name, "count": count}


# The form of each button, what it does, and whether it is for leads.
CHANGES = {
    "add_absence": (forms.AbsenceForm, _add_absence, False),
    "remove_absence": (forms.NoAbsenceForm, _remove_absence, False),
    "backup": (forms.BackupForm, _choose_backup, False),
    "add_closure": (forms.PeriodForm, _add_closure, True),
    "remove_closure": (forms.NoClosureForm, _remove_closure, True),
    "invite": (forms.InviteForm, _invite, True),
    "leave": (forms.LeaveForm, _leave, True),
}
