"""The menu of who is signed in on the national site: what the matrix opens to their roles."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.domains import domain_named
from portal.grants import held_by
from tenants.rights import READ, Grant, roles_that


@dataclass(frozen=True)
class Entry:
    """`name` is that of its address; `pages` are those on which it is where one is."""

    name: str
    label: str
    pages: frozenset[str]


ENTRIES = tuple(
    Entry(name, label, frozenset({name, *pages}))
    for name, label, *pages in (
        ("country:home", _("Territories")),
        ("country:figures", _("Figures"), "country:place"),
        ("deployment:files", _("Files")),
        ("hub:home", _("Hub")),
        ("country:accesses", _("Accesses")),
        ("country:absence", _("Absence")),
        ("country:roles", _("Roles")),
    )
)


def menu_of(held: Collection[Grant]) -> list[Entry]:
    """Where a role is held does not matter: each page shows what is theirs."""
    roles = {grant.who for grant in held}
    return [one for one in ENTRIES if roles & roles_that(READ, domain_named(one.name))]


def menu_for(request) -> list[Entry]:
    return menu_of(held_by(request)) if request.user.is_authenticated else []
