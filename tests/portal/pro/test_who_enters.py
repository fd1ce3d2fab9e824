"""Every address of the pages with login, from the resolver itself, crossed with each role."""

import re

import pytest

from contacts.models import ContactRequest, Professional, RequestEvent
from portal.pro import urls
from tests.portal.pro.conftest import text_of

# Those that one opens with a secret, or to get in.
OPEN = {
    *("request", "redirect", "invitation"),
    *("sign_in", "sign_out", "ask_for_link", "password"),
    *("single_sign_on", "single_back"),
    # Everybody's own.
    *("code", "security"),
}
PRESSES = [
    {"action": "reveal"},
    {"action": "contacted"},
    {"action": "take"},
    {"action": "note", "note": "Quillevorde"},
    {"action": "add_closure", "starts_on": "2026-12-21", "ends_on": "2026-12-24"},
    {"format": "csv"},
]


def addresses(asked):
    """Of all pages that need an account, with the numbers of this request."""
    values = {"reference": asked.reference, "pk": asked.organisation_id}
    for pattern in urls.urlpatterns:
        if pattern.name not in OPEN:
            route = str(pattern.pattern)
            yield "/pro/" + re.sub(r"<\w+:(\w+)>", lambda found: str(values[found[1]]), route)


def everything():
    return (
        list(ContactRequest.objects.order_by("pk").values()),
        list(Professional.objects.order_by("pk").values()),
        RequestEvent.objects.count(),
    )


def answers(client, asked):
    for path in addresses(asked):
        yield path, client.get(path)
        for press in PRESSES:
            yield path, client.post(path, {**press, "chosen": asked.reference})


@pytest.mark.parametrize("role", ["national", "animator", "editor", None, "nobody"])
def test_no_role_reads_or_changes_a_request(
    signed_in, client_for, national, person, reims, in_reims, role
):
    client = client_for(national) if role == "nobody" else signed_in(person(role, reims))
    before = everything()
    for path, response in answers(client, in_reims):
        assert response.status_code in (302, 403, 405), path
        if response.status_code == 302:
            assert response.url.startswith("/pro/connexion/"), path
        assert in_reims.offer_title not in text_of(response)
    assert everything() == before


def test_who_works_elsewhere_reads_and_changes_nothing(signed_in, samira, in_reims, elsewhere):
    client, before = signed_in(samira), everything()
    for path, response in answers(client, elsewhere):
        told = text_of(response)
        assert response.status_code < 500, path
        assert elsewhere.offer_title not in told, path
        assert "Lot Logement" not in told, path
        assert "Ines" not in told, path
    # Their own list may be exported, which is on record.
    assert everything()[:2] == before[:2]
    assert not elsewhere.events.exclude(kind="sent").exists()


@pytest.mark.parametrize("site", ["reims", "lyon"])
def test_no_other_site_has_these_pages(client_for, samira, in_reims, site):
    client, before = client_for(site), everything()
    client.force_login(samira.user)
    for path, response in answers(client, in_reims):
        assert response.status_code in (302, 404, 405), path
        if response.status_code == 302:
            assert response.url == f"http://portail.localhost{path}"
        assert in_reims.offer_title not in text_of(response)
    assert everything() == before


def test_at_home_the_same_walk_changes_what_it_looks_for(signed_in, samira, in_reims):
    before = everything()
    told = [text_of(response) for _path, response in answers(signed_in(samira), in_reims)]
    assert any(in_reims.offer_title in one for one in told)
    assert everything() != before
