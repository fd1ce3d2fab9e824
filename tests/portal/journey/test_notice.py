"""What is said under the form: short, true, and which version it was."""

import hashlib
import re

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils.translation import override

from contacts.models import ContactRequest
from contacts.notice import MOST_WORDS, VERSION
from contacts.services import pass_on
from tenants.models import Territory
from tests.contacts.factories import MONDAY, make_offer, make_organisation

REIMS = {"commune": "51454"}
# A text that changes is another version: change VERSION in contacts/notice.py, then this.
DIGESTS = {"2026-11-26": {"fr": "22d282521ed3df88", "en": "dd1629fe27b62b9c"}}


def notice(language, organisation="Toits partagés", days=90):
    with override(language):
        text = render_to_string(
            "journey/_notice.html", {"organisation": organisation, "days": days}
        )
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_is_under_ninety_words(language):
    words = re.findall(r"\w[\w’'-]*", notice(language, organisation="Un nom de cinq mots entiers"))
    assert 30 < len(words) < MOST_WORDS


@pytest.mark.parametrize("language", ["fr", "en"])
def test_another_text_is_another_version(language):
    digest = hashlib.sha256(notice(language).encode()).hexdigest()[:16]
    assert DIGESTS[VERSION][language] == digest


def shown(client_for, offer):
    page = client_for("reims").get(f"/offres/{offer.key}/", REIMS).content.decode()
    return " ".join(page.split())


def test_it_is_under_the_form_with_the_days_of_the_territory(client_for, offer, reims):
    assert notice("fr") in shown(client_for, offer)
    Territory.objects.filter(pk=reims.pk).update(retention_days=30)
    from portal.middleware import forget_hosts

    forget_hosts()
    assert notice("fr", days=30) in shown(client_for, offer)
    legal = client_for("reims").get("/infos/donnees-personnelles/").content.decode()
    assert "30 jours après" in legal


def test_its_version_is_kept_with_the_request(client_for, offer):
    client = client_for("reims")
    client.post(f"/offres/{offer.key}/", {**REIMS, "contact": "06 39 98 12 34"})
    assert ContactRequest.objects.get().notice_version == VERSION


def test_a_page_that_was_open_before_it_changed_tells_the_one_that_was_read(
    client_for, offer, monkeypatch
):
    client, page = client_for("reims"), f"/offres/{offer.key}/"
    with time_machine.travel(MONDAY, tick=False):
        opened = re.search(
            r'name="opened" value="([^"]+)"', client.get(page, REIMS).content.decode()
        )[1]
        monkeypatch.setattr("portal.journey.unhurried.VERSION", "2027-01-01")
        client.post(page, {**REIMS, "contact": "06 39 98 12 34", "opened": opened})
    assert ContactRequest.objects.get().notice_version == VERSION


def test_a_request_that_is_passed_on_was_sent_under_the_same(reims, client_for, offer):
    client_for("reims").post(f"/offres/{offer.key}/", {**REIMS, "contact": "06 39 98 12 34"})
    other = make_offer(reims, organisation=make_organisation(reims, name="Autre toit"))
    request = ContactRequest.objects.get()
    assert pass_on(request=request, offer=other, now=request.sent_at).request.notice_version == (
        VERSION
    )
