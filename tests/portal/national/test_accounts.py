import re

import pytest
from django.urls import reverse

from tenants.accounts.models import User


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
    assert choose(client_for(national), link, "une-phrase-longue").status_code == 302
    assert User.objects.get(email="new@example.invalid").check_password("une-phrase-longue")
    choose(client_for(national), link, "une-autre-phrase")
    assert User.objects.get(email="new@example.invalid").check_password("une-phrase-longue")


def test_the_link_works_on_the_national_site_alone(link, client_for, lyon):
    assert client_for(lyon).get(link).status_code == 404


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
