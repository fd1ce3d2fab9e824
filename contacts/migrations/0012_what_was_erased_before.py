from django.db import migrations


class Migration(migrations.Migration):
    """The list of erasures begins with those that it did not note yet."""

    dependencies = [("contacts", "0011_append_only_erasures_and_looks")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO contacts_erasure (request_number, reference, kind, erased_at)
            SELECT request.id, request.reference, max(event.kind), request.erased_at
            FROM contacts_contactrequest AS request
            JOIN contacts_requestevent AS event
                ON event.request_id = request.id AND event.kind IN ('erased', 'purged')
            WHERE request.erased_at IS NOT NULL
            GROUP BY request.id
            ON CONFLICT DO NOTHING
            """,
            migrations.RunSQL.noop,
        )
    ]
