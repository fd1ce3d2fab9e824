"""A host name that is not ours gets a page that says so, and never writes an address of ours."""

import re
from http import HTTPStatus

import pytest
from django.core import mail
from django.urls import reverse

from portal.middleware import _hosts, forget_hosts

UNKNOWN = [
    "evil.example",
    "nowhere.portail.localhost",
    "portail.localhost.evil.example",
    "lyon.portail.localhost.evil.example:8000",
    "lyon.portail.localhost@evil.example",
    "lyon.portail.localhost/../reims",
    "lyon.portail.localhost\x00",
    "lyon.portail.localhost\r\nX-Injected: 1",
    "lyon.portail.localhost:80:80",
    "lyon..portail.localhost",
    "lyon portail.localhost",
    "é.portail.localhost",
    "xn--9ca.portail.localhost",
    "127.0.0.1",
    "127.0.0.1:8000",
    "[::1]",
    "[::1]:8000",
    "localhost",
    "",
    ".",
    "a" * 300 + ".portail.localhost",
    "'; DROP SCHEMA lyon; --",
]


@pytest.fixture(autouse=True)
def _no_memory():
    forget_hosts()


@pytest.mark.parametrize("host", UNKNOWN)
def test_what_is_no_host_of_ours_gets_words_and_nothing_else(public, client_for, host):
    client = client_for("lyon")
    page = client.get("/", headers={"host": host})
    assert page.status_code == HTTPStatus.NOT_FOUND
    assert "<h1" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    answer = client.get("/api/v1/offers", headers={"host": host})
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert set(answer.json()["errors"]) == {"request"}
    for path in ("/admin/", "/media/lyon/images/x.png", "/static/look/boussole.css"):
        assert client.get(path, headers={"host": host}).status_code == HTTPStatus.NOT_FOUND
    for send in (client.head, client.post, client.options, client.delete):
        assert send("/", headers={"host": host}).status_code == HTTPStatus.NOT_FOUND
    assert _hosts == {}


@pytest.mark.parametrize(
    "host",
    [
        "lyon.portail.localhost:1234",
        "LYON.Portail.Localhost",
        "lyon.portail.localhost.",
        "www.lyon.portail.localhost",
    ],
)
def test_a_host_of_ours_is_known_in_each_of_its_spellings(public, client_for, host):
    response = client_for("reims").get("/api/v1/territories", headers={"host": host})
    assert [one["slug"] for one in response.json()["results"]] == ["lyon"]


@pytest.mark.parametrize(
    "header",
    ["x-forwarded-host", "x-host", "x-original-host", "forwarded", "x-forwarded-server"],
)
def test_a_forged_header_moves_nobody(crossed, client_for, header):
    client = client_for("reims")
    forged = {header: "host=evil.example" if header == "forwarded" else "evil.example"}
    key = crossed["reims"][0]["key"]
    for path in (
        "/",
        "/admin/",
        "/communes/?commune=reims",
        "/communes/?code=51454",
        "/themes/?commune=69383",
        f"/offres/{key}/",
        f"/api/v1/offers/{key}",
        "/api/v1/territories",
        "/api/v1/docs/",
        "/housing/une-offre/",
        "/nothing",
        "//evil.example/",
        "/%5Cevil.example/",
    ):
        response = client.get(path, headers=forged)
        assert response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        location = response.get("Location", "")
        assert re.match(r"(/(?![/\\])|http://(\w+\.)?portail\.localhost/)", location + "/"), path
        if "evil" not in path:
            assert "evil.example" not in f"{response.headers} {response.content}", path


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/"])
def test_signing_in_leads_to_no_other_host(lyon, client_for, person, path):
    person("editor", lyon, email="ed@example.invalid")
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"):
        response = client_for("lyon").post(
            path, {"username": "ed@example.invalid", "password": "secret", "next": target}
        )
        assert "evil" not in response.get("Location", "")
        assert "javascript" not in response.get("Location", "")


def test_the_links_of_a_message_are_on_the_territorys_own_host(crossed, client_for):
    """Whatever host, port or header the request came with."""
    key = crossed["reims"][0]["key"]
    response = client_for("reims").post(
        "/api/v1/contact-requests",
        {"offer": key, "commune": "51454", "email": "jeune@example.invalid"},
        content_type="application/json",
        headers={
            "host": "www.reims.portail.localhost:666",
            "x-forwarded-host": "evil.example",
            "origin": "https://evil.example",
        },
    )
    assert response.json()["follow_url"].startswith("http://reims.portail.localhost/suivi/")
    mailbox = client_for("reims").get("/demo/messages/").content.decode()
    assert "evil.example" not in mailbox
    assert "portail.localhost:666" not in mailbox


def test_wagtails_own_messages_link_to_the_territory_where_they_were_written(
    lyon, person, sign_in, make_offer
):
    person("animator", lyon)
    person("national")
    mail.outbox.clear()
    offer = make_offer(publish=False)
    offer.get_workflow().start(offer, person("editor", lyon))
    [message] = mail.outbox
    # National admins are not written to for each territory.
    assert message.to == ["animator.lyon@example.invalid"]
    edit = reverse("wagtailadmin_pages:edit", args=[offer.pk])
    assert f"http://lyon.portail.localhost{edit}" in message.body
    assert "http://portail.localhost" not in message.body
