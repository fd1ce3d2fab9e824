import pytest
from django.db import connection
from django.urls import reverse
from django_tenants.utils import tenant_context

from tenants.accounts.models import User
from tenants.roles import Role, role_of


@pytest.fixture
def team(lyon, sign_in):
    client = sign_in("animator", lyon)

    def post(name, /, *args, **data):
        response = client.post(reverse(name, args=args), data)
        connection.set_tenant(lyon)
        return response

    return post


def test_an_animator_sees_who_is_in_the_team(lyon, sign_in, person):
    person("editor", lyon, email="ed@example.invalid")
    html = sign_in("animator", lyon).get(reverse("offers_team")).content.decode()
    assert "ed@example.invalid" in html
    assert "animator.lyon@example.invalid" in html


def test_an_editor_has_no_team_screen(lyon, sign_in):
    client = sign_in("editor", lyon)
    assert client.get(reverse("offers_team")).status_code == 302
    assert reverse("offers_team") not in client.get("/admin/").content.decode()


def test_an_editor_gives_nobody_a_role(lyon, sign_in, person):
    person(None, email="new@example.invalid")
    client = sign_in("editor", lyon)
    client.post(reverse("offers_team_add"), {"email": "new@example.invalid", "role": "animator"})
    connection.set_tenant(lyon)
    assert role_of(User.objects.get(email="new@example.invalid")) is None


def test_an_animator_adds_an_account_by_its_address(lyon, reims, team, person):
    connection.set_tenant(lyon)
    user = person(None, email="new@example.invalid")
    assert team("offers_team_add", email="New@example.invalid", role="editor").status_code == 302
    assert role_of(user) == Role.EDITOR
    with tenant_context(reims):
        assert role_of(user) is None


@pytest.mark.parametrize("email", ["nobody@example.invalid", "not an address", ""])
def test_an_address_without_an_account_is_refused_in_words(team, email):
    response = team("offers_team_add", email=email, role="editor")
    assert response.status_code == 400
    assert "error" in response.content.decode()


def test_an_account_that_was_deactivated_is_not_added(team, person):
    person(None, email="left@example.invalid")
    User.objects.update_or_create(email="left@example.invalid", defaults={"is_active": False})
    assert team("offers_team_add", email="left@example.invalid", role="editor").status_code == 400


def test_a_role_changes_and_is_taken_back(lyon, team, person):
    editor = person("editor", lyon)
    team("offers_team_change", editor.pk, role="animator")
    assert role_of(editor) == Role.ANIMATOR
    team("offers_team_change", editor.pk, role="")
    assert role_of(editor) is None
    assert User.objects.filter(pk=editor.pk, is_active=True).exists()


@pytest.mark.parametrize("role", ["", "editor"])
def test_the_last_animator_stays(lyon, team, role):
    animator = User.objects.get(email="animator.lyon@example.invalid")
    team("offers_team_change", animator.pk, role=role)
    assert role_of(animator) == Role.ANIMATOR


def test_somebody_of_another_territory_is_not_changed_from_here(reims, lyon, team, person):
    other = person("editor", reims)
    assert team("offers_team_change", other.pk, role="animator").status_code == 404
    with tenant_context(reims):
        assert role_of(other) == Role.EDITOR
