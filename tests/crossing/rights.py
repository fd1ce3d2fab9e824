"""What the matrix of rights (`tenants.rights`) says of each address, against what it answered."""

from django.urls import resolve
from django.utils.translation import override

from portal.domains import ADDRESSES, domain_of
from tenants.rights import COUNTRY, READ, Domain, Grant, Who, may

# Their pages are on the national site: elsewhere their addresses lead there, or do not exist.
ON_THE_NATIONAL_SITE = {
    *(Domain.ACCOUNT, Domain.INBOX, Domain.FOLLOWING, Domain.ABSENCE, Domain.ROLES),
    *(Domain.DEPLOYMENT, Domain.ACCESSES, Domain.ACCOUNTS, Domain.TERRITORIES, Domain.THEMES),
    *(Domain.HUB, Domain.REGISTER, Domain.SYNONYMS, Domain.UPKEEP),
}
# On the sites of territories alone.
NEVER_ON_THE_NATIONAL_SITE = {Domain.NATIONWIDE}
# What they open is inside the page of another domain.
WITHOUT_A_PAGE = {Domain.CONTACTS, *set(Domain) - set(ADDRESSES)}
# "Sign in", "not you", "not here", "not like this": nothing is read, nothing is done.
REFUSALS = {302, 401, 403, 404, 405}


def held_by(kind, home):
    """The grants of `visitor(kind, home)`, on the site of this territory."""
    place = f"territory:{home.slug}"
    return {
        "editor": {Grant(Who.EDITOR, place)},
        "animator": {Grant(Who.ANIMATOR, place)},
        "editor of Reims": {Grant(Who.EDITOR, "territory:reims")},
        "national": {Grant(Who.NATIONAL, COUNTRY)},
    }.get(kind, set())


def against_the_matrix(statuses, held, *, site, places=(), action=READ):
    """([address that should not have opened], [domain that should have, and never did])."""
    on = {f"territory:{site}", *places}
    trespasses, opened = [], set()
    for url, status in statuses.items():
        domain = _domain_at(url)
        if not may(held, action, domain, on):
            if status not in REFUSALS:
                trespasses.append((url, status))
        elif status == 200:
            opened.add(domain)
    elsewhere = NEVER_ON_THE_NATIONAL_SITE if site == "national" else ON_THE_NATIONAL_SITE
    wanted = {one for one in set(Domain) - elsewhere - WITHOUT_A_PAGE if may(held, action, one, on)}
    return trespasses, sorted(wanted - opened)


def _domain_at(url):
    path = url.partition("?")[0]
    if path.startswith("/admin/bulk/accounts/"):
        return Domain.ACCOUNTS
    # Each language has its own addresses: both lead to the same names.
    with override("en" if path.startswith("/en/") else "fr"):
        return domain_of(resolve(path))
