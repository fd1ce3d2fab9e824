from django.db import migrations


class Migration(migrations.Migration):
    """Until now a delay counted from the day of sending, and nobody handed a request over."""

    dependencies = [("contacts", "0003_plans"), ("tenants", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE contacts_contactrequest AS request
            SET starts_on = timezone(territory.time_zone, request.sent_at)::date,
                holder_id = request.professional_id
            FROM tenants_territory AS territory
            WHERE territory.id = request.territory_id AND request.starts_on IS NULL
            """,
            migrations.RunSQL.noop,
        )
    ]
