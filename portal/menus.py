"""The menu of who is signed in on the national site: what the matrix opens to their roles."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.domains import domain_named
from portal.grants import held_by
from tenants.models import NATIONAL
from tenants.rights import READ, Grant, may, roles_that


@dataclass(frozen=True)
class Entry:
    """`name` is that of its address; `pages` are those on which it is where one is."""

    name: str
    label: str
    pages: frozenset[str]
    # Where one must hold the role; empty: anywhere, each page shows what is theirs.
    place: str = ""


ENTRIES = (
    *(
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
    ),
    Entry("wagtailadmin_home", _("Administration"), frozenset(), f"territory:{NATIONAL}"),
)


def menu_of(held: Collection[Grant]) -> list[Entry]:
    return [one for one in ENTRIES if _opens(one, held)]


def _opens(entry: Entry, held: Collection[Grant]) -> bool:
    domain = domain_named(entry.name)
    if entry.place:
        return may(held, READ, domain, {entry.place})
    return bool({grant.who for grant in held} & roles_that(READ, domain))


def menu_for(request) -> list[Entry]:
    return menu_of(held_by(request)) if request.user.is_authenticated else []
