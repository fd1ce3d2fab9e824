"""The sections of the watch in words: each line says what is the matter, and what to do."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts import watch
from contacts.models import Organisation
from contacts.wording import long_date
from search.models import CatalogueOffer
from tenants.models import Territory

SHOWN = 20


@dataclass(frozen=True)
class Line:
    """`edit` is the address of the offer's form, `remind` the request to write again about."""

    what: str
    where: str
    matter: str
    phone: str = ""
    email: str = ""
    edit: str = ""
    remind: int | None = None


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    nothing: str
    count: int
    lines: list[Line]

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def sections(territory: Territory, now: datetime, today: date) -> list[Section]:
    return [
        _unopened(territory, now),
        _kept(territory, now),
        _delays(territory, now),
        _overloaded(territory, now),
        _uncovered(territory, today),
    ]


def _unopened(territory, now) -> Section:
    found = watch.unopened(territory, now)
    lines = [
        Line(
            what=f"{one.reference} – {one.offer_title}",
            where=_where(one.organisation_name, one.territory, territory),
            matter=_("Written to on %(day)s, nothing done since.")
            % {"day": long_date(one.local_day(one.alerted_at))},
            remind=one.pk,
            **_ways(one.organisation, phone=one.phone),
        )
        for one in found[:SHOWN]
    ]
    return Section(
        "unopened", _("Not opened"), _("Every alert has been looked at."), len(found), lines
    )


def _kept(territory, now) -> Section:
    found = watch.kept_promises(territory, now)
    shown = found[:SHOWN]
    known = watch.organisations_of(one.organisation_id for one in shown)
    lines = [
        Line(
            what=one.offer or _("All its offers"),
            where=one.organisation,
            matter=_("Fewer than 5 promises: not shown.")
            if one.share is None
            else _("%(share)d %% kept, out of %(due)d promises.")
            % {"share": one.share, "due": one.due},
            **_ways(known.get(one.organisation_id)),
        )
        for one in shown
    ]
    return Section(
        "kept",
        _("Promises kept over 12 months"),
        _("No promise has come to its date yet."),
        len(found),
        lines,
    )


def _delays(territory, now) -> Section:
    found = watch.unrealistic_delays(territory, now)
    offers = CatalogueOffer.objects.select_related("territory").in_bulk(
        [one.offer_id for one in found[:SHOWN]]
    )
    known = watch.organisations_of(one.organisation_id for one in offers.values())
    lines = [
        _about(
            offers[one.offer_id],
            territory,
            known,
            _("%(shown)s shown, half of the contacts take %(taken)s or more: show %(better)s.")
            % {"shown": _days(one.shown), "taken": _days(one.taken), "better": _days(one.to_show)},
        )
        for one in found[:SHOWN]
    ]
    return Section(
        "delays",
        _("Delays that are not realistic"),
        _("Every delay shown is one that is kept by half of the contacts."),
        len(found),
        lines,
    )


def _overloaded(territory, now) -> Section:
    found = watch.overloaded(territory, now)
    known = watch.organisations_of(one.organisation_id for one in found[:SHOWN])
    matter = _("Full for this week and the next.")
    lines = [_about(one, territory, known, matter) for one in found[:SHOWN]]
    return Section(
        "overloaded",
        _("Overloaded offers"),
        _("Every offer has room this week or the next."),
        len(found),
        lines,
    )


def _uncovered(territory, today) -> Section:
    found = watch.uncovered(territory, today)
    lines = [
        Line(
            what=str(one.professional),
            where=str(one.professional.organisation),
            matter=_("Away from %(first)s to %(last)s, with nobody to stand in.")
            % {"first": long_date(one.starts_on), "last": long_date(one.ends_on)},
            **_ways(one.professional.organisation),
        )
        for one in found[:SHOWN]
    ]
    return Section(
        "absences",
        _("Absences without back-up"),
        _("Whoever is away has a colleague who answers."),
        len(found),
        lines,
    )


def _about(offer, territory, known, matter) -> Line:
    organisation = known.get(offer.organisation_id)
    return Line(
        what=str(offer),
        where=_where(str(organisation or ""), offer.territory, territory),
        matter=matter,
        edit=_edit(offer, territory),
        **_ways(organisation),
    )


def _edit(offer: CatalogueOffer, territory: Territory) -> str:
    """On its own territory's site alone: its page is nowhere else."""
    if offer.territory_id != territory.pk:
        return ""
    return reverse("wagtailadmin_pages:edit", args=[offer.page_id])


def _where(organisation: str, of: Territory, seen_from: Territory) -> str:
    return f"{organisation} – {of}" if seen_from.is_national else organisation


def _ways(organisation: Organisation | None, *, phone: str = "") -> dict[str, str]:
    if organisation is None:
        return {"phone": phone, "email": ""}
    return {"phone": phone or organisation.phone, "email": organisation.email}


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
