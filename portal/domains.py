"""Which domain of the matrix (`tenants.rights`) each address belongs to.

A name stands for itself and for all that begins with it, up to a `:`, a `_` or a `.`; the longest
wins. An address that is not told here belongs nowhere: a test fails, and for everybody it is not
there.
"""

import re
from functools import cache

from django.http import Http404
from django.urls import ResolverMatch

from tenants.rights import Domain

ADDRESSES: dict[Domain, str] = {
    # With a link as the key: whoever has it holds the request.
    Domain.OPEN: """
        api demo figures hub:calendar journey look media places pro:redirect pro:request reports
        wagtail_serve wagtailcore_authenticate wagtaildocs_authenticate wagtaildocs_serve
    """,
    Domain.DOORS: """
        pro:ask_for_link pro:invitation pro:password pro:sign_in pro:sign_out
        pro:single_back pro:single_sign_on relays:enter relays:home relays:leave
        wagtailadmin_javascript_catalog wagtailadmin_login wagtailadmin_logout
        wagtailadmin_password wagtailadmin_sprite wagtailcore_login
    """,
    Domain.ACCOUNT: "pro:code pro:security",
    # Without a name, Wagtail's own rehearsals of an error.
    Domain.PAGES: """
        django.views.generic
        offers_questionnaire offers_zones organisation_chooser outgoing_gallery
        professional_chooser wagtail.admin
        wagtail_bulk_action wagtailadmin wagtailadmin_workflows:task_chooser
        wagtailadmin_workflows:task_chosen wagtailforms
    """,
    Domain.NATIONWIDE: "nationwide",
    Domain.FILES: "wagtaildocs wagtailembeds wagtailimages",
    Domain.TRANSLATIONS: "wagtail_localize",
    Domain.SITE: """
        wagtailadmin_collections wagtailadmin_workflows wagtaillocales wagtailredirects
        wagtailsettings wagtailsites wagtailsnippets wagtailusers_groups
    """,
    Domain.TEAM: "offers_team",
    Domain.RELAYS: "relays",
    Domain.SEARCHES: "searches",
    Domain.PROMISES: "commitments outgoing territory_figures",
    Domain.ORGANISATIONS: "commitments_close commitments_invite commitments_organisations",
    Domain.CONTACTS: "commitments_look",
    Domain.INBOX: "api:portal.api.inbox pro pro:redirect_signed_in",
    Domain.FOLLOWING: "country",
    Domain.ABSENCE: "country:absence country:end_absence",
    Domain.DEPLOYMENT: "deployment",
    Domain.HUB: "hub",
    Domain.ROLES: "country:roles",
    Domain.ACCESSES: "country:accesses",
    Domain.ACCOUNTS: "accounts mandates wagtailusers_users",
    Domain.TERRITORIES: "archives communes openings territories",
    Domain.THEMES: "questions subthemes themes",
    Domain.REGISTER: "register",
    Domain.SYNONYMS: "synonyms",
    Domain.UPKEEP: "kept_contacts search_status",
}
_BY_NAME = {name: domain for domain, names in ADDRESSES.items() for name in names.split()}


class ToldNowhereError(Http404, LookupError):
    """An address that no domain holds: not found, whoever asks."""


def domain_of(match: ResolverMatch) -> Domain:
    """Raises ToldNowhereError."""
    return domain_named(match.view_name)


@cache
def domain_named(view_name: str) -> Domain:
    cuts = [len(view_name), *(one.start() for one in re.finditer(r"[:_.]", view_name))]
    for cut in sorted(cuts, reverse=True):
        if view_name[:cut] in _BY_NAME:
            return _BY_NAME[view_name[:cut]]
    raise ToldNowhereError(f"{view_name} belongs to no domain: name it in portal/domains.py.")
