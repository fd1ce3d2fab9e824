"""Who may do what: role × domain, and how far each role reaches. There is no second table.

The groups of a territory (`offers.permissions`), screens, menus and the API are derived from it;
the page of roles and `docs/roles.md` print it; `tests/crossing` holds every address against it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Who(models.TextChoices):
    NATIONAL = "national", _("National admin")
    REGIONAL = "region", _("Regional correspondent")
    DEPARTMENTAL = "departement", _("Departmental correspondent")
    CANDIDATE = "candidate", _("Candidate structure")
    COMMITTEE = "committee", _("Member of a comité")
    ANIMATOR = "animator", _("Animator")
    EDITOR = "editor", _("Editor")
    PROFESSIONAL = "professional", _("Professional")
    AMBASSADOR = "ambassador", _("Ambassador (relay)")
    VISITOR = "visitor", _("Everybody")


class Reach(models.TextChoices):
    COUNTRY = "country", _("the country")
    REGION = "region", _("their région")
    DEPARTEMENT = "departement", _("their département")
    TERRITORY = "territory", _("their territory")
    ORGANISATION = "organisation", _("their organisation")
    OWN = "own", _("what is their own")


class Action(models.IntegerChoices):
    """Each includes those before it."""

    READ = 1, _("Reads")
    WRITE = 2, _("Writes")
    DECIDE = 3, _("Decides")


class Domain(models.TextChoices):
    OPEN = "open", _("What is open to everybody: offers, questions, one’s own request")
    DOORS = "doors", _("Signing in, choosing a password, joining")
    ACCOUNT = "account", _("One’s own account and its security")
    PAGES = "pages", _("Offers, themes and pages of a site")
    NATIONWIDE = "nationwide", _("Offers of the whole country that a site hides")
    FILES = "files", _("Pictures and documents")
    TRANSLATIONS = "translations", _("Translations")
    SITE = "site", _("The machinery of a site: redirects, languages, workflows, groups")
    TEAM = "team", _("The team of a territory")
    RELAYS = "relays", _("The ambassadors of a territory")
    RELAYING = "relaying", _("Sending a request with a young person, in their presence")
    SEARCHES = "searches", _("What visitors search for")
    PROMISES = "promises", _("The watch of promises, and what could not be sent")
    ORGANISATIONS = "organisations", _("Organisations: inviting their people, closing them")
    CONTACTS = "contacts", _("The contact of a young person, in clear")
    INBOX = "inbox", _("Requests, colleagues and keys of an organisation")
    FOLLOWING = "following", _("Following territories")
    ABSENCE = "absence", _("Naming who stands in during an absence")
    DEPLOYMENT = "deployment", _("The file of a territory to come")
    HUB = "hub", _("Exchanges, resources, ideas and meetings of the teams")
    ACCESSES = "accesses", _("Who has access to what")
    ROLES = "roles", _("This table")
    ACCOUNTS = "accounts", _("Accounts, mandates and delegations")
    TERRITORIES = "territories", _("Opening and changing territories")
    THEMES = "themes", _("Themes and model questionnaires")
    REGISTER = "register", _("The data-protection register")
    SYNONYMS = "synonyms", _("Synonyms of the search")
    UPKEEP = "upkeep", _("State of the search, erasure of contacts")


READ, WRITE, DECIDE = Action.READ, Action.WRITE, Action.DECIDE

MATRIX: dict[Domain, dict[Who, Action]] = {
    Domain.OPEN: {Who.VISITOR: WRITE},
    Domain.DOORS: {Who.VISITOR: WRITE},
    Domain.ACCOUNT: {
        Who.NATIONAL: WRITE, Who.REGIONAL: WRITE, Who.DEPARTMENTAL: WRITE, Who.CANDIDATE: WRITE,
        Who.COMMITTEE: WRITE, Who.ANIMATOR: WRITE, Who.EDITOR: WRITE, Who.PROFESSIONAL: WRITE,
    },
    Domain.PAGES: {Who.NATIONAL: DECIDE, Who.ANIMATOR: DECIDE, Who.EDITOR: WRITE},
    Domain.NATIONWIDE: {Who.NATIONAL: WRITE, Who.ANIMATOR: WRITE},
    Domain.FILES: {Who.NATIONAL: DECIDE, Who.ANIMATOR: DECIDE, Who.EDITOR: WRITE},
    Domain.TRANSLATIONS: {Who.NATIONAL: DECIDE, Who.ANIMATOR: WRITE, Who.EDITOR: WRITE},
    Domain.SITE: {Who.NATIONAL: DECIDE},
    Domain.TEAM: {Who.NATIONAL: WRITE, Who.ANIMATOR: WRITE},
    Domain.RELAYS: {Who.NATIONAL: WRITE, Who.ANIMATOR: WRITE},
    Domain.RELAYING: {Who.AMBASSADOR: WRITE},
    Domain.SEARCHES: {Who.NATIONAL: WRITE, Who.ANIMATOR: WRITE, Who.EDITOR: READ},
    Domain.PROMISES: {Who.NATIONAL: WRITE, Who.ANIMATOR: WRITE},
    Domain.ORGANISATIONS: {Who.NATIONAL: DECIDE, Who.ANIMATOR: WRITE},
    # An animator with a reason that the young person reads; the national level never.
    Domain.CONTACTS: {Who.ANIMATOR: READ, Who.PROFESSIONAL: READ},
    Domain.INBOX: {Who.PROFESSIONAL: WRITE},
    Domain.FOLLOWING: {Who.NATIONAL: READ, Who.REGIONAL: READ, Who.DEPARTMENTAL: READ},
    Domain.ABSENCE: {Who.NATIONAL: READ, Who.REGIONAL: WRITE, Who.DEPARTMENTAL: WRITE},
    # Who acts at which step of the file is in the table of its steps.
    Domain.DEPLOYMENT: {
        Who.NATIONAL: DECIDE, Who.REGIONAL: DECIDE, Who.DEPARTMENTAL: DECIDE,
        Who.CANDIDATE: WRITE, Who.COMMITTEE: WRITE, Who.ANIMATOR: WRITE,
    },
    # The national level moderates.
    Domain.HUB: {
        Who.NATIONAL: DECIDE, Who.REGIONAL: WRITE, Who.DEPARTMENTAL: WRITE, Who.ANIMATOR: WRITE,
        Who.EDITOR: WRITE,
    },
    Domain.ACCESSES: {Who.NATIONAL: READ, Who.REGIONAL: READ, Who.DEPARTMENTAL: READ},
    Domain.ROLES: {
        Who.NATIONAL: READ, Who.REGIONAL: READ, Who.DEPARTMENTAL: READ, Who.CANDIDATE: READ,
        Who.COMMITTEE: READ, Who.ANIMATOR: READ, Who.EDITOR: READ,
    },
    Domain.ACCOUNTS: {Who.NATIONAL: DECIDE},
    Domain.TERRITORIES: {Who.NATIONAL: DECIDE},
    Domain.THEMES: {Who.NATIONAL: DECIDE},
    Domain.REGISTER: {Who.NATIONAL: DECIDE},
    Domain.SYNONYMS: {Who.NATIONAL: DECIDE},
    Domain.UPKEEP: {Who.NATIONAL: DECIDE},
}  # fmt: skip

REACH: dict[Who, Reach] = {
    Who.NATIONAL: Reach.COUNTRY,
    Who.REGIONAL: Reach.REGION,
    Who.DEPARTMENTAL: Reach.DEPARTEMENT,
    Who.CANDIDATE: Reach.OWN,
    Who.COMMITTEE: Reach.OWN,
    Who.ANIMATOR: Reach.TERRITORY,
    Who.EDITOR: Reach.TERRITORY,
    Who.PROFESSIONAL: Reach.ORGANISATION,
    Who.AMBASSADOR: Reach.OWN,
    Who.VISITOR: Reach.OWN,
}
# One’s own, or the same for all: where a role is held says nothing of them.
ANYWHERE = frozenset({Domain.ACCOUNT, Domain.ABSENCE, Domain.HUB, Domain.ROLES})
COUNTRY = Reach.COUNTRY.value


@dataclass(frozen=True)
class Grant:
    """A role and where it is held: COUNTRY, `region:44`, `departement:51`, `territory:reims`,
    `project:12` (the file of a territory to come)…"""

    who: Who
    place: str


def roles_that(action: Action, domain: Domain) -> frozenset[Who]:
    """Who may do this, each within their reach."""
    return frozenset(who for who, most in MATRIX[domain].items() if most >= action)


def may(grants: Collection[Grant], action: Action, domain: Domain, on: Collection[str]) -> bool:
    """Whether one of these grants opens this. `on`: every place in which the thing is (its
    territory, département, région); the country is always one of them."""
    roles = roles_that(action, domain)
    if Who.VISITOR in roles:
        return True
    places = {COUNTRY, *on}
    return any(
        grant.who in roles and (domain in ANYWHERE or grant.place in places) for grant in grants
    )
