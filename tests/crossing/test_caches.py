"""The same address on one site, then on the other: what was remembered is not shown to both."""

import re

import pytest

from tests.crossing.test_reading import pytestmark, told_by  # noqa: F401 - the same known warnings
from tests.crossing.world import SECRET

PUBLIC = (
    "/",
    "/infos/aide/",
    "/recherche/?q=Offre",
    "/recherche/?q=Offre&commune=51454",
    "/themes/housing/offres/?commune={commune}",
    "/documents/{pk}/liste.txt",
    "/look/palette.css",
    "/api/v1/offers?q=Offre",
    "/api/v1/offers?theme=housing&commune={commune}",
    "/api/v1/territories",
    "/demo/messages/",
)
ADMIN = (
    "/admin/",
    "/admin/pages/",
    "/admin/pages/{pk}/edit/",
    "/admin/pages/{pk}/view_draft/",
    "/admin/images/",
    "/admin/images/{pk}/",
    "/admin/images/{pk}/preview/width-20/",
    "/admin/images/chooser/",
    "/admin/images/chooser/{pk}/select_format/",
    "/admin/documents/",
    "/admin/documents/chooser/chosen/{pk}/",
    "/admin/reports/site-history/",
    "/admin/organisation_chooser/",
    "/admin/tag-autocomplete/?term=mot",
)


@pytest.mark.parametrize(
    ("kind", "language", "addresses", "words"),
    [
        ("anonymous", "fr", PUBLIC, 7),
        ("anonymous", "en", PUBLIC, 6),
        ("animator", "fr", ADMIN, 11),
    ],
)
def test_an_address_shows_each_site_its_own_whoever_was_there_before(
    crossed, reims, lyon, visitor, kind, addresses, words, language
):
    pk = crossed["reims"][0]["pk"]
    browsers = {"reims": visitor(kind, reims), "lyon": visitor(kind, lyon)}
    shown = {"reims": 0, "lyon": 0}
    for address in addresses:
        for site in ("reims", "lyon", "reims", "lyon"):
            path = address.format(pk=pk, commune="51454" if site == "reims" else "69383")
            if language == "en" and path.startswith(("/infos", "/recherche", "/themes")):
                path = f"/en{path}"
            told = told_by(browsers[site].get(path, headers={"accept-language": language}))
            ours, theirs = (SECRET.lower(), "gerland")[:: 1 if site == "reims" else -1]
            assert theirs not in told, (site, path)
            shown[site] += ours in told
    assert shown["reims"] >= 2 * words
    assert shown["lyon"] >= 2 * words


def test_another_language_stays_on_the_same_site(crossed, client_for):
    key = crossed["reims"][0]["key"]
    at_home, next_door = client_for("reims"), client_for("lyon")
    for path in (f"/offres/{key}/", f"/en/offres/{key}/"):
        page = at_home.get(path)
        assert page.status_code == 200
        links = re.findall(r'<a[^>]+hreflang="(?:fr|en)"[^>]*>', page.content.decode())
        assert links
        for link in links:
            address = re.search(r'href="([^"]+)"', link)[1]
            assert re.match(r"/(?!/)|http://reims\.portail\.localhost/", address), address
        for cookie in ("fr", "en"):
            next_door.cookies["django_language"] = cookie
            assert next_door.get(path).status_code == 404
