"""The hub of the teams: who enters, and what they do there."""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone
from django_tenants.utils import tenant_context

from portal.hub.models import CalendarAddress, Idea, Meeting, Post, Resource, Thread, Vote
from portal.hub.services import open_thread, propose_idea
from tenants.accounts.models import Mandate
from tenants.roles import set_role
from tests.contacts.factories import make_organisation, make_professional
from tests.portal.pro.test_markup import Page

NOW = timezone.now()


@pytest.fixture
def enter(national, client_for):
    """`enter(user)`: their browser on the national site."""

    def make(user):
        client = client_for(national)
        client.force_login(user)
        return client

    return make


@pytest.fixture
def people(person, reims, lyon):
    correspondent = person(None, email="correspondent@example.invalid")
    Mandate.objects.create(
        user=correspondent, role="region", zone="region:44", starts_on=NOW.date()
    )
    return {
        "animator": person("animator", reims),
        "editor": person("editor", lyon),
        "correspondent": correspondent,
        "national": person("national"),
    }


@pytest.fixture
def nobodies(person, reims, people):
    """A professional, an account without a role, and those who were on a team and are not."""
    professional = make_professional(make_organisation(reims))
    professional.user = person(None, email="pro@example.invalid")
    professional.save()
    past = person(None, email="past@example.invalid")
    yesterday = NOW.date() - timedelta(days=2)
    Mandate.objects.create(
        user=past, role="region", zone="region:44", starts_on=yesterday,
        ends_on=yesterday + timedelta(days=1),
    )  # fmt: skip
    left = person("animator", reims, email="left@example.invalid")
    with tenant_context(reims):
        set_role(user=left, role=None)
    return [professional.user, past, left]


@pytest.fixture
def everything(people):
    """One of each, so that each address has something to show."""
    by = people["animator"]
    thread = open_thread(title="Trouver des offres", text="Comment faites-vous ?", by=by, now=NOW)
    idea = Idea(kind="idea", title="Un export", text="En tableur.")
    propose_idea(idea=idea, by=by, now=NOW)
    resource = Resource.objects.create(
        subject="start", title="Guide", url="https://example.invalid/guide", added_at=NOW
    )
    meeting = Meeting.objects.create(
        kind="training", title="Écrire une offre, simplement", place="En ligne",
        starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=3, hours=1),
    )  # fmt: skip
    address = CalendarAddress.objects.create(user=by)
    return {
        "post": thread.posts.get(), "thread": thread, "idea": idea, "resource": resource,
        "meeting": meeting, "token": address.token,
    }  # fmt: skip


def addresses(everything):
    """{name: address} of each page of the hub, from the resolver itself."""
    found = {}
    hub = next(p for p in get_resolver().url_patterns[-1].url_patterns
               if getattr(p, "namespace", "") == "hub")  # fmt: skip
    for pattern in hub.url_patterns:
        route = str(pattern.pattern)
        args = []
        if "token" in route:
            args = [everything["token"]]
        elif "pk" in route:
            of = {"ressources": "resource", "echanges": "thread", "messages": "post",
                  "idees": "idea", "agenda": "meeting"}[route.partition("/")[0]]  # fmt: skip
            args = [everything[of].pk]
        found[pattern.name] = reverse(f"hub:{pattern.name}", args=args)
    return found


NATIONAL_ONLY = {
    "add_resource", "change_resource", "remove_resource", "answer_idea", "add_meeting",
    "change_meeting", "remove_meeting",
}  # fmt: skip
PRESSED = {
    "remove_resource", "remove_post", "bring_back_post", "vote", "remove_meeting", "new_address",
}  # fmt: skip


@pytest.mark.parametrize("role", ["animator", "editor", "correspondent", "national"])
def test_teams_enter_and_the_national_team_alone_keeps_house(enter, people, everything, role):
    client = enter(people[role])
    for name, address in addresses(everything).items():
        allowed = 405 if name in PRESSED else 200
        if name in NATIONAL_ONLY and role != "national":
            allowed = 404
        if name == "change_post" and role != "animator":
            allowed = 404
        assert client.get(address).status_code == allowed, name


