"""The door of the pages with login, and the letters that open it."""

import re
from datetime import timedelta

import pytest
import time_machine

from contacts.models import Professional
from contacts.services.inviting import invite_colleague
from portal.pro import attempts
from portal.pro.letters import send_invitation
from tenants.accounts.models import Mandate, User
from tests.contacts.factories import MONDAY, make_organisation, make_professional
from tests.portal.pro.conftest import text_of

PASSWORD = "une-phrase-assez-longue"
DOOR, ASK = "/pro/connexion/", "/pro/mot-de-passe/"


@pytest.fixture
def visitor(client_for, national):
    return client_for(national)


def sign_in(client, email, password, **data):
    return client.post(DOOR, {"username": email, "password": password, **data})


def link_of(letter):
    return re.search(r"http://portail\.localhost(/pro/\S+)", letter.body)[1]


def choose(client, link, password=PASSWORD):
    """Open the link and send the password to where it leads."""
    where = client.get(link, follow=True).request["PATH_INFO"]
    return client.post(where, {"new_password1": password, "new_password2": password})


def test_a_professional_signs_in_and_out(visitor, samira, in_reims):
    assert sign_in(visitor, "Samira@Example.invalid", "secret").url == "/pro/"
    assert in_reims.reference in text_of(visitor.get("/pro/"))
    assert visitor.get("/pro/deconnexion/").status_code == 405
    assert visitor.post("/pro/deconnexion/").url == DOOR
    assert visitor.get("/pro/").status_code == 302


def test_each_arrives_where_their_work_is(visitor, person, lyon):
    correspondent, nobody = person(None, email="suit@example.invalid"), person(None)
    Mandate.objects.create(user=correspondent, role="departement", zone="departement:51")
    expected = {
        person("national"): "/suivi/",
        correspondent: "/suivi/",
        person("animator", lyon): "/reseau/",
        person("editor", lyon): "/reseau/",
        nobody: "/pro/",
    }
    for account, where in expected.items():
        visitor.logout()
        assert sign_in(visitor, account.email, "secret").url == where
        assert visitor.get(where).status_code == (403 if account == nobody else 200)
        # Once in, the door leads on.
        assert visitor.get(DOOR).url == where
    menu = text_of(visitor.get("/pro/")).partition("</nav>")[0]
    assert "/pro/deconnexion/" in menu
    assert "/pro/equipe/" not in menu


def test_whoever_has_a_role_asks_for_a_link_too(visitor, person, lyon, mailoutbox):
    correspondent = person(None, email="suit@example.invalid")
    Mandate.objects.create(user=correspondent, role="departement", zone="departement:51")
    for account in (correspondent, person("editor", lyon)):
        visitor.post(ASK, {"email": account.email})
        assert choose(visitor, link_of(mailoutbox[-1])).url == DOOR
        assert sign_in(visitor, account.email, PASSWORD).status_code == 302
        visitor.logout()


def test_a_wrong_password_and_a_closed_account_get_the_same_words(visitor, samira, person):
    closed = person(None, email="closed@example.invalid")
    closed.is_active = False
    closed.save()
    pages = [
        text_of(sign_in(visitor, email, password))
        for email, password in (
            ("samira@example.invalid", "wrong"),
            ("closed@example.invalid", "secret"),
            ("nobody@example.invalid", "secret"),
        )
    ]
    assert all("ne vont pas ensemble" in page for page in pages)
    assert visitor.get("/pro/").status_code == 302


def test_a_password_is_not_guessed_by_trying(visitor, samira):
    for _attempt in range(attempts.PER_ACCOUNT):
        sign_in(visitor, "samira@example.invalid", "wrong")
    response = sign_in(visitor, "samira@example.invalid", "secret")
    assert "beaucoup d’essais" in text_of(response)
    with time_machine.travel(MONDAY + timedelta(hours=1)):
        assert sign_in(visitor, "samira@example.invalid", "secret").status_code == 302


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"]
)
def test_signing_in_leads_to_no_other_host(visitor, samira, target):
    response = sign_in(visitor, "samira@example.invalid", "secret", next=target)
    assert response.url == "/pro/"


@pytest.mark.parametrize("email", ["", "x", "a\0b@example.invalid"])
def test_an_address_that_is_none_is_answered_with_a_sentence(visitor, samira, email):
    assert visitor.post(ASK, {"email": email}).status_code == 400
    assert sign_in(visitor, email, "secret").status_code == 200


def test_a_forgotten_password_is_chosen_again_by_who_reads_the_mailbox(visitor, samira, mailoutbox):
    visitor.post(ASK, {"email": "SAMIRA@example.invalid"})
    [letter] = mailoutbox
    assert letter.to == ["samira@example.invalid"]
    assert choose(visitor, link_of(letter)).url == DOOR
    assert sign_in(visitor, "samira@example.invalid", PASSWORD).status_code == 302
    choose(visitor, link_of(letter), "une-autre-phrase-longue")
    samira.user.refresh_from_db()
    assert samira.user.check_password(PASSWORD)


