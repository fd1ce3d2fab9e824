"""Who reads a deployment file, and in which capacity: levels within their perimeter, people who are
named in it, animators of the territory that came of it. For everybody else it does not exist."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from portal.country.access import signed_in
from portal.deployment.models import Member, Project
from portal.deployment.steps import Actor
from tenants.accounts.models import TerritoryRole, User
from tenants.accounts.perimeters import perimeter_of
from tenants.rights import Domain
from tenants.roles import Role


@dataclass(frozen=True)
class Viewer:
    """`named` is {id of a file: in which capacity}; `animated` are ids of territories."""

    user: User
    everywhere: bool = False
    departements: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    named: Mapping[int, str] = field(default_factory=dict)
    animated: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(
            self.everywhere or self.departements or self.regions or self.named or self.animated
        )

    @property
    def may_begin(self) -> bool:
        """Whether they may open a file; for which place the form says."""
        return bool(self.everywhere or self.departements or self.regions)

    def named_as(self, actor: Actor) -> list[int]:
        return [project for project, role in self.named.items() if role == actor]

    def capacities(self, project: Project) -> frozenset[Actor]:
        """No query when the file was read `with_place`."""
        held = {
            Actor.NATIONAL: self.everywhere,
            Actor.REGIONAL: project.departement.region_id in self.regions,
            Actor.DEPARTMENTAL: project.departement_id in self.departements,
            Actor.ANIMATOR: project.opening is not None
            and project.opening.territory_id in self.animated,
        }
        named = self.named.get(project.pk)
        return frozenset(
            [actor for actor, holds in held.items() if holds] + ([Actor(named)] if named else [])
        )


def viewer_of(user: User, on: date) -> Viewer:
    perimeter = perimeter_of(user, on, Domain.DEPLOYMENT)
    animated = TerritoryRole.objects.filter(user=user, role=Role.ANIMATOR, user__is_active=True)
    # Of the territories that have a file alone: without one there is nothing to read.
    animated = animated.filter(territory__opening__project__isnull=False)
    named = Member.objects.filter(user=user, user__is_active=True)
    return Viewer(
        user=user,
        everywhere=perimeter.everywhere,
        departements=_codes(perimeter.zones, "departement:"),
        regions=_codes(perimeter.zones, "region:"),
        named=dict(named.values_list("project", "role")),
        animated=frozenset(animated.values_list("territory", flat=True)),
    )


def for_readers(view):
    """Signed in on the national site, with something to read: `request.viewer` says what."""

    @signed_in
    @wraps(view)
    def checked(request, *args, **kwargs):
        request.viewer = viewer_of(request.user, timezone.localdate())
        if not request.viewer:
            return render(request, "country/nobody.html", status=403)
        return view(request, *args, **kwargs)

    return checked


def on_a_file(view):
    """`for_readers`, on the file of this number: the view gets the file itself, and
    `request.capacities`. Another's file is not there."""

    @for_readers
    @wraps(view)
    def checked(request, pk, *args, **kwargs):
        files = Project.objects.with_place().seen_by(request.viewer)
        project = get_object_or_404(files, pk=pk)
        request.capacities = request.viewer.capacities(project)
        return view(request, project, *args, **kwargs)

    return checked


def only(request, *actors: Actor) -> None:
    """Raises Http404 for whoever has none of these capacities on the file."""
    if request.capacities.isdisjoint(actors):
        raise Http404


def _codes(zones: frozenset[str], kind: str) -> frozenset[str]:
    return frozenset(one.removeprefix(kind) for one in zones if one.startswith(kind))
