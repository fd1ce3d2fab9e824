import os

from django.db import migrations, models


def fail_in_one(apps, schema_editor):
    if schema_editor.connection.schema_name == os.environ.get("GROWTH_FAILS_IN"):
        raise RuntimeError("this territory was chosen to fail")


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=50)),
                ("made_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
        ),
        migrations.RunPython(fail_in_one, migrations.RunPython.noop),
    ]
