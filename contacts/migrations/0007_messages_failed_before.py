from django.db import migrations
from django.db.models import F


def leave_alone(apps, schema_editor):
    """What failed before stays as it is: nobody is written to about old requests."""
    apps.get_model("contacts", "Message").objects.filter(state="failed").update(
        passed_on_at=F("created_at")
    )


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_messages_reports")]

    operations = [migrations.RunPython(leave_alone, migrations.RunPython.noop)]