def test_nobody_else_enters_reads_or_writes(
    enter, nobodies, everything, client_for, national, reims
):
    for user in nobodies:
        client = enter(user)
        for name, address in addresses(everything).items():
            if name != "calendar":
                assert client.get(address).status_code == 403, name
                assert client.post(address, {"text": "x"}).status_code == 403, name
    stranger = client_for(national)
    for name, address in addresses(everything).items():
        if name != "calendar":
            assert stranger.get(address).status_code == 302, name
            assert "/pro/connexion/" in stranger.post(address)["Location"], name
    # Elsewhere its address leads there, and nothing is received.
    elsewhere = client_for(reims)
    assert elsewhere.get(reverse("hub:home"))["Location"].endswith("localhost/reseau/")
    assert elsewhere.post(reverse("hub:add_thread")).status_code == 404
    assert (Post.objects.count(), Thread.objects.count()) == (1, 1)


def test_an_exchange_is_begun_answered_changed_and_carries_no_html(enter, people):
    client = enter(people["animator"])
    begin = reverse("hub:add_thread")
    refused = client.post(begin, {"title": "", "text": "Gardé"})
    assert refused.status_code == 400
    assert "Gardé" in refused.content.decode()
    client.post(
        begin, {"title": "<b>Idée</b>", "text": "<script>alert(1)</script> www.example.org"}
    )
    thread = Thread.objects.get()
    page = reverse("hub:thread", args=[thread.pk])
    shown = client.get(page).content.decode()
    assert "<script>alert" not in shown
    assert "<b>Idée" not in shown
    assert 'rel="nofollow"' in shown

    other = enter(people["editor"])
    assert other.post(page, {"text": ""}).status_code == 400
    other.post(page, {"text": "Ici, oui."})
    answer = thread.posts.last()
    mine = reverse("hub:change_post", args=[answer.pk])
    assert client.post(mine, {"text": "Volé"}).status_code == 404
    other.post(mine, {"text": "Ici, non."})
    assert "Ici, non." in client.get(page).content.decode()
    assert "modifié depuis" in client.get(page).content.decode()


def test_what_is_removed_is_no_longer_read_and_may_come_back(enter, people, everything):
    post, page = everything["post"], reverse("hub:thread", args=[everything["thread"].pk])
    remove = reverse("hub:remove_post", args=[post.pk])
    back = reverse("hub:bring_back_post", args=[post.pk])
    author, other, admin = (enter(people[one]) for one in ("animator", "editor", "national"))
    other.post(remove)
    assert "Comment faites-vous" in other.get(page).content.decode()
    admin.post(remove)
    assert author.get(page).status_code == 404
    assert "Comment faites-vous" in admin.get(page).content.decode()
    author.post(back)
    assert author.get(page).status_code == 404
    admin.post(back)
    assert "Comment faites-vous" in other.get(page).content.decode()
    author.post(remove)
    author.post(back)
    assert Post.objects.get().removed_at is None


def test_one_vote_each_which_is_taken_back_and_an_answer_is_told(enter, people, everything):
    idea = everything["idea"]
    give = reverse("hub:vote", args=[idea.pk])
    client, admin = enter(people["editor"]), enter(people["national"])
    client.post(give, {"wanted": "1"})
    client.post(give, {"wanted": "1"})
    assert Vote.objects.count() == 1
    assert "1 voix" in client.get(reverse("hub:ideas")).content.decode()
    # One stays where one voted.
    assert client.post(f"{give}?status=new&p=1").url == f"/reseau/idees/?status=new&p=1#i{idea.pk}"
    assert not Vote.objects.exists()
    admin.post(
        reverse("hub:answer_idea", args=[idea.pk]), {"status": "planned", "answer": "En mars."}
    )
    shown = client.get(reverse("hub:ideas") + "?status=planned").content.decode()
    assert "En mars." in shown
    assert "Un export" not in client.get(reverse("hub:ideas") + "?status=new").content.decode()
    assert client.get(reverse("hub:ideas") + "?status=x").status_code == 400


