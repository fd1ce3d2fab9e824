from django.db import migrations


def tell(apps, schema_editor):
    """Each territory's roles, where pages that see the country read them."""
    schema = schema_editor.connection.schema_name
    territory = apps.get_model("tenants", "Territory").objects.filter(schema_name=schema).first()
    if territory is None:
        return
    roles = apps.get_model("accounts", "TerritoryRole").objects
    memberships = apps.get_model("memberships", "GroupMembership").objects
    for user, role in memberships.filter(group__name__in=["animator", "editor"]).values_list(
        "user", "group__name"
    ):
        roles.update_or_create(user_id=user, territory=territory, defaults={"role": role})


class Migration(migrations.Migration):
    dependencies = [
        ("memberships", "0001_initial"),
        ("accounts", "0003_mandates_and_roles_of_territories"),
    ]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
