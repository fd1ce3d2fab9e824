"""What professionals do at /pro/, done by the software of their organisation."""

from datetime import timedelta

import pytest
import time_machine

from contacts.enums import KeyScope
from contacts.models import ContactRequest, InboxKey, Message, RequestEvent
from contacts.services import decline, erase_request, mark_contacted, write_note
from contacts.services.keys import create_key, revoke_key
from tests.contacts.factories import (
    EMAIL,
    LYON_3,
    MONDAY,
    make_offer,
    make_organisation,
    make_professional,
    send,
)

PHONE = "+33639981234"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def team(reims):
    return make_organisation(reims)


@pytest.fixture
def karim(team):
    return make_professional(team, first_name="Karim", is_lead=True)


@pytest.fixture
def asked(reims, team, karim):
    offer = make_offer(reims, organisation=team, professional=karim)
    return send(offer, message="Je dors chez une amie").request


@pytest.fixture
def elsewhere(lyon):
    other = make_organisation(lyon, name="Les Clés", email="cles@example.invalid")
    offer = make_offer(lyon, organisation=other, professional=make_professional(other))
    return send(offer, contact=EMAIL, place=LYON_3).request


@pytest.fixture
def made(karim):
    def make(*scopes):
        return create_key(
            by=karim,
            name="I-milo",
            scopes=scopes or KeyScope.values,
            valid=timedelta(days=90),
            now=MONDAY,
        )

    return make


@pytest.fixture
def software(client_for, made):
    """`software("inbox:read").get("requests")`: a caller with a key of these scopes, or all."""

    class Software:
        def __init__(self, *scopes, secret=None, site="national"):
            self.client = client_for(site)
            self.headers = {"authorization": f"Bearer {secret or made(*scopes).secret}"}

        def get(self, path, **query):
            return self.client.get(f"/api/v1/inbox/{path}", query, headers=self.headers)

        def post(self, path, body=None, send="post"):
            return getattr(self.client, send)(
                f"/api/v1/inbox/{path}",
                body or {},
                content_type="application/json",
                headers=self.headers,
            )

        def put(self, path, body):
            return self.post(path, body, send="put")

    return Software


# (method, path below a request, body, scope)
STEPS = [
    ("post", "/reveal", {}, "contact:reveal"),
    ("post", "/contacted", {"means": "phone"}, "inbox:write"),
    ("post", "/unreachable", {}, "inbox:write"),
    ("post", "/declined", {"reason": "full"}, "inbox:write"),
    ("post", "/closed", {"outcome": "helped"}, "inbox:write"),
    ("post", "/corrected", {}, "inbox:write"),
    ("post", "/redirected", {"offer": "reims-1"}, "inbox:write"),
    ("put", "/holder", {"professional": 1}, "inbox:write"),
    ("post", "/notes", {"text": "Rappeler jeudi"}, "inbox:write"),
]
READINGS = ["key", "team", "requests", "erased?since=2026-01-01T00:00:00Z"]


def sentence(response):
    [[told]] = response.json()["errors"].values()
    return told


