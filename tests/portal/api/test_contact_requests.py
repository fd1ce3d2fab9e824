import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from contacts import notice
from contacts.models import ContactRequest, Message
from contacts.services import mark_contacted
from tests.contacts.factories import make_offer, make_organisation

PHONE = "06 39 98 12 34"


@pytest.fixture
def offer(reims):
    return make_offer(reims)


@pytest.fixture
def body(offer):
    return {"offer": offer.key, "commune": "51454", "phone": PHONE}


def test_a_request_is_stored_and_both_sides_are_written_to(api, body, offer):
    response = api("reims").post("contact-requests", body)
    assert response.status_code == 201
    stored = ContactRequest.objects.get(reference=response.json()["reference"])
    assert response.json()["due_on"] == stored.due_on.isoformat()
    assert response.json()["follow_url"].startswith("http://reims.portail.localhost/")
    assert Message.objects.filter(request=stored).count() == 2


def test_the_date_is_the_one_of_the_list(api, body):
    [shown] = api("reims").get("offers", commune="51454").json()["results"]
    assert api("reims").post("contact-requests", body).json()["due_on"] == shown["due_on"]


def test_the_version_of_the_notice_that_was_shown_is_kept(api, body):
    for version in (notice.VERSION, ""):
        response = api("reims").post("contact-requests", {**body, "notice_version": version})
        stored = ContactRequest.objects.get(reference=response.json()["reference"])
        assert stored.notice_version == version
        ContactRequest.objects.update(sent_at=timezone.now() - timedelta(days=2))
    schema = api("reims").get("schema/", format="json").json()
    shape = schema["components"]["schemas"]["ContactRequestIn"]["properties"]["notice_version"]
    assert notice.VERSION in json.dumps(
        [shape, schema["components"]["schemas"].get("NoticeVersionEnum")]
    )


def test_the_same_key_gets_the_same_answer_and_creates_nothing(api, body):
    first = api("reims").post("contact-requests", body, **{"idempotency-key": "k-1"})
    again = api("reims").post("contact-requests", body, **{"idempotency-key": "k-1"})
    assert first.json() == again.json()
    assert ContactRequest.objects.count() == 1


def test_a_request_is_followed_and_erased_by_its_token(api, body):
    token = api("reims").post("contact-requests", body).json()["token"]
    followed = api("reims").get(f"contact-requests/{token}").json()
    assert followed["status"] == "new"
    assert PHONE[-5:] not in str(followed)
    assert api("reims").delete(f"contact-requests/{token}").status_code == 204
    assert api("reims").get(f"contact-requests/{token}").status_code == 404
    assert ContactRequest.objects.get().erased_at <= timezone.now()


def test_a_token_opens_nothing_on_the_neighbour_s_host(api, body):
    token = api("reims").post("contact-requests", body).json()["token"]
    assert api("lyon").get(f"contact-requests/{token}").status_code == 404
    assert api("lyon").delete(f"contact-requests/{token}").status_code == 404
    assert api("reims").get(f"contact-requests/{token}").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": ""}, "phone"),
        ({"phone": "06 39 98"}, "phone"),
        ({"phone": PHONE, "email": "a@example.invalid"}, "phone"),
        ({"phone": "", "email": "not an address"}, "email"),
        ({"phone": "", "email": "a@example.invalid\nBcc: b@example.invalid"}, "email"),
        ({"phone": "", "email": PHONE}, "email"),
        ({"phone": "a@example.invalid"}, "phone"),
        ({"phone": 12}, "phone"),
        ({"offer": ""}, "offer"),
        ({"commune": "69029"}, "commune"),
        ({"message": "x" * 2000}, "message"),
        ({"answers": {"age": 99}}, "answers.age"),
        ({"answers": {"nothing": "x"}}, "answers.nothing"),
        ({"answers": "19"}, "answers"),
        ({"notice_version": "1999-01-01"}, "notice_version"),
        ({"notice_version": 12}, "notice_version"),
    ],
)
def test_bad_input_is_refused_in_words_and_nothing_is_stored(api, reims, changes, field):
    offer = make_offer(reims, zones=["epci:200067213"])
    body = {"offer": offer.key, "commune": "51454", "phone": PHONE, **changes}
    response = api("reims").post("contact-requests", body)
    assert response.status_code == 400
    assert field in response.json()["errors"]
    assert not ContactRequest.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"offer": "reims-999999"}, {"commune": "99999"}, {"offer": "x\u0000y"}]
)
def test_an_unknown_offer_or_commune_is_a_404(api, body, changes):
    assert api("reims").post("contact-requests", {**body, **changes}).status_code == 404


