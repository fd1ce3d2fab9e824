from django.db import migrations


class Migration(migrations.Migration):
    """The numbers that tell an index which of two states of a row is the newer.

    They start at the present millisecond: a database made anew meets an index that outlived the
    former one with greater numbers, and is believed.
    """

    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE SEQUENCE public.search_catalogueoffer_seq;
            SELECT setval(
                'public.search_catalogueoffer_seq',
                (extract(epoch FROM clock_timestamp()) * 1000)::bigint
            );
            """,
            "DROP SEQUENCE public.search_catalogueoffer_seq;",
        )
    ]