class TestWhoEnters:
    @pytest.mark.parametrize("header", ["", "Bearer ", "Basic x", "Bearer boussole_x", "x" * 5000])
    def test_without_a_key_that_opens_it_is_401_with_a_sentence(self, client_for, asked, header):
        client, before = client_for("national"), RequestEvent.objects.count()
        paths = [("get", path) for path in READINGS]
        paths += [("get", f"requests/{asked.reference}")]
        paths += [(send, f"requests/{asked.reference}{path}") for send, path, *_ in STEPS]
        for send_, path in paths:
            response = getattr(client, send_)(
                f"/api/v1/inbox/{path}", headers={"authorization": header}
            )
            assert response.status_code == 401, path
            assert response["WWW-Authenticate"] == "Bearer"
            assert len(sentence(response)) > 20
        assert RequestEvent.objects.count() == before

    def test_an_expired_or_revoked_key_is_401(self, software, made, karim):
        expired, revoked = made(), made()
        InboxKey.objects.filter(pk=expired.key.pk).update(expires_at=MONDAY)
        revoke_key(key=revoked.key, by=karim, now=MONDAY)
        for new in (expired, revoked):
            assert software(secret=new.secret).get("requests").status_code == 401

    def test_a_signed_in_browser_is_nobody_here(self, client_for, person):
        client = client_for("national")
        client.force_login(person("national"))
        assert client.get("/api/v1/inbox/requests").status_code == 401

    @pytest.mark.parametrize("site", ["reims", "lyon"])
    def test_a_territory_s_host_has_no_inbox(self, software, asked, site):
        caller, before = software(site=site), RequestEvent.objects.count()
        for path in READINGS:
            assert caller.get(path).status_code == 404
        for send_, path, body, _scope in STEPS:
            path = f"requests/{asked.reference}{path}"
            assert caller.post(path, body, send=send_).status_code == 404
        assert RequestEvent.objects.count() == before

    def test_a_scope_that_is_missing_is_403_and_is_named(self, software, asked):
        for scope in KeyScope.values:
            others = [one for one in KeyScope.values if one != scope]
            caller, before = software(*others), RequestEvent.objects.count()
            if scope == "inbox:read":
                refused = [caller.get(path) for path in READINGS]
            else:
                refused = [
                    caller.post(f"requests/{asked.reference}{path}", body, send=send_)
                    for send_, path, body, needed in STEPS
                    if needed == scope
                ]
            for response in refused:
                assert response.status_code == 403
                assert scope in sentence(response)
            assert RequestEvent.objects.count() == before

    def test_somebody_else_s_request_does_not_exist(self, software, asked, elsewhere):
        caller, before = software(), RequestEvent.objects.count()
        for reference in (elsewhere.reference, "XXX-XXX", "x", "%00", "a b"):
            assert caller.get(f"requests/{reference}").status_code == 404
            for send_, path, body, _scope in STEPS:
                response = caller.post(f"requests/{reference}{path}", body, send=send_)
                assert response.status_code == 404, path
        assert RequestEvent.objects.count() == before
        listed = caller.get("requests").json()
        assert [one["reference"] for one in listed["results"]] == [asked.reference]

    def test_an_erased_request_is_seen_by_nobody_and_told_as_erased(
        self, software, asked, elsewhere
    ):
        caller = software()
        erase_request(request=asked, now=MONDAY)
        erase_request(request=elsewhere, now=MONDAY)
        assert caller.get(f"requests/{asked.reference}").status_code == 404
        assert caller.get("requests").json()["count"] == 0
        told = caller.get("erased", since=MONDAY.isoformat()).json()
        assert [one["reference"] for one in told["results"]] == [asked.reference]
        later = (MONDAY + timedelta(seconds=1)).isoformat()
        assert caller.get("erased", since=later).json()["count"] == 0
        assert caller.get("erased").status_code == 400

    def test_a_key_has_a_rate_of_its_own(self, software, monkeypatch):
        from portal.api.inbox.keys import InboxRate

        monkeypatch.setattr(InboxRate, "rate", "3/min")
        caller = software()
        answers = [caller.get("key") for _turn in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert int(answers[-1]["Retry-After"]) > 0
        assert "clé" in sentence(answers[-1])
        assert software().get("key").status_code == 200

    def test_contacts_have_a_lower_rate(self, software, asked, monkeypatch):
        from portal.api.inbox.keys import RevealRate

        monkeypatch.setattr(RevealRate, "rate", "1/hour")
        caller = software()
        path = f"requests/{asked.reference}/reveal"
        assert [caller.post(path).status_code for _turn in range(2)] == [200, 429]
        assert caller.get("key").status_code == 200
        assert asked.events.filter(kind="revealed").count() == 1

    def test_a_key_says_what_it_opens_and_when_it_was_used(self, software, team):
        told = software("inbox:read").get("key").json()
        assert told["organisation"] == {"id": team.pk, "name": "Toits partagés"}
        assert told["scopes"] == ["inbox:read"]
        assert InboxKey.objects.get().last_used_at == MONDAY

    def test_nothing_of_it_is_kept_by_a_cache(self, software):
        assert software().get("requests")["Cache-Control"] == "no-store"


class TestReading:
    def test_tabs_are_counted_exactly_whatever_is_listed(self, software, reims, team, karim, asked):
        offer = make_offer(reims, organisation=team, professional=karim, delay_days=1)
        others = [send(offer, contact=f"{number}@example.invalid").request for number in range(3)]
        mark_contacted(request=others[0], now=MONDAY)
        decline(request=others[1], reason="full", now=MONDAY)
        with time_machine.travel(MONDAY + timedelta(days=2)):
            answer = software().get("requests", tab="late", page_size=1).json()
        assert answer["counts"] == {"to_do": 3, "late": 1, "this_week": 1, "all": 4}
        assert (answer["count"], len(answer["results"])) == (1, 1)
        assert answer["results"][0]["late"]

    def test_a_row_has_no_contact_and_says_what_it_may_become(self, software, asked):
        response = software("inbox:read").get("requests")
        [row] = response.json()["results"]
        assert row["masked_contact"]
        assert "9981234" not in response.content.decode()
        assert row["steps"] == ["contacted", "unreachable", "declined", "redirected"]
        assert row["commune"] == {"code": "51454", "name": "Reims"}
        assert row["territory"] == "reims"

    def test_a_search_and_filters_narrow_list_and_counts(self, software, reims, team, karim, asked):
        ines = make_professional(team, first_name="Ines")
        offer = make_offer(reims, organisation=team, professional=ines, title="Un garant")
        other = send(offer, contact=EMAIL).request
        for query in (
            {"q": other.reference.lower()},
            {"q": "garant"},
            {"holder": ines.pk},
            {"status": "new", "q": "garant"},
        ):
            answer = software().get("requests", **query).json()
            assert [one["reference"] for one in answer["results"]] == [other.reference], query
            assert answer["counts"]["all"] == 1
        assert software().get("requests", territory="lyon").json()["count"] == 0
        assert software().get("requests", territory="reims").json()["count"] == 2

    def test_what_changed_since_is_listed_the_oldest_change_first(
        self, software, reims, team, karim, asked
    ):
        offer = make_offer(reims, organisation=team, professional=karim)
        other = send(offer, contact=EMAIL).request
        later = MONDAY + timedelta(hours=1)
        write_note(request=asked, text="Rappeler", by=karim, now=later + timedelta(minutes=1))
        mark_contacted(request=other, now=later)
        answer = software().get("requests", updated_since=later.isoformat()).json()
        assert [one["reference"] for one in answer["results"]] == [
            other.reference,
            asked.reference,
        ]
        assert answer["results"][0]["updated_at"].startswith("2026-11-23T14:12")
        last = later + timedelta(minutes=2)
        assert software().get("requests", updated_since=last.isoformat()).json()["count"] == 0

    def test_one_request_has_its_events_and_the_notes_of_the_team(self, software, asked, karim):
        write_note(request=asked, text="Rappeler jeudi", by=karim, now=MONDAY)
        told = software("inbox:read").get(f"requests/{asked.reference}").json()
        assert told["message"] == "Je dors chez une amie"
        assert [one["kind"] for one in told["events"]] == ["sent", "noted"]
        assert told["events"][1]["by"] == {"kind": "person", "name": "Karim"}
        assert [one["text"] for one in told["notes"]] == ["Rappeler jeudi"]
        assert not told["correctable"]
        assert PHONE not in str(told)

    def test_a_team_says_who_is_away(self, software, karim, team):
        karim.absences.create(starts_on="2026-11-20", ends_on="2026-11-27")
        make_professional(team, first_name="Parti", active=False)
        [told] = software().get("team").json()["results"]
        assert told == {
            "id": karim.pk,
            "name": "Karim",
            "is_lead": True,
            "away_until": "2026-11-27",
        }

    def test_a_list_costs_the_same_however_long(
        self, software, reims, team, karim, django_assert_num_queries
    ):
        offer = make_offer(reims, organisation=team, professional=karim)
        for number in range(8):
            send(offer, contact=f"{number}@example.invalid")
        caller = software()
        caller.get("requests")
        # The search path; the key, the counts, the page.
        with django_assert_num_queries(4):
            assert len(caller.get("requests").json()["results"]) == 8
        reference = ContactRequest.objects.first().reference
        # The request, its events, its notes, whether the last step can be taken back.
        with django_assert_num_queries(6):
            caller.get(f"requests/{reference}")

    @pytest.mark.parametrize(
        "query",
        [
            {"tab": "mine"},
            {"tab": "x"},
            {"page": "0"},
            {"page_size": "101"},
            {"holder": "x"},
            {"status": "x"},
            {"updated_since": "yesterday"},
        ],
    )
    def test_bad_questions_are_refused_by_field(self, software, query):
        response = software().get("requests", **query)
        assert response.status_code == 400
        assert list(response.json()["errors"]) == list(query)


class TestHandling:
    def go(self, software, asked, path, body=None, send_="post"):
        return software().post(f"requests/{asked.reference}/{path}", body, send=send_)

    def test_a_contact_is_shown_and_the_showing_is_on_record(self, software, asked):
        response = self.go(software, asked, "reveal")
        assert response.json()["value"] == PHONE
        event = asked.events.last()
        assert (event.kind, event.professional, event.key.name) == ("revealed", None, "I-milo")

    @pytest.mark.parametrize(
        ("path", "body", "status", "detail"),
        [
            ("contacted", {"means": "phone"}, "contacted", "phone"),
            ("unreachable", {}, "unreachable", ""),
            ("declined", {"reason": "full"}, "declined", "full"),
        ],
    )
    def test_a_step_is_done_in_the_name_of_the_software_and_once(
        self, software, asked, path, body, status, detail
    ):
        first = self.go(software, asked, path, body)
        assert (first.status_code, first.json()["status"]) == (200, status)
        event = asked.events.last()
        assert (event.actor, event.professional, event.detail) == ("professional", None, detail)
        assert event.key.name == "I-milo"
        told = first.json()["events"][-1]
        assert told["by"] == {"kind": "software", "name": "I-milo"}
        again = self.go(software, asked, path, body)
        assert again.json()["events"] == first.json()["events"]

    def test_a_request_is_closed_and_the_last_step_taken_back(self, software, asked):
        self.go(software, asked, "contacted")
        closed = self.go(software, asked, "closed", {"outcome": "helped"}).json()
        assert (closed["status"], closed["outcome"]) == ("closed", "helped")
        assert closed["correctable"]
        assert self.go(software, asked, "corrected").json()["status"] == "contacted"
        assert self.go(software, asked, "corrected").status_code == 409

    @pytest.mark.parametrize(
        ("path", "body"), [("closed", {"outcome": "helped"}), ("corrected", {})]
    )
    def test_a_step_that_may_not_be_is_409_with_a_sentence(self, software, asked, path, body):
        before = asked.events.count()
        response = self.go(software, asked, path, body)
        assert response.status_code == 409
        assert list(response.json()["errors"]) == ["request"]
        assert asked.events.count() == before

    @pytest.mark.parametrize(
        ("path", "body", "field"),
        [
            ("contacted", {"means": "pigeon"}, "means"),
            ("declined", {}, "reason"),
            ("closed", {"outcome": "x"}, "outcome"),
            ("notes", {"text": " "}, "text"),
            ("notes", {"text": "x" * 1001}, "text"),
            ("redirected", {"offer": ""}, "offer"),
            ("redirected", {"offer": "reims-1", "line": "x" * 301}, "line"),
        ],
    )
    def test_bad_input_is_refused_by_field(self, software, asked, path, body, field):
        response = self.go(software, asked, path, body)
        assert response.status_code == 400
        assert list(response.json()["errors"]) == [field]

    def test_it_is_put_in_the_hands_of_a_colleague(self, software, asked, team):
        ines = make_professional(team, first_name="Ines")
        alerts = Message.objects.filter(kind="alert")
        before = alerts.count()
        taken = self.go(software, asked, "holder", {"professional": ines.pk, "tell": False}, "put")
        assert taken.json()["holder"] == {"id": ines.pk, "name": "Ines"}
        assert alerts.count() == before
        nora = make_professional(team, first_name="Nora")
        self.go(software, asked, "holder", {"professional": nora.pk}, "put")
        assert alerts.count() == before + 1

    def test_nobody_of_another_team_can_hold_it(self, software, asked, elsewhere):
        stranger = elsewhere.holder
        assert stranger
        response = self.go(software, asked, "holder", {"professional": stranger.pk}, "put")
        assert response.status_code == 404
        assert list(response.json()["errors"]) == ["professional"]

    def test_a_note_is_left_for_the_team(self, software, asked):
        response = self.go(software, asked, "notes", {"text": "Rappeler jeudi"})
        assert response.status_code == 201
        [note] = response.json()["notes"]
        assert note["by"] == {"kind": "software", "name": "I-milo"}
        assert note["text"] == "Rappeler jeudi"

    def test_it_is_redirected_to_another_organisation(self, software, asked, elsewhere, lyon):
        other = make_offer(lyon, organisation=elsewhere.organisation, title="Un garant")
        response = self.go(software, asked, "redirected", {"offer": other.key, "line": "Pour vous"})
        assert response.status_code == 201
        child = ContactRequest.objects.get(reference=response.json()["reference"])
        assert (child.parent, child.line) == (asked, "Pour vous")
        assert child.events.first().key.name == "I-milo"
        # It is theirs from now on.
        assert software().get(f"requests/{child.reference}").status_code == 404
        assert self.go(software, asked, "redirected", {"offer": other.key}).status_code == 409
        assert self.go(software, asked, "redirected", {"offer": "lyon-0"}).status_code == 404

    def test_professionals_read_that_their_software_did_it(
        self, software, asked, karim, client_for, person
    ):
        self.go(software, asked, "contacted", {"means": "phone"})
        self.go(software, asked, "notes", {"text": "Rappeler jeudi"})
        karim.user = person(None, email=karim.email)
        karim.save()
        client = client_for("national")
        client.force_login(karim.user)
        page = client.get(f"/pro/demande/{asked.reference}/").content.decode()
        assert "Par votre logiciel «\u00a0I-milo\u00a0»." in page
        assert "<b>I-milo</b>" in page
