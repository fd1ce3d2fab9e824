import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django_tenants.utils import tenant_context

from tenants.accounts.backends import NATIONAL_PERMISSIONS
from tenants.accounts.models import User
from tenants.roles import Role, members, role_of, set_role


def test_a_role_holds_in_its_territory_alone(reims, lyon, person):
    editor = person("editor", lyon)
    with tenant_context(lyon):
        assert role_of(User.objects.get(pk=editor.pk)) == Role.EDITOR
    with tenant_context(reims):
        assert role_of(User.objects.get(pk=editor.pk)) is None
        assert not User.objects.get(pk=editor.pk).has_perm("wagtailadmin.access_admin")


def test_one_person_may_work_in_two_territories(reims, lyon, person):
    user = person("editor", lyon)
    with tenant_context(reims):
        set_role(user=user, role=Role.ANIMATOR)
        assert role_of(user) == Role.ANIMATOR
    with tenant_context(lyon):
        assert role_of(user) == Role.EDITOR


def test_taking_a_role_back_leaves_the_other_territory_untouched(reims, lyon, person):
    user = person("editor", lyon)
    with tenant_context(reims):
        set_role(user=user, role=Role.EDITOR)
        set_role(user=user, role=None)
        assert list(members()) == []
    with tenant_context(lyon):
        assert [member.role for member in members()] == ["editor"]


def test_a_role_is_known_to_the_country_as_long_as_it_is_held(reims, lyon, person):
    user = person("editor", lyon)
    with tenant_context(reims):
        set_role(user=user, role=Role.EDITOR)
        set_role(user=user, role=Role.ANIMATOR)
    roles = user.territory_roles.order_by("territory__name")
    assert list(roles.values_list("territory__schema_name", "role")) == [
        ("reims", "animator"),
        ("lyon", "editor"),
    ]
    with tenant_context(reims):
        set_role(user=user, role=None)
    assert [one.territory for one in user.territory_roles.all()] == [lyon]


@pytest.mark.parametrize("permission", sorted(NATIONAL_PERMISSIONS))
def test_no_group_of_a_territory_gives_a_right_on_accounts(lyon, person, permission):
    from django.contrib.auth.models import Permission

    animator = person("animator", lyon)
    app, codename = permission.split(".")
    animator.user_permissions.add(
        Permission.objects.get(content_type__app_label=app, codename=codename)
    )
    assert not User.objects.get(pk=animator.pk).has_perm(permission)


def test_addresses_are_one_account_whatever_their_capitals(public):
    User.objects.create_user("someone@example.invalid")
    with pytest.raises(ValidationError, match="utilise déjà"):
        User(email="Someone@example.invalid", password="x").full_clean()


def test_the_account_tables_are_shared_and_the_memberships_are_not(public):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(table_schema::text ORDER BY table_schema)"
            " FROM information_schema.tables WHERE table_name IN"
            " ('accounts_user', 'memberships_groupmembership') GROUP BY table_name"
        )
        schemas = dict(cursor.fetchall())
    assert schemas["accounts_user"] == ["public"]
    assert "public" not in schemas["memberships_groupmembership"]
    assert {"lyon", "reims"} <= set(schemas["memberships_groupmembership"])