def test_asking_for_a_link_says_nothing_of_who_is_known(visitor, samira, person, mailoutbox):
    admin = person("national", email="admin@example.invalid")
    make_professional(samira.organisation, first_name="Ada", email=admin.email, user=admin)
    person(None, email="without-work@example.invalid")
    pages = set()
    for email in (
        "admin@example.invalid",
        "without-work@example.invalid",
        "nobody@example.invalid",
        "samira@example.invalid",
    ):
        pages.add(text_of(visitor.post(ASK, {"email": email})).replace(email, "…"))
    assert len({re.sub(r'value="\w{64}"', "", page) for page in pages}) == 1
    assert [letter.to for letter in mailoutbox] == [["samira@example.invalid"]]


def test_no_mailbox_is_filled_by_asking_again_and_again(visitor, samira, mailoutbox):
    answers = [visitor.post(ASK, {"email": samira.email}) for _time in range(15)]
    assert answers[-1].status_code == 429
    assert len(mailoutbox) == attempts.PER_ACCOUNT


@pytest.fixture
def invited(visitor, roofs, mailoutbox):
    """The link of somebody who was invited."""
    invite_colleague(organisation=roofs, email="lea.m@example.invalid", first_name="Léa")
    visitor.post(ASK, {"email": "lea.m@example.invalid"})
    return link_of(mailoutbox[0])


def test_a_first_visit_makes_an_account_for_who_reads_the_mailbox(visitor, invited, in_reims):
    assert "Toits partagés" in text_of(visitor.get(invited))
    assert not User.objects.filter(email="lea.m@example.invalid").exists()
    assert choose(visitor, invited).url == DOOR
    sign_in(visitor, "lea.m@example.invalid", PASSWORD)
    assert in_reims.reference in text_of(visitor.get("/pro/?tab=all"))


def test_an_invitation_opens_one_account_once(visitor, invited):
    choose(visitor, invited)
    assert choose(visitor, invited, "une-autre-phrase-longue").status_code == 404
    assert visitor.get(invited).status_code == 404
    assert User.objects.get(email="lea.m@example.invalid").check_password(PASSWORD)


def test_an_invitation_is_too_old_after_a_week(visitor, invited):
    with time_machine.travel(MONDAY + timedelta(days=6, hours=23)):
        assert visitor.get(invited).status_code == 200
    with time_machine.travel(MONDAY + timedelta(days=7, minutes=1)):
        assert visitor.get(invited).status_code == 404


@pytest.mark.parametrize("what", ["address", "left", "forged", "empty"])
def test_an_invitation_that_is_none_opens_nothing(visitor, invited, what):
    invitation = Professional.objects.filter(email="lea.m@example.invalid")
    if what == "address":
        invitation.update(email="another@example.invalid")
    elif what == "left":
        invitation.update(active=False)
    path = {"forged": f"{invited[:-2]}/", "empty": "/pro/invitation/x/"}.get(what, invited)
    assert visitor.get(path).status_code == 404
    data = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert visitor.post(path, data).status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["", "123", "password", "lea.m@example.invalid"])
def test_a_weak_password_is_refused_with_a_sentence(visitor, invited, password):
    assert choose(visitor, invited, password).status_code == 400
    assert not User.objects.exists()


def test_who_has_an_account_joins_with_it_and_keeps_the_password(
    visitor, samira, lot, mailoutbox, signed_in
):
    other = make_organisation(lot, name="Lot Logement", email="")
    make_professional(other)  # the same address, without an account
    colleague = other.professionals.get()
    visitor.post(ASK, {"email": samira.email})
    assert "/pro/mot-de-passe/" in mailoutbox[0].body  # they have one: it is the password
    send_invitation(colleague)
    link = link_of(mailoutbox[1])
    assert "new_password1" not in text_of(visitor.get(link))
    assert visitor.post(link).url == DOOR
    colleague.refresh_from_db()
    assert colleague.user == samira.user
    assert samira.user.check_password("secret")
    assert "Lot Logement" in text_of(signed_in(samira).get("/pro/equipe/"))


@pytest.mark.parametrize("site", ["reims", "lot"])
def test_the_door_is_on_the_national_site_alone(client_for, invited, samira, site):
    elsewhere = client_for(site)
    for path in (DOOR, ASK, invited):
        assert elsewhere.get(path).url == f"http://portail.localhost{path}"
        assert elsewhere.post(path, {"email": samira.email}).status_code == 404
    assert sign_in(elsewhere, samira.email, "secret").status_code == 404


def test_an_account_of_a_professional_does_not_enter_the_editors_screens(signed_in, samira):
    response = signed_in(samira).get("/admin/")
    assert response.status_code in (302, 403)
