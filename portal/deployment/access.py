"""Who reads a deployment file, and in which capacity, by the roles that the matrix lets read files:
each where it is held. For everybody else a file does not exist."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from portal.country.access import signed_in
from portal.deployment.models import Project
from portal.deployment.steps import Actor
from portal.grants import held_by
from tenants.accounts.models import User
from tenants.rights import COUNTRY, READ, Domain, Grant, Who, roles_that

ACTS_AS = {
    Who.CANDIDATE: Actor.CANDIDATE,
    Who.COMMITTEE: Actor.COMMITTEE,
    Who.ANIMATOR: Actor.ANIMATOR,
    Who.DEPARTMENTAL: Actor.DEPARTMENTAL,
    Who.REGIONAL: Actor.REGIONAL,
    Who.NATIONAL: Actor.NATIONAL,
}


@dataclass(frozen=True)
class Viewer:
    """`grants` are those with which files are read."""

    user: User
    grants: frozenset[Grant] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.grants)

    @property
    def everywhere(self) -> bool:
        return Grant(Who.NATIONAL, COUNTRY) in self.grants

    @property
    def may_begin(self) -> bool:
        """Whether they may open a file; for which place the form says."""
        return self.everywhere or bool(self.held(Who.REGIONAL) or self.held(Who.DEPARTMENTAL))

    def held(self, who: Who) -> list[str]:
        """Where they hold this role: codes of régions and of départements, slugs of territories,
        ids of files."""
        return [one.place.partition(":")[2] for one in self.grants if one.who == who]

    def capacities(self, project: Project) -> frozenset[Actor]:
        """No query when the file was read `with_place`."""
        places = project.places
        return frozenset(ACTS_AS[one.who] for one in self.grants if one.place in places)


def viewer_of(user: User, held: Collection[Grant]) -> Viewer:
    roles = roles_that(READ, Domain.DEPLOYMENT)
    return Viewer(user, frozenset(one for one in held if one.who in roles))


def for_readers(view):
    """Signed in on the national site, with something to read: `request.viewer` says what."""

    @signed_in
    @wraps(view)
    def checked(request, *args, **kwargs):
        request.viewer = viewer_of(request.user, held_by(request))
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
