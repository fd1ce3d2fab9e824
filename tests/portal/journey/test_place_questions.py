"""A question that a commune answers, from the page that asks it to the request it leaves with."""

import pytest

from contacts.models import ContactRequest
from tests.contacts.factories import PHONE, make_offer, make_organisation
from themes import adapting
from themes.adaptations import AS_THE_MODEL
from themes.models import Theme
from themes.own import publish_adaptation

STUDY = {
    "key": "local_0f3a9c2e5b7d8146",
    "kind": "place",
    "text": {"fr": "Où étudies-tu ?", "en": "Where do you study?"},
    "reason": {"fr": "Tu étudies {value}", "en": "You study {value}"},
}
ANSWER = f"answer.{STUDY['key']}"
HERE = {"commune": "51454"}


@pytest.fixture
def asked(reims):
    """Where Reims asks it, the first question of a theme; two offers are for two places."""
    theme = Theme.objects.get(key="housing")
    ours = adapting.ask(adapting.begun(theme.model_questions, AS_THE_MODEL), question=STUDY)
    for _place in theme.model_questions:
        ours = adapting.move(theme.model_questions, ours, key=STUDY["key"], up=True)
    publish_adaptation(theme=theme, territory=reims, adaptation=ours)
    organisation = make_organisation(reims)
    near = {"organisation": organisation, "criteria": {STUDY["key"]: ["epci:200067213"]}}
    far = {"organisation": organisation, "criteria": {STUDY["key"]: ["departement:69"]}}
    make_offer(reims, title="Une chambre rémoise", **near)
    return make_offer(reims, title="Une chambre lyonnaise", **far)


def titles(response):
    """Of the offers that suit, not of those proposed beside them."""
    return {one.title for one in response.context["near"] + response.context["far"]}


def test_a_commune_is_typed_chosen_among_its_namesakes_and_sorts_the_offers(asked, client_for):
    young = client_for("reims")
    page = young.get("/themes/housing/questions/1/", HERE).content.decode()
    assert "Où étudies-tu" in page
    assert 'data-suggest-code="commune:"' in page
    address = f"/themes/housing/reponse/{STUDY['key']}/"
    wrong = young.get(address, HERE | {ANSWER: "Atlantide"})
    assert wrong.status_code == 400
    assert "Atlantide" in wrong.content.decode()
    several = young.get(address, HERE | {ANSWER: "Saint-Denis", "change": "1"})
    assert several.status_code == 200
    assert "commune:97411" in several.content.decode()
    assert "commune:93066" in several.content.decode()
    after = young.get(address, HERE | {ANSWER: ["rei", "commune:51454"]})
    assert "commune%3A51454" in after["Location"]
    answered = HERE | {ANSWER: "commune:51454"}
    assert 'value="Reims"' in young.get("/themes/housing/questions/1/", answered).content.decode()
    assert "Reims</dd>" in young.get("/themes/housing/reponses/", answered).content.decode()
    listed = young.get("/themes/housing/offres/", answered)
    assert titles(listed) == {"Une chambre rémoise"}
    assert "Tu étudies à Reims" in listed.content.decode()
    everything = young.get("/themes/housing/offres/", HERE)
    assert titles(everything) == {"Une chambre rémoise", "Une chambre lyonnaise"}


def test_the_api_asks_it_takes_it_and_the_professional_reads_it(asked, client_for):
    young = client_for("reims")
    [study, *_others] = young.get("/api/v1/questionnaires/housing").json()["questions"]
    assert (study["kind"], study["choices"]) == ("place", [])
    for typed, titles in (
        ("commune:69123", ["Une chambre lyonnaise"]),
        ("Reims", ["Une chambre rémoise"]),
    ):
        query = HERE | {"theme": "housing", ANSWER: typed}
        found = young.get("/api/v1/offers", query).json()["results"]
        assert [one["title"] for one in found] == titles
    refused = young.get("/api/v1/offers", {"theme": "housing", ANSWER: "Saint-Denis"})
    assert refused.status_code == 400
    assert "Saint-Denis 97400" in str(refused.json()["errors"][ANSWER])
    sent = young.post(
        "/api/v1/contact-requests",
        HERE | {"offer": asked.key, "phone": PHONE, "answers": {STUDY["key"]: "69123"}},
        content_type="application/json",
    )
    assert sent.status_code == 201, sent.content
    stored = ContactRequest.objects.get(reference=sent.json()["reference"])
    assert stored.answers == {STUDY["key"]: frozenset({"commune:69123"})}
    assert stored.answers_in_words == [("Où étudies-tu ?", "Lyon")]
    # Asked nowhere else: an address that was shared works, and says nothing of it.
    elsewhere = client_for("lyon").get("/api/v1/offers", {"theme": "housing", ANSWER: "Reims"})
    assert elsewhere.status_code == 200