def test_an_offer_of_the_neighbour_cannot_be_asked_for_here(api, lyon):
    body = {"offer": make_offer(lyon).key, "commune": "51454", "phone": PHONE}
    assert api("reims").post("contact-requests", body).status_code == 404


@pytest.mark.parametrize("raw", ["", "{", "[]", '"text"', "null", "\x00"])
def test_what_is_not_json_is_refused(api, raw):
    response = api("reims").client.post(
        "/api/v1/contact-requests", raw, content_type="application/json"
    )
    assert response.status_code == 400
    assert list(response.json()) == ["errors"]


def test_a_classroom_of_thirty_behind_one_address_passes(api, body):
    answers = [
        api("reims").post("contact-requests", {**body, "phone": f"06 39 98 20 {number:02d}"})
        for number in range(30)
    ]
    assert {answer.status_code for answer in answers} == {201}


def test_one_contact_cannot_ask_without_end(api, reims):
    answers = [
        api("reims").post(
            "contact-requests",
            {"offer": make_offer(reims).key, "commune": "51454", "phone": PHONE},
        )
        for _number in range(11)
    ]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_session_cookie_changes_nothing(api, body, person):
    caller = api("reims")
    caller.client.force_login(person("national"))
    response = caller.post("contact-requests", body)
    assert response.status_code == 201
    assert "sessionid" not in response.cookies


class TestFollowed:
    """What the page of a request offers, by the token alone."""

    @pytest.fixture
    def sent(self, api, body):
        return api("reims").post("contact-requests", body).json()

    def state(self, api, sent, where="reims"):
        return api(where).get(f"contact-requests/{sent['token']}")

    def test_the_thread_tells_what_happened(self, api, sent):
        answer = self.state(api, sent).json()
        assert [one["words"].split(":")[0].strip() for one in answer["thread"]] == [
            "Ta demande est partie"
        ]
        assert (answer["may_say_not_contacted"], answer["may_be_surveyed"]) == (False, False)

    def test_nobody_called_is_refused_before_the_date_and_taken_after_it(self, api, sent):
        path = f"contact-requests/{sent['token']}/not-contacted"
        early = api("reims").post(path, {})
        assert early.status_code == 400
        assert "jusqu’au soir" in early.json()["errors"]["request"][0]
        with time_machine.travel(timezone.now() + timedelta(days=15)):
            assert self.state(api, sent).json()["may_say_not_contacted"]
            late = api("reims").post(path, {})
        assert late.status_code == 200
        assert len(late.json()["thread"]) == 2

    def test_a_request_is_withdrawn_and_stays_readable(self, api, sent):
        answer = api("reims").post(f"contact-requests/{sent['token']}/withdraw", {})
        assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")
        assert self.state(api, sent).json()["status"] == "withdrawn"

    def test_the_survey_is_answered(self, api, sent):
        path = f"contact-requests/{sent['token']}/survey"
        assert api("reims").post(path, {"contacted": True}).status_code == 400
        request = ContactRequest.objects.get()
        mark_contacted(request=request, now=timezone.now())
        assert self.state(api, sent).json()["may_be_surveyed"]
        for wrong in ({}, {"contacted": "perhaps"}, {"contacted": True, "helped": "nothing"}):
            assert api("reims").post(path, wrong).status_code == 400
        answer = api("reims").post(path, {"contacted": True, "helped": "yes"})
        assert answer.status_code == 200
        assert not answer.json()["may_be_surveyed"]

    def test_a_survey_that_says_no_opens_it_again(self, api, sent):
        mark_contacted(request=ContactRequest.objects.get(), now=timezone.now())
        path = f"contact-requests/{sent['token']}/survey"
        assert api("reims").post(path, {"contacted": False}).json()["status"] == "new"

    @pytest.mark.parametrize("step", ["not-contacted", "withdraw", "survey"])
    def test_the_neighbour_s_host_and_a_wrong_token_do_nothing(self, api, sent, step):
        for where, token in (("lyon", sent["token"]), ("reims", "x" * 22)):
            answer = api(where).post(f"contact-requests/{token}/{step}", {"contacted": False})
            assert answer.status_code == 404
        assert ContactRequest.objects.get().status == "new"


