from django.db import migrations

CODENAME = "follow_messages"


def give(apps, schema_editor):
    """To the territories that are open already; a new one gets it from offers.permissions."""
    group = apps.get_model("auth", "Group").objects.filter(name="animator").first()
    if group is None:
        return
    content_types = apps.get_model("contenttypes", "ContentType").objects
    home, _created = content_types.get_or_create(app_label="offers", model="homepage")
    names = dict(apps.get_model("offers", "HomePage")._meta.permissions)
    permission, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=home, codename=CODENAME, defaults={"name": names[CODENAME]}
    )
    group.permissions.add(permission)


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
                    ("follow_messages", "Can see what could not be sent and try again"),
                ],
                "verbose_name": "home page",
                "verbose_name_plural": "home pages",
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