def test_the_calendar_is_read_by_software_as_long_as_its_owner_belongs(
    enter, people, everything, client_for, national, reims
):
    address = reverse("hub:calendar", args=[everything["token"]])
    software = client_for(national)
    text = software.get(address).content.decode()
    assert "SUMMARY:Formation – Écrire une offre\\, simplement" in text
    assert text.count("BEGIN:VEVENT") == 1
    client = enter(people["animator"])
    client.post(reverse("hub:new_address"))
    assert software.get(address).status_code == 404
    token = CalendarAddress.objects.get().token
    assert token in client.get(reverse("hub:meetings")).content.decode()
    address = reverse("hub:calendar", args=[token])
    assert software.get(address).status_code == 200
    with tenant_context(reims):
        set_role(user=people["animator"], role=None)
    assert software.get(address).status_code == 404


def test_the_national_team_keeps_resources_and_meetings(enter, people):
    admin = enter(people["national"])
    add = {"subject": "data", "title": "Registre", "url": "javascript:alert(1)", "note": ""}
    assert admin.post(reverse("hub:add_resource"), add).status_code == 400
    admin.post(reverse("hub:add_resource"), add | {"url": "https://example.invalid/registre"})
    resource = Resource.objects.get()
    assert "Registre" in admin.get(reverse("hub:resources")).content.decode()
    admin.post(reverse("hub:remove_resource", args=[resource.pk]))
    assert not Resource.objects.exists()
    meeting = {
        "kind": "meeting", "title": "Point", "starts_at": "2027-03-01T10:00",
        "ends_at": "2027-03-01T09:00",
    }  # fmt: skip
    refused = admin.post(reverse("hub:add_meeting"), meeting)
    assert refused.status_code == 400
    assert "2027-03-01T10:00" in refused.content.decode()
    admin.post(reverse("hub:add_meeting"), meeting | {"ends_at": "2027-03-01T11:00"})
    assert Meeting.objects.get().title == "Point"


def test_the_pages_are_whole_and_ask_as_much_for_many_as_for_few(
    enter, people, everything, django_assert_max_num_queries
):
    client, names = enter(people["national"]), ("threads", "thread", "ideas", "meetings", "home",
                                               "resources", "add_meeting")  # fmt: skip
    pages = {name: addresses(everything)[name] for name in names}
    counted = {}
    for name, address in pages.items():
        with django_assert_max_num_queries(15) as queries:
            page = Page(client.get(address).content.decode())
        counted[name] = len(queries)
        assert not page.crossed, name
        assert not page.open, name
        assert page.pointed <= set(page.ids), name
        assert max(page.ids.values()) == 1, name
        assert page.forms == page.tokens, name
        assert page.headings[0] == 1, name
    for number in range(5):
        open_thread(title=f"{number}", text="Oui.", by=people["editor"], now=NOW)
        Post.objects.create(
            thread=everything["thread"], text="Oui.", author=people["editor"], written_at=NOW
        )
        propose_idea(idea=Idea(kind="bug", title=f"{number}"), by=people["editor"], now=NOW)
        Resource.objects.create(subject="data", title="x", url="https://x.invalid", added_at=NOW)
    for name, address in pages.items():
        with django_assert_max_num_queries(counted[name]):
            client.get(address)


def test_each_team_finds_the_way_to_its_own_site(enter, people, reims):
    own = "http://reims.portail.localhost/admin/"
    assert own in enter(people["animator"]).get(reverse("hub:home")).content.decode()
    assert own not in enter(people["national"]).get(reverse("hub:home")).content.decode()