class TestSeveral:
    def offer_of(self, territory, name, **fields):
        house = make_organisation(territory, name=name, email=f"{name.lower()}@example.invalid")
        return make_offer(territory, organisation=house, title=f"Chez {name}", **fields)

    def ask(self, api, offers, **more):
        body = {"offers": [one.key for one in offers], "commune": "51454", "phone": PHONE}
        return api("reims").post("contact-requests", {**body, **more})

    def test_each_offer_gets_its_request(self, api, reims):
        offers = [self.offer_of(reims, name) for name in ("Un", "Deux")]
        answer = self.ask(api, offers).json()
        assert [one["offer"] for one in answer["requests"]] == [one.key for one in offers]
        assert answer["reference"] == answer["requests"][0]["reference"]
        assert ContactRequest.objects.count() == 2

    def test_the_first_available_of_those_named(self, api, reims):
        slow = self.offer_of(reims, "Un", subtheme="find", delay_days=9)
        fast = self.offer_of(reims, "Deux", subtheme="find", delay_days=2)
        answer = self.ask(api, [slow, fast], pooled=True).json()
        assert [one["offer"] for one in answer["requests"]] == [fast.key]
        followed = api("reims").get(f"contact-requests/{answer['token']}").json()
        assert followed["pooled"] is True
        assert len(followed["thread"]) == 1

    def test_the_first_available_of_all_that_are_equivalent_to_one(self, api, reims):
        slow = self.offer_of(reims, "Un", subtheme="find", delay_days=9)
        fast = self.offer_of(reims, "Deux", subtheme="find", delay_days=2)
        assert self.ask(api, [slow], pooled=True).json()["offer"] == fast.key

    def test_those_that_are_not_equivalent_are_refused(self, api, reims):
        offers = [self.offer_of(reims, name, subtheme=name) for name in ("find", "pay")]
        answer = self.ask(api, offers, pooled=True)
        assert answer.status_code == 400
        assert "équivalentes" in answer.json()["errors"]["request"][0]

    def test_a_refusal_names_its_offer_and_nothing_is_sent(self, api, reims):
        mute = make_organisation(reims, name="Muets", email="")
        offers = [self.offer_of(reims, "Un"), make_offer(reims, organisation=mute)]
        answer = self.ask(api, offers)
        assert answer.status_code == 400
        assert "Une chambre chez l’habitant" in answer.json()["errors"]["offers"][0]
        assert not ContactRequest.objects.exists()

    def test_a_date_that_moved_is_a_409(self, api, reims):
        offers = [self.offer_of(reims, name) for name in ("Un", "Deux")]
        answer = self.ask(api, offers, due_on="2020-01-01")
        assert answer.status_code == 409
        assert "due_on" in answer.json()["errors"]

    @pytest.mark.parametrize("named", [[], ["x"] * 6])
    def test_none_or_six_are_refused(self, api, reims, named):
        body = {"offers": named, "commune": "51454", "phone": PHONE}
        answer = api("reims").post("contact-requests", body)
        assert answer.status_code == 400
        assert "offers" in answer.json()["errors"]

    def test_one_or_several_must_be_named_not_both(self, api, body, offer):
        for wrong in ({**body, "offers": [offer.key]}, {"commune": "51454", "phone": PHONE}):
            answer = api("reims").post("contact-requests", wrong)
            assert answer.status_code == 400
            assert "offers" in answer.json()["errors"]

    def test_an_offer_of_the_neighbour_among_them_is_a_404(self, api, reims, lyon):
        answer = self.ask(api, [self.offer_of(reims, "Un"), make_offer(lyon)])
        assert answer.status_code == 404
        assert not ContactRequest.objects.exists()
