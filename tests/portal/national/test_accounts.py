import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from portal.pro.second_factor import confirm, has_second_factor, start
from tenants.accounts.models import User
from tenants.accounts.services import close_expired
from tests.portal.pro.test_second_factor import code_of


def test_an_account_is_made_without_a_password(send):
    response = send("accounts:add", email="new@example.invalid", is_active="on")
    assert response.status_code == 302
    account = User.objects.get(email="new@example.invalid")
    assert not account.has_usable_password()
    assert not account.is_superuser


def test_an_address_serves_once(send, person):
    person(None, email="new@example.invalid")
    response = send("accounts:add", email="New@example.invalid", is_active="on")
    assert response.status_code == 200
    assert "email" in response.context["form"].errors or response.context["form"].errors


def test_an_account_is_deactivated_and_keeps_its_password(send, person):
    account = person(None, email="left@example.invalid")
    send("accounts:edit", account.pk, email="left@example.invalid")
    account.refresh_from_db()
    assert not account.is_active
    assert account.has_usable_password()


@pytest.fixture
def link(send, person):
    account = person(None, email="new@example.invalid")
    html = send("accounts:link", account.pk).content.decode()
    return re.search(r'value="http://portail\.localhost(/[^"]+)"', html)[1]


def choose(client, link, password):
    form = client.get(link, follow=True)
    url = form.request["PATH_INFO"]
    return client.post(url, {"new_password1": password, "new_password2": password})


def test_the_link_lets_the_person_choose_a_password_once(link, client_for, national):
    # Then one signs in where each arrives at their own work.
    assert choose(client_for(national), link, "une-phrase-longue").url == "/pro/connexion/"
    assert User.objects.get(email="new@example.invalid").check_password("une-phrase-longue")
    choose(client_for(national), link, "une-autre-phrase")
    assert User.objects.get(email="new@example.invalid").check_password("une-phrase-longue")


def test_the_link_works_on_the_national_site_alone(link, client_for, lyon):
    assert client_for(lyon).get(link).url == f"http://portail.localhost{link}"


def test_a_link_is_not_made_by_following_one(admin, person):
    account = person(None, email="new@example.invalid")
    assert admin.get(reverse("accounts:link", args=[account.pk])).status_code == 405


def test_somebody_deactivated_gets_no_link(send, person):
    account = person(None, email="left@example.invalid")
    User.objects.filter(pk=account.pk).update(is_active=False)
    assert send("accounts:link", account.pk).status_code == 404


@pytest.mark.parametrize("where", ["national", "lyon"])
def test_wagtails_own_screens_do_not_delete_an_account_either(where, request, client_for, person):
    territory = request.getfixturevalue(where)
    account = person(None, email="left@example.invalid")
    client = client_for(territory)
    client.force_login(person("national"))
    bulk = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    client.post(reverse("wagtailusers_users:delete", args=[account.pk]))
    client.post(f"{bulk}?id={account.pk}")
    assert User.objects.filter(pk=account.pk).exists()


def test_an_invitation_leaves_by_letter_and_its_link_expires(send, person, client_for, national):
    account = person(None, email="new@example.invalid")
    assert send("accounts:link", account.pk, letter="1").status_code == 302
    [letter] = mail.outbox
    assert letter.to == ["new@example.invalid"]
    address = re.search(r"http://portail\.localhost(/\S+)", letter.body)[1]
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert (
            "new_password1" not in client_for(national).get(address, follow=True).content.decode()
        )
    assert choose(client_for(national), address, "une-phrase-longue").status_code == 302


def test_a_new_account_leads_to_its_own_page_where_it_is_invited(send):
    response = send("accounts:add", email="new@example.invalid", is_active="on")
    account = User.objects.get(email="new@example.invalid")
    assert response.url == reverse("accounts:edit", args=[account.pk])


def test_a_session_ends_at_once_with_the_account(send, lyon, person, client_for):
    editor = person("editor", lyon)
    client = client_for(lyon)
    client.force_login(editor)
    assert client.get("/admin/").status_code == 200
    send("accounts:edit", editor.pk, email=editor.email, is_active="")
    assert client.get("/admin/").status_code == 302


def test_an_account_opens_until_its_last_day_and_is_closed_the_night_after(
    lyon, person, client_for
):
    editor, today = person("editor", lyon), timezone.localdate()
    client = client_for(lyon)
    client.force_login(editor)
    User.objects.filter(pk=editor.pk).update(expires_on=today)
    assert client.get("/admin/").status_code == 200
    assert close_expired(today=today) == 0
    User.objects.filter(pk=editor.pk).update(expires_on=today - timedelta(days=1))
    assert client.get("/admin/").status_code == 302
    assert close_expired(today=today) == 1
    assert not User.objects.get(pk=editor.pk).is_active


def test_the_country_keeps_a_national_admin(send):
    account = User.objects.get(is_superuser=True)
    given = {"email": account.email, "is_superuser": "on", "is_active": "on"}
    for changes in ({"is_active": ""}, {"is_superuser": ""}, {"expires_on": date(2099, 1, 1)}):
        response = send("accounts:edit", account.pk, **{**given, **changes})
        assert "au moins un administrateur" in response.content.decode()
    assert send("accounts:edit", account.pk, **given).status_code == 302


def test_a_national_admin_forgets_the_proof_of_who_has_lost_it(send, admin, person):
    account = person(None, email="lost@example.invalid")
    page = reverse("accounts:edit", args=[account.pk])
    assert reverse("accounts:forget", args=[account.pk]) not in admin.get(page).content.decode()
    confirm(account, code_of(start(account), timezone.now()))
    assert reverse("accounts:forget", args=[account.pk]) in admin.get(page).content.decode()
    send("accounts:forget", account.pk)
    assert not has_second_factor(account)
