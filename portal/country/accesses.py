"""Who has access to what, by place: the teams of the territories that one follows, those who
follow them, who stands in for whom, and whoever is named in a file of a territory to come."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.country.access import for_followers
from portal.deployment.models import Member, Project
from portal.downloads import CSV, file_of
from tenants.accounts.models import Delegation, Mandate, TerritoryRole, User
from tenants.accounts.perimeters import Perimeter
from tenants.folding import fold
from tenants.geography.models import Departement
from tenants.models import CoveredCommune
from tenants.rights import Who

PAGE_SIZE = 50


@dataclass(frozen=True)
class Access:
    """A person in a place. `departement` is the first key of the list; "" is the whole country."""

    departement: str
    place: str
    role: str
    person: str
    email: str
    until: date | None

    @property
    def words(self) -> str:
        return fold(" ".join(map(str, (self.departement, self.place, self.person, self.email))))


@for_followers
@require_safe
def accesses(request):
    words = _asked(request)
    found = accesses_in(request.perimeter, timezone.localdate(), words)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("p"))
    return render(request, "country/accesses.html", {"page": page, "words": words})


@for_followers
@require_safe
def in_a_file(request):
    today = timezone.localdate()
    heads = [_("Département"), _("Place"), _("Role"), _("Person"), _("E-mail"), _("Until")]
    found = accesses_in(request.perimeter, today, _asked(request))
    rows = [[cell or "" for cell in astuple(one)] for one in found]
    name = _("accesses-%(day)s") % {"day": f"{today:%Y-%m-%d}"}
    return file_of([heads, *rows], CSV, name=name)


def accesses_in(perimeter: Perimeter, on: date, words: str = "") -> list[Access]:
    """Of open accounts; those that have all these words, whatever their accents."""
    found = [*_of_the_country(perimeter), *_mandates(perimeter, on), *_teams(perimeter)]
    found += _named_in_files(perimeter)
    wanted = fold(words).split()
    kept = [one for one in found if all(word in one.words for word in wanted)]
    return sorted(kept, key=_by_place)


def _by_place(one: Access):
    """The country, its régions, then each département before its territories."""
    inside = one.departement != one.place
    return fold(one.departement), inside, fold(one.place), one.role, one.email


def _of_the_country(perimeter) -> Iterator[Access]:
    if perimeter.everywhere:
        for user in User.objects.filter(is_superuser=True, is_active=True):
            yield _access("", _("France"), Who.NATIONAL.label, user, user.expires_on)


def _mandates(perimeter, on) -> Iterator[Access]:
    """Those over a zone of the perimeter, and those who stand in for them."""
    held = Mandate.objects.valid_on(on).with_place().filter(user__is_active=True)
    if not perimeter.everywhere:
        held = held.filter(zone__in=_zones_within(perimeter))
    mandates = list(held.select_related("user"))
    absences = Delegation.objects.valid_on(on).filter(absent__in={one.user_id for one in mandates})
    stand_ins = {}
    for absence in absences.filter(stand_in__is_active=True).select_related("stand_in"):
        stand_ins.setdefault(absence.absent_id, []).append(absence)
    for mandate in mandates:
        local = mandate.role == Mandate.Role.DEPARTMENTAL
        where = (mandate.place if local else "", mandate.place)
        yield _access(*where, mandate.get_role_display(), mandate.user, mandate.ends_on)
        for absence in stand_ins.get(mandate.user_id, ()):
            role = _("Stands in for %(name)s") % {"name": mandate.user}
            yield _access(*where, role, absence.stand_in, absence.ends_on)


def _teams(perimeter) -> Iterator[Access]:
    team = TerritoryRole.objects.filter(territory__in=perimeter.territories())
    team = team.filter(user__is_active=True).select_related("user", "territory")
    departements = _main_departements(perimeter)
    for one in team:
        where = departements.get(one.territory_id, "")
        yield _access(where, one.territory.name, Who(one.role).label, one.user, one.user.expires_on)


def _named_in_files(perimeter) -> Iterator[Access]:
    named = Member.objects.filter(project__in=Project.objects.within(perimeter))
    named = named.filter(user__is_active=True).select_related("user", "project__departement")
    for one in named:
        where = (one.project.departement.name, _("File: %(name)s") % {"name": one.project})
        yield _access(*where, Who(one.role).label, one.user, one.user.expires_on)


def _zones_within(perimeter) -> set[str]:
    """Those of the mandates, and the départements of their régions."""
    inside = Departement.objects.filter(
        region__in=[zone.removeprefix("region:") for zone in perimeter.zones if "region" in zone]
    )
    return perimeter.zones | {f"departement:{code}" for code in inside.values_list("pk", flat=True)}


def _main_departements(perimeter) -> dict[int, str]:
    """{territory: the département of most of its communes}."""
    covered = CoveredCommune.objects.filter(territory__in=perimeter.territories())
    counts = covered.values_list("territory", "commune__departement__name")
    counted = counts.annotate(Count("pk")).order_by("pk__count")
    return {territory: name for territory, name, _count in counted}


def _access(departement, place, role, user, until) -> Access:
    return Access(departement, place, str(role), str(user), user.email, until)


def _asked(request) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:100]
