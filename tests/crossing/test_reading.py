"""Nothing of Reims is read on Lyon's site: every address, every sort of visitor."""

import pytest

from tests.contacts.factories import LYON_3, REIMS
from tests.crossing.addresses import every_address
from tests.crossing.rights import against_the_matrix, held_by
from tests.crossing.world import SECRET

pytestmark = [
    # Wagtail leaves the temporary file of a rendition to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    # wagtail-localize's report of translations.
    pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning"),
]


def told_by(response):
    """All that reaches a browser, in lower case."""
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    body = b"".join(response).decode(errors="replace")
    return f"{headers} {body} {response.cookies.output()}".lower()


def questions(values, *, kind):
    """{address with its query: URL name}: what lists, searches, choosers and the journey read.

    Every visitor asks for every address. What the query or the language add to a leak, they add
    for anybody, so that each is crossed with the addresses and not with the visitors as well:

    - public pages, in both languages: with a query, and bare. A commune of Lyon in French, one of
      Reims in English; who is signed in asks for them bare in English alone.
    - screens of the admin: with what names a thing of this number, and without words, so that a
      list is whole. Who sees all of them also looks for the secret by its first letters, which
      find what another page of a long list would hide.
    """
    asked = {}
    for one in values:
        named = f"?id={one['pk']}&theme=housing&by=organisation_number"
        for path, name in every_address(one).items():
            if path.startswith("/admin/"):
                # Wagtail's own API refuses what it does not know.
                queries = ["" if path.startswith("/admin/api/") else named]
                if kind == "national" and not any(map(str.isdigit, path)):
                    queries.append(f"?q={SECRET[:7]}")
            else:
                commune = REIMS if path.startswith("/en/") else LYON_3
                queries = ["", f"{named}&commune={commune}&q=Offre"]
                if kind != "anonymous":
                    queries = queries[:1] if path.startswith("/en/") else queries[1:]
            asked |= {path + query: name for query in queries}
    return asked


def walk(client, values, *, kind, names=None):
    """({(name, address) that tells the secret}, {address that breaks: error}, {address: status});
    every address, or those of these names."""
    told, broken, statuses = set(), {}, {}
    client.raise_request_exception = False
    for url, name in questions(values, kind=kind).items():
        if names and name not in names:
            continue
        response = client.get(url)
        if SECRET.lower() in told_by(response):
            told.add((name, url))
        if response.status_code >= 500:
            broken[url] = str(response.exc_info)
        statuses[url] = response.status_code
    return told, broken, statuses


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("anonymous", 50),
        ("editor of Reims", 50),
        ("editor", 150),
        ("animator", 150),
        ("national", 250),
    ],
)
def test_nothing_of_reims_is_read_on_lyons_site(crossed, lyon, visitor, kind, least):
    of_reims = crossed["reims"] if kind == "anonymous" else crossed["reims"][:1]
    told, broken, statuses = walk(visitor(kind, lyon), [*of_reims, crossed["lyon"][0]], kind=kind)
    if kind == "national":
        # Accounts are the country's: Wagtail's own screens of users show them all.
        told = {(name, url) for name, url in told if not url.startswith("/admin/users/")}
    assert sorted(told, key=str) == []
    assert broken == {}
    assert list(statuses.values()).count(200) >= least
    assert against_the_matrix(statuses, held_by(kind, lyon), site="lyon") == ([], [])


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            "anonymous",
            "calendar contact-request follow legal messages offer offers request search sent"
            " wagtaildocs_serve",
        ),
        (
            "animator",
            "choose choose_results chosen chosen_multiple detail edit history image_usage index"
            " listing locked_pages offers_team page_types_usage preview_translation relays_people"
            " revisions_compare revisions_view searches_typed site_history task_chooser usage"
            " view_draft"
            " wagtail_bulk_action wagtailadmin_explore wagtailadmin_home workflow"
            " workflow_history workflow_tasks",
        ),
    ],
)
def test_at_home_the_same_walk_finds_what_it_looks_for(crossed, reims, visitor, kind, names):
    names = set(names.split())
    told, broken, _statuses = walk(
        visitor(kind, reims), crossed["reims"][: 2 if kind == "anonymous" else 1],
        kind=kind, names=names,
    )  # fmt: skip
    assert names - {name for name, _url in told} == set()
    assert broken == {}
