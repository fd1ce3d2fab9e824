from django.db import migrations


class Migration(migrations.Migration):
    """French stems without stop words: PostgreSQL's own list drops "est", "son", "as"…, and a search
    of one such word would find nothing."""

    dependencies = [("search", "0002_catalogue_sequence")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TEXT SEARCH DICTIONARY public.search_french_stem
                (TEMPLATE = pg_catalog.snowball, LANGUAGE = french);
            CREATE TEXT SEARCH CONFIGURATION public.search_french (COPY = pg_catalog.simple);
            ALTER TEXT SEARCH CONFIGURATION public.search_french
                ALTER MAPPING FOR asciiword, word
                WITH public.search_french_stem;
            """,
            """
            DROP TEXT SEARCH CONFIGURATION public.search_french;
            DROP TEXT SEARCH DICTIONARY public.search_french_stem;
            """,
        )
    ]
