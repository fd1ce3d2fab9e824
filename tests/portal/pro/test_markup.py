"""What the pages with login are made of: read by a screen reader, complete without JavaScript."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from tests.portal.pro.conftest import text_of

VOID = {"meta", "link", "input", "br", "img", "hr", "use", "path"}


class Page(HTMLParser):
    """Counts identifiers, what labels point at, forms and their tokens, and tags left open."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.pointed, self.fields = Counter(), set(), []
        self.forms = self.tokens = 0
        self.open, self.crossed = [], []
        self.headings = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.ids.update([given["id"]] if "id" in given else [])
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self.pointed.update((given.get(name) or "").split())
        if tag == "form" and given.get("method") == "post":
            self.forms += 1
        if given.get("name") == "csrfmiddlewaretoken":
            self.tokens += 1
        elif tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.fields.append((given.get("id"), "label" in self.open))
        if tag in ("h1", "h2", "h3"):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.crossed.append(tag)


@pytest.fixture
def pages(signed_in, client_for, national, samira, karim, in_reims, in_lyon):
    samira.absences.create(starts_on="2026-11-20", ends_on="2026-12-24")
    in_reims.organisation.closures.create(starts_on="2026-12-24", ends_on="2026-12-26")
    client, lead = signed_in(samira), signed_in(karim)
    path = f"/pro/demande/{in_reims.reference}/"
    lead.post(path, {"action": "note", "note": "Rappeler"})
    keys = f"/pro/cles/{in_reims.organisation_id}/"
    new_key = {"action": "create", "name": "I-milo", "scopes": "inbox:read", "days": "90"}
    chosen = {"action": "take", "chosen": in_reims.reference}
    return {
        "list": client.get("/pro/"),
        "nothing": client.get("/pro/?q=rien"),
        "wrong": client.get("/pro/?tab=x"),
        "request": client.get(path),
        "refused": client.post(path, {"action": "decline"}),
        "done": lead.post("/pro/plusieurs/", chosen, follow=True),
        "team": lead.get("/pro/equipe/"),
        "a new key": lead.post(keys, new_key),
        "no key": lead.post(keys, {"action": "create"}),
        "messages": client.get("/pro/messages/"),
        "no choice": client.post("/pro/messages/", {}),
        "closing": lead.get(f"/pro/equipe/{in_reims.organisation_id}/fermer/"),
        "not closed": lead.post(f"/pro/equipe/{in_reims.organisation_id}/fermer/", {}),
        "security": client.get("/pro/securite/"),
        "key": client.post("/pro/securite/", {"action": "start"}, follow=True),
        "door": client_for(national).get("/pro/connexion/"),
        "refused at the door": client_for(national).post("/pro/connexion/", {}),
        "lost": client_for(national).get("/pro/mot-de-passe/"),
    }


def test_each_page_is_whole_and_each_field_has_its_label(pages):
    for name, response in pages.items():
        page = Page(text_of(response))
        assert (page.open, page.crossed) == ([], []), name
        assert [one for one, count in page.ids.items() if count > 1] == [], name
        assert page.pointed - set(page.ids) == set(), name
        assert page.forms == page.tokens, name
        assert page.headings[0] <= 2, name
        assert page.headings.count(1) == 1, name
        for identifier, inside in page.fields:
            assert inside or identifier in page.pointed, (name, identifier)


def test_no_page_needs_a_script_or_a_style_of_its_own(pages):
    for name, response in pages.items():
        told = text_of(response)
        assert " onclick" not in told, name
        assert " style=" not in told, name
        assert re.findall(r"<script(?! defer src=\"/static/)", told) == [], name
