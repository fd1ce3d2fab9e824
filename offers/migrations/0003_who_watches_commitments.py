from django.db import migrations

GIVEN = {"watch_commitments": ["animator"]}


def give(apps, schema_editor):
    """To the territories that are open already; a new one gets it from offers.permissions."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    groups = {group.name: group for group in Group.objects.all()}
    if "animator" not in groups:
        return
    home, _created = ContentType.objects.get_or_create(app_label="offers", model="homepage")
    names = dict(apps.get_model("offers", "HomePage")._meta.permissions)
    for codename, roles in GIVEN.items():
        permission, _created = Permission.objects.get_or_create(
            content_type=home, codename=codename, defaults={"name": names[codename]}
        )
        for role in roles:
            if role in groups:
                groups[role].permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("offers", "0002_who_reads_searches"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="homepage",
            options={
                "permissions": [
                    ("manage_team", "Can say who belongs to the team"),
                    ("read_searches", "Can read what visitors search for"),
                    ("answer_searches", "Can say what is done about what is not found"),
                    ("watch_commitments", "Can see which promises are late"),
                ],
                "verbose_name": "home page",
                "verbose_name_plural": "home pages",
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
