"""What everybody may know of the places where Boussole is, or may be one day: which, how far, since
which year."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, OuterRef, Q, Subquery
from django.urls import reverse

from portal.deployment.models import Event, Project
from portal.deployment.steps import PublicStatus
from portal.territories import national_url
from tenants.geography.models import Commune, Departement
from tenants.models import Territory


@dataclass(frozen=True)
class PublicPlace:
    """`url` is the site of an open territory, the page of another place; `lat` and `lon` are of
    the town where most people live."""

    name: str
    status: PublicStatus
    year: int
    departement: Departement
    url: str
    lat: float | None
    lon: float | None
    territory: str | None = None


def public_projects():
    """Those that have a page (a QuerySet), with the days that their status is told from."""
    acts = Q(events__kind=Event.Kind.ACT)
    return (
        Project.objects.public()
        .select_related("departement__region", "centre", "opening__territory")
        .annotate(
            written_on=Max("events__on", filter=acts & Q(events__subject="interest")),
            authorised_on=Max("events__on", filter=acts & Q(events__subject="authorisation")),
        )
    )


def public_places() -> list[PublicPlace]:
    """All of them by name, in three queries. A territory whose file is not yet at its launch is
    told of by the file."""
    projects = list(public_projects())
    places = [_of_project(one) for one in projects if one.public_status != PublicStatus.OPEN]
    started = Project.objects.filter(opening__territory__isnull=False, launched_on=None)
    territories = (
        Territory.objects.local().with_host().exclude(pk__in=started.values("opening__territory"))
    )
    held = Commune.objects.filter(coverage__territory=OuterRef("pk"), parent=None)
    territories = territories.annotate(
        centre=Subquery(held.order_by("-population", "pk").values("pk")[:1]),
        launched_on=F("opening__project__launched_on"),
    )
    places += _of_territories(list(territories))
    return sorted(places, key=lambda one: one.name)


def year_of(project: Project) -> int:
    """Since when it is what it is; `project` is one of `public_projects()`."""
    days: dict[PublicStatus | None, date | None] = {
        PublicStatus.INTERESTED: project.written_on,
        PublicStatus.ENGAGED: project.authorised_on,
        PublicStatus.OPEN: project.launched_on,
    }
    return (days[project.public_status] or project.begun_at).year


def _of_project(project: Project) -> PublicPlace:
    centre = project.centre
    return PublicPlace(
        name=project.name,
        status=project.public_status,
        year=year_of(project),
        departement=project.departement,
        url=national_url() + reverse("places:place", args=[project.slug]),
        lat=centre and centre.lat,
        lon=centre and centre.lon,
    )


def _of_territories(territories: list[Territory]) -> list[PublicPlace]:
    centres = Commune.objects.select_related("departement").in_bulk(
        [one.centre for one in territories if one.centre]
    )
    return [
        PublicPlace(
            name=one.name,
            status=PublicStatus.OPEN,
            year=(one.launched_on or one.opened_at).year,
            departement=centres[one.centre].departement,
            url=f"{one.url}/",
            lat=centres[one.centre].lat,
            lon=centres[one.centre].lon,
            territory=one.slug,
        )
        for one in territories
        if one.centre and (one.launched_on or one.opened_at)
    ]
