"""The requests of all one's organisations in one list: seen by them, and by nobody else."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from contacts.models import ContactRequest, Professional
from contacts.services import close, erase_request, mark_contacted
from tests.contacts.factories import MONDAY, make_offer, make_professional, send
from tests.portal.pro.conftest import text_of

NUMBER = "06\u00a039\u00a098\u00a012\u00a034"


def counts_of(client, query=""):
    """{tab: the number that it shows}."""
    tabs = client.get(f"/pro/{query}").context["tabs"]
    return {choice.tab.value: choice.count for choice in tabs}


def listed(client, query=""):
    return [line.asked.reference for line in client.get(f"/pro/{query}").context["lines"]]


def status_of(asked):
    return ContactRequest.objects.values_list("status", flat=True).get(pk=asked.pk)


def test_one_person_finds_the_requests_of_both_organisations(signed_in, samira, in_reims, in_lyon):
    page = text_of(signed_in(samira).get("/pro/"))
    for fact in (
        in_reims.reference,
        in_lyon.reference,
        "Grand Reims",
        "Métropole de Lyon",
        "Il reste 3\u00a0jours",
        "Un garant à Lyon",
        "Entre les mains de Samira",
        "06\u00a039\u00a098\u00a0••\u00a0••",
    ):
        assert fact in page, fact
    assert NUMBER not in page
    assert "lea@example.invalid" not in page


def test_what_another_organisation_was_asked_is_nowhere(signed_in, samira, in_reims, elsewhere):
    client = signed_in(samira)
    for query in ("", "?tab=all", f"?tab=all&q={elsewhere.reference}", "?tab=all&q=Ailleurs"):
        assert elsewhere.reference not in listed(client, query)
        assert "Lot Logement" not in text_of(client.get(f"/pro/{query}"))
    path = f"/pro/demande/{elsewhere.reference}/"
    for response in (client.get(path), client.post(path, {"action": "reveal"})):
        assert response.status_code == 404
    client.post(path, {"action": "take"})
    assert (status_of(elsewhere), elsewhere.events.count()) == ("new", 1)


@pytest.mark.parametrize("role", ["national", "animator", "editor", None])
def test_no_role_opens_the_inbox_without_work_in_an_organisation(
    signed_in, person, reims, in_reims, role
):
    client = signed_in(person(role, reims))
    path = f"/pro/demande/{in_reims.reference}/"
    answers = [client.get("/pro/"), client.get("/pro/equipe/"), client.get(path)]
    answers += [client.post(path, {"action": "reveal"}), client.post("/pro/export/")]
    for response in answers:
        assert response.status_code == 403
        assert in_reims.reference not in text_of(response).replace(path, "")
    assert not in_reims.events.exclude(kind="sent").exists()


def test_who_has_left_an_organisation_sees_its_requests_no_more(
    signed_in, samira, in_reims, in_lyon
):
    Professional.objects.filter(pk=samira.pk).update(active=False)
    client = signed_in(samira)
    assert listed(client) == [in_lyon.reference]
    assert client.get(f"/pro/demande/{in_reims.reference}/").status_code == 404


def test_an_account_that_was_closed_sees_nothing(client_for, national, samira, in_reims):
    client = client_for(national)
    client.force_login(samira.user)
    samira.user.is_active = False
    samira.user.save()
    assert client.get("/pro/").status_code == 302
    assert not ContactRequest.objects.seen_by(samira.user).exists()


def test_without_an_account_one_is_asked_to_sign_in_and_comes_back(client_for, national, in_reims):
    client = client_for(national)
    response = client.get(f"/pro/demande/{in_reims.reference}/")
    assert response.url == f"/pro/connexion/?next=/pro/demande/{in_reims.reference}/"


@pytest.mark.parametrize("site", ["reims", "lyon", "lot"])
def test_the_pages_are_on_the_national_site_alone(client_for, samira, in_reims, site):
    client = client_for(site)
    client.force_login(samira.user)
    assert client.get("/pro/").url == "http://portail.localhost/pro/"
    path = f"/pro/demande/{in_reims.reference}/"
    assert client.get(path).url == f"http://portail.localhost{path}"
    assert client.post(path, {"action": "contacted"}).status_code == 404
    assert client.post("/pro/export/", {"format": "csv"}).status_code == 404
    assert status_of(in_reims) == "new"


def test_the_pages_are_kept_by_no_cache_and_found_by_no_engine(signed_in, samira, in_reims):
    client = signed_in(samira)
    for path in ("/pro/", f"/pro/demande/{in_reims.reference}/", "/pro/equipe/"):
        response = client.get(path)
        assert response["Cache-Control"] == "no-store"
        assert "noindex" in response["X-Robots-Tag"]


def test_an_erased_request_is_in_no_list(signed_in, samira, in_reims, in_lyon):
    erase_request(request=in_reims, now=MONDAY)
    client = signed_in(samira)
    assert listed(client, "?tab=all") == [in_lyon.reference]
    assert counts_of(client)["all"] == 1
    assert client.get(f"/pro/demande/{in_reims.reference}/").status_code == 404


def test_each_tab_counts_exactly_what_it_lists(signed_in, samira, karim, reims, in_reims, in_lyon):
    offer = make_offer(reims, organisation=samira.organisation, professional=karim)
    for number in range(4):
        send(offer, contact=f"j{number}@example.invalid", now=MONDAY - timedelta(days=number * 3))
    done = ContactRequest.objects.get(due_on=min(one.due_on for one in _all()))
    close(request=mark_contacted(request=done, now=MONDAY), outcome="helped", now=MONDAY)
    client = signed_in(samira)
    counts = counts_of(client)
    for tab, count in counts.items():
        assert len(listed(client, f"?tab={tab}")) == count, tab
    assert counts == {"to_do": 5, "late": 1, "this_week": 3, "mine": 2, "all": 6}


def _all():
    return ContactRequest.objects.all()


@pytest.mark.parametrize(
    ("moment", "tab"),
    [
        ("2026-11-26T22:59:00+00:00", "this_week"),  # 23:59 in Reims, the promised day
        ("2026-11-26T23:01:00+00:00", "late"),
    ],
)
def test_a_promise_is_late_when_its_day_is_over_there(signed_in, samira, in_reims, moment, tab):
    client = signed_in(samira)
    with time_machine.travel(moment, tick=False):
        client.force_login(samira.user)
        assert listed(client, f"?tab={tab}") == [in_reims.reference]


def test_the_most_pressing_comes_first_and_who_was_reached_last(
    signed_in, samira, in_reims, in_lyon
):
    client = signed_in(samira)
    assert listed(client) == [in_reims.reference, in_lyon.reference]
    mark_contacted(request=in_reims, now=MONDAY)
    assert listed(client) == [in_lyon.reference, in_reims.reference]


@pytest.mark.parametrize("words", ["garant", "GARANT À", "Lyon 3e", "  un   garant "])
def test_it_is_searched_by_offer_and_by_commune(signed_in, samira, in_reims, in_lyon, words):
    assert listed(signed_in(samira), f"?q={words}") == [in_lyon.reference]


def test_it_is_searched_by_reference_as_one_reads_it_on_the_phone(
    signed_in, samira, in_reims, in_lyon
):
    typed = in_lyon.reference.lower().replace("-", " ")
    client = signed_in(samira)
    assert listed(client, f"?q={typed}") == [in_lyon.reference]
    assert counts_of(client, f"?q={typed}")["all"] == 1


def test_signs_of_a_pattern_are_only_signs(signed_in, samira, in_reims):
    assert listed(signed_in(samira), "?q=%25") == listed(signed_in(samira), "?q=_") == []


def test_it_is_filtered_by_organisation_and_by_territory(
    signed_in, samira, in_reims, in_lyon, keys, reims
):
    client = signed_in(samira)
    assert listed(client, f"?organisation={keys.pk}") == [in_lyon.reference]
    assert listed(client, f"?territory={reims.pk}") == [in_reims.reference]
    assert listed(client, f"?organisation={keys.pk}&territory={reims.pk}") == []
    page = text_of(client.get(f"/pro/?organisation={keys.pk}&territory={reims.pk}"))
    assert "Rien ne correspond" in page


def test_an_empty_inbox_says_so(signed_in, samira):
    assert "Personne n’attend ici" in text_of(signed_in(samira).get("/pro/"))


@pytest.mark.parametrize(
    "query",
    ["?tab=x", "?organisation=999999", "?territory=x", "?q=%00", f"?q={'a' * 101}"],
)
def test_a_list_that_does_not_exist_is_answered_with_a_sentence(
    signed_in, samira, in_reims, elsewhere, query
):
    for asked in (query, query.replace("999999", str(elsewhere.organisation_id))):
        response = signed_in(samira).get(f"/pro/{asked}")
        assert response.status_code == 400
        assert 'role="alert"' in text_of(response)


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "%00"])
def test_a_page_that_does_not_exist_shows_one_that_does(signed_in, samira, in_reims, page):
    assert listed(signed_in(samira), f"?p={page}") == [in_reims.reference]


def test_a_long_list_has_pages_and_asks_the_database_no_more(
    signed_in, samira, in_reims, in_lyon, django_assert_num_queries
):
    client = signed_in(samira)
    client.get("/pro/")
    # Session, account, second proof, rows; territories of the filter; counts; list.
    with django_assert_num_queries(QUERIES):
        client.get("/pro/")
    for number in range(30):
        send(in_reims.offer, contact=f"j{number}@example.invalid")
    with django_assert_num_queries(QUERIES):
        response = client.get("/pro/?tab=to_do")
    assert len(response.context["lines"]) == 25
    assert "?tab=to_do&amp;p=2" in text_of(response)
    assert len(listed(client, "?p=2")) == 7


QUERIES = 10


def test_a_request_opens_as_its_link_does_and_each_step_works(signed_in, samira, in_reims):
    client, path = signed_in(samira), f"/pro/demande/{in_reims.reference}/"
    page = text_of(client.get(path))
    assert "jeudi 26\u00a0novembre" in page
    assert NUMBER not in page
    assert NUMBER in text_of(client.post(path, {"action": "reveal"}))
    assert client.post(path, {"action": "contacted"}).url == path
    assert client.post(path, {"action": "close"}).status_code == 400
    client.post(path, {"action": "close", "outcome": "helped"})
    assert status_of(in_reims) == "closed"
    by = in_reims.events.exclude(kind="sent").values_list("professional", flat=True)
    assert set(by) == {samira.pk}


def test_a_request_asks_the_database_for_little(
    signed_in, samira, karim, in_reims, django_assert_max_num_queries
):
    client, path = signed_in(samira), f"/pro/demande/{in_reims.reference}/"
    client.get(path)
    for number in range(5):
        make_professional(samira.organisation, first_name=f"Prénom {number}")
        client.post(path, {"action": "note", "note": f"Note {number}"})
    with django_assert_max_num_queries(14):
        client.get(path)


def test_opening_changes_nothing(signed_in, samira, in_reims):
    before = list(ContactRequest.objects.values())
    client, path = signed_in(samira), f"/pro/demande/{in_reims.reference}/"
    for read in (client.get, client.head):
        assert read(path).status_code == 200
        assert read("/pro/").status_code == 200
    assert client.get("/pro/plusieurs/").status_code == 405
    assert client.get("/pro/export/").status_code == 405
    assert list(ContactRequest.objects.values()) == before
    assert in_reims.events.count() == 1


def test_who_works_twice_acts_under_the_name_of_the_right_organisation(
    signed_in, samira, in_lyon, keys
):
    signed_in(samira).post(f"/pro/demande/{in_lyon.reference}/", {"action": "contacted"})
    assert in_lyon.events.last().professional == keys.professionals.get()


def test_a_request_is_taken_and_handed_over_with_a_letter(signed_in, samira, karim, in_reims):
    path = f"/pro/demande/{in_reims.reference}/"
    assert "La prendre en main" in text_of(signed_in(karim).get(path))
    signed_in(karim).post(path, {"action": "take"})
    in_reims.refresh_from_db()
    assert in_reims.holder == karim
    assert listed(signed_in(karim), "?tab=mine") == [in_reims.reference]
    assert "Elle est entre vos mains" in text_of(signed_in(karim).get(path))
    signed_in(karim).post(path, {"action": "hand_over", "colleague": samira.pk})
    in_reims.refresh_from_db()
    assert in_reims.holder == samira
    assert in_reims.messages.filter(kind="alert").count() == 2


@pytest.mark.parametrize("colleague", ["", "x", "999999", "stranger"])
def test_it_is_handed_over_to_nobody_else(signed_in, samira, elsewhere, in_reims, colleague):
    if colleague == "stranger":
        colleague = elsewhere.holder_id
    path = f"/pro/demande/{in_reims.reference}/"
    data = {"action": "hand_over", "colleague": colleague}
    response = signed_in(samira).post(path, data)
    assert response.status_code == 400
    assert "Ines" not in text_of(response)
    in_reims.refresh_from_db()
    assert in_reims.holder == samira


def test_colleagues_read_notes_and_the_young_person_does_not(
    signed_in, client_for, samira, karim, in_reims
):
    path = f"/pro/demande/{in_reims.reference}/"
    note = "Rappeler <b>jeudi</b> après 17 h"
    assert signed_in(samira).post(path, {"action": "note", "note": note}).url == path
    page = text_of(signed_in(karim).get(path))
    assert "Rappeler &lt;b&gt;jeudi&lt;/b&gt;" in page
    young = client_for("reims").get(f"/suivi/{in_reims.follow_token}/")
    assert young.status_code == 200
    assert "Rappeler" not in text_of(young)
    answer = client_for("reims").get(f"/api/v1/contact-requests/{in_reims.follow_token}")
    assert "Rappeler" not in text_of(answer)


@pytest.mark.parametrize(("note", "status"), [("  ", 409), ("a" * 1001, 409), ("\0", 400)])
def test_a_note_that_says_nothing_or_too_much_is_refused_with_a_sentence(
    signed_in, samira, in_reims, note, status
):
    path = f"/pro/demande/{in_reims.reference}/"
    response = signed_in(samira).post(path, {"action": "note", "note": note})
    assert response.status_code == status
    assert 'role="alert"' in text_of(response)
    assert not in_reims.notes.exists()


def test_a_colleague_who_is_away_is_named_with_the_day(signed_in, samira, karim, in_reims):
    karim.absences.create(starts_on=MONDAY.date(), ends_on=MONDAY.date() + timedelta(days=4))
    page = text_of(signed_in(samira).get(f"/pro/demande/{in_reims.reference}/"))
    assert "absence jusqu’au vendredi 27\u00a0novembre" in page


def test_a_form_sent_from_another_site_is_refused(client_for, national, samira, in_reims):
    careful = client_for(national, enforce_csrf_checks=True)
    careful.force_login(samira.user)
    for path in (f"/pro/demande/{in_reims.reference}/", "/pro/plusieurs/", "/pro/export/"):
        assert careful.post(path, {"action": "contacted"}).status_code == 403
    assert status_of(in_reims) == "new"


def test_nobody_sees_nothing(in_reims):
    for nobody in (AnonymousUser(), None):
        assert not ContactRequest.objects.seen_by(nobody).exists()
