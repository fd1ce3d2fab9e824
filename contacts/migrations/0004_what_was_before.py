from django.db import migrations
from django.db.models import F


def leave_alone(apps, schema_editor):
    """What failed before stays as it is: nobody is written to about old requests."""
    apps.get_model("contacts", "Message").objects.filter(state="failed").update(
        passed_on_at=F("created_at")
    )


# Until now a delay counted from the day of sending, and nobody handed a request over.
STARTED = """
    UPDATE contacts_contactrequest AS request
    SET starts_on = timezone(territory.time_zone, request.sent_at)::date,
        holder_id = request.professional_id
    FROM tenants_territory AS territory
    WHERE territory.id = request.territory_id AND request.starts_on IS NULL
"""
# The list of erasures begins with those that it did not note yet.
ERASED = """
    INSERT INTO contacts_erasure (request_number, reference, kind, erased_at)
    SELECT request.id, request.reference, max(event.kind), request.erased_at
    FROM contacts_contactrequest AS request
    JOIN contacts_requestevent AS event
        ON event.request_id = request.id AND event.kind IN ('erased', 'purged')
    WHERE request.erased_at IS NOT NULL
    GROUP BY request.id
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    """What was there before requests had a plan, a holder and a list of erasures."""

    dependencies = [("contacts", "0003_requests_are_followed")]

    operations = [
        migrations.RunSQL(STARTED, migrations.RunSQL.noop),
        migrations.RunPython(leave_alone, migrations.RunPython.noop),
        migrations.RunSQL(ERASED, migrations.RunSQL.noop),
    ]
