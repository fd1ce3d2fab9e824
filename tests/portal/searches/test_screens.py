"""What visitors typed and did not find, on the screens of a territory and of the country."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_tenants.utils import tenant_context

from search.answers import decide_proposal
from search.models import SearchedWords, SynonymProposal, WordsAnswer
from tests.offers.conftest import make_offer  # noqa: F401

TYPED, MISSING = "searches_typed", "searches_missing"


@pytest.fixture
def read():
    def get(client, name, **query):
        return client.get(reverse(name), query).content.decode()

    return get


@pytest.fixture
def animator(lyon, sign_in, searched):
    searched(lyon, "velo pliant")
    return sign_in("animator", lyon)


@pytest.fixture
def send(animator, lyon):
    def post(name, /, *args, **data):
        response = animator.post(reverse(name, args=args), data, follow=True)
        connection.set_tenant(lyon)
        return response.content.decode()

    return post


@pytest.mark.parametrize("role", ["editor", "animator"])
def test_who_edits_a_territory_reads_what_is_typed_there(lyon, sign_in, searched, read, role):
    searched(lyon, "vélo pliant", found=True)
    searched(lyon, "taf")
    client = sign_in(role, lyon)
    html = read(client, TYPED)
    assert "velo pliant" in html
    assert "taf" in html
    assert "/recherche/?q=velo%20pliant" in html
    html = read(client, MISSING)
    assert "velo pliant" not in html
    assert "taf" in html


@pytest.mark.parametrize("name", [TYPED, MISSING])
def test_words_of_four_visitors_are_shown_nowhere(lyon, national, sign_in, person, client_for,
                                                  searched, read, name):  # fmt: skip
    searched(lyon, "velo pliant", visitors=4)
    country = client_for(national)
    country.force_login(person("national"))
    for client in (sign_in("animator", lyon), country):
        assert "velo pliant" not in read(client, name)


def test_an_editor_reads_and_answers_nothing(lyon, sign_in, searched, read):
    searched(lyon, "velo pliant")
    client = sign_in("editor", lyon)
    assert reverse("searches_answer") not in read(client, MISSING)
    client.post(reverse("searches_answer"), {"words": "velo pliant", "kind": "done"})
    assert not WordsAnswer.objects.exists()


@pytest.mark.parametrize("name", [TYPED, MISSING])
def test_the_neighbour_reads_nothing_of_it(reims, lyon, sign_in, searched, read, name):
    searched(lyon, "velo pliant")
    for role in ("editor", "animator"):
        assert "velo pliant" not in read(sign_in(role, reims), name)


@pytest.mark.parametrize("name", [TYPED, MISSING])
def test_who_has_no_role_has_no_screen(lyon, client_for, person, searched, read, name):
    searched(lyon, "velo pliant")
    client = client_for(lyon)
    assert client.get(reverse(name)).status_code == 302
    client.force_login(person(None))
    assert client.get(reverse(name)).status_code == 302
    assert "velo pliant" not in read(client, name)


def test_a_national_admin_reads_the_whole_country(
    national, reims, lyon, client_for, person, searched, read
):
    searched(lyon, "velo pliant")
    searched(reims, "trottinette")
    client = client_for(national)
    client.force_login(person("national"))
    for name in (TYPED, MISSING):
        html = read(client, name)
        assert "velo pliant" in html
        assert "trottinette" in html


def test_the_menu_leads_to_both_lists(lyon, sign_in):
    html = sign_in("editor", lyon).get("/admin/").content.decode()
    assert reverse(TYPED) in html
    assert reverse(MISSING) in html


def test_empty_lists_say_so(lyon, sign_in, read):
    client = sign_in("animator", lyon)
    assert "Rien à afficher" in read(client, TYPED)
    assert "Rien à regarder" in read(client, MISSING)
    assert "Rien n’a encore été regardé" in read(client, MISSING, show="seen")


@pytest.mark.parametrize("kind", ["planned", "done", "off_topic"])
def test_an_animator_answers_with_a_note_and_a_person(animator, send, read, lyon, person, kind):
    who = person("editor", lyon, email="ed@example.invalid")
    send("searches_answer", words="velo pliant", kind=kind, person=who.pk, note="Avec l’atelier")
    answer = WordsAnswer.objects.get()
    assert (answer.kind, answer.person, answer.territory) == (kind, who, lyon)
    assert answer.answered_by.email == "animator.lyon@example.invalid"
    assert "velo pliant" not in read(animator, MISSING)
    html = read(animator, MISSING, show="seen")
    assert "Avec l’atelier" in html
    assert "ed@example.invalid" in html


def test_an_answer_is_taken_back_and_stays_in_the_history(animator, send, read):
    send("searches_answer", words="velo pliant", kind="off_topic", note="Une erreur")
    send("searches_undo", WordsAnswer.objects.get().pk)
    html = read(animator, MISSING)
    assert "Une erreur" in html
    assert "retiré le" in html
    assert WordsAnswer.objects.get().undone_by.email == "animator.lyon@example.invalid"


@pytest.mark.parametrize(
    ("kind", "comes_back"), [("done", True), ("planned", True), ("off_topic", False)]
)
def test_what_is_still_not_found_the_week_after_comes_back(animator, send, read, kind, comes_back):
    send("searches_answer", words="velo pliant", kind=kind)
    WordsAnswer.objects.update(answered_at=timezone.now() - timedelta(days=8))
    assert ("velo pliant" in read(animator, MISSING)) == comes_back


@pytest.mark.parametrize(
    "data",
    [
        {"words": "mots de personne", "kind": "done"},
        {"words": "velo pliant", "kind": "synonym"},
        {"words": "velo pliant", "kind": ""},
        {"words": "velo pliant", "kind": "done", "note": "x" * 301},
        {"kind": "done"},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(send, data):
    assert "messages" in send("searches_answer", **data)
    assert not WordsAnswer.objects.exists()


def test_somebody_of_another_team_cannot_be_put_in_charge(send, reims, person):
    stranger = person("editor", reims)
    send("searches_answer", words="velo pliant", kind="planned", person=stranger.pk)
    assert not WordsAnswer.objects.exists()


def test_an_answer_of_the_neighbour_is_not_taken_back_from_here(
    lyon, reims, send, sign_in, searched
):
    send("searches_answer", words="velo pliant", kind="done")
    answer = WordsAnswer.objects.get()
    client = sign_in("animator", reims)
    assert client.post(reverse("searches_undo", args=[answer.pk])).status_code == 404
    answer.refresh_from_db()
    assert answer.undone_at is None


def test_a_synonym_is_proposed_to_the_national_level_and_taken_back(send, lyon):
    send("searches_propose", words="velo pliant", meaning="  mobilité   douce ")
    proposal = SynonymProposal.objects.waiting().get()
    assert (proposal.words, proposal.meaning) == ("velo pliant", "mobilité douce")
    assert proposal.territory == lyon
    assert WordsAnswer.objects.get().kind == "synonym"
    send("searches_undo", WordsAnswer.objects.get().pk)
    assert not SynonymProposal.objects.exists()


def test_the_same_synonym_is_not_proposed_twice(send):
    for _time in range(2):
        send("searches_propose", words="velo pliant", meaning="mobilité")
    assert SynonymProposal.objects.count() == WordsAnswer.objects.count() == 1


def test_a_synonym_that_is_decided_is_no_longer_taken_back(send, person, lyon):
    send("searches_propose", words="velo pliant", meaning="mobilité")
    decide_proposal(
        proposal=SynonymProposal.objects.get(),
        accepted=True,
        by=person("national"),
        now=timezone.now(),
    )
    assert "déjà décidé" in send("searches_undo", WordsAnswer.objects.get().pk)
    assert not SynonymProposal.objects.waiting().exists()
    assert WordsAnswer.objects.get().undone_at is None


def test_an_offer_is_begun_with_the_words_for_its_title(animator, lyon, theme_page):
    with tenant_context(lyon):
        theme = theme_page("health")
    response = animator.get(reverse("searches_offer"), {"words": "velo pliant", "theme": theme.pk})
    assert 'value="Velo pliant"' in response.content.decode()


def test_without_a_theme_no_offer_is_begun(animator):
    response = animator.get(reverse("searches_offer"), {"words": "velo pliant"})
    assert response.url == reverse(MISSING)


@pytest.mark.parametrize("name", [TYPED, MISSING])
def test_a_list_costs_as_many_queries_for_one_wording_as_for_thirty(
    lyon, sign_in, searched, read, name, django_assert_max_num_queries
):
    client = sign_in("animator", lyon)
    searched(lyon, "mot 0")
    read(client, name)
    with django_assert_max_num_queries(40) as first:
        read(client, name)
    for number in range(1, 30):
        searched(lyon, f"mot {number}")
    with django_assert_max_num_queries(len(first)):
        read(client, name)


def test_long_lists_have_pages(lyon, sign_in, searched, read):
    for number in range(51):
        searched(lyon, f"mot {number}")
    client = sign_in("animator", lyon)
    assert SearchedWords.objects.filter(territory=lyon).count() == 51
    for name in (TYPED, MISSING):
        assert "?p=2" in read(client, name)
        assert "Page 2" in read(client, name, p="2")
