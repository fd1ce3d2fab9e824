from django.db import migrations

from search.hours import opens_on_saturday, read_slots
from search.texts import vector_of

BATCH = 500


def fill(apps, schema_editor):
    """What the new columns say stands already in the cards and texts of each row."""
    CatalogueOffer = apps.get_model("search", "CatalogueOffer")
    zones = dict(apps.get_model("tenants", "Territory").objects.values_list("pk", "time_zone"))
    changed = []
    for row in CatalogueOffer.objects.iterator(BATCH):
        slots = read_slots(row.detail.get("hours") or ())
        row.opens = [opens for opens, _closes in slots]
        row.closes = [closes for _opens, closes in slots]
        row.open_saturday = opens_on_saturday(slots)
        row.time_zone = zones[row.territory_id]
        row.spoken = row.card.get("languages") or []
        row.accessibility = row.card.get("accessibility") or []
        row.vector = vector_of(row.words, row.language)
        changed.append(row)
    fields = ["opens", "closes", "open_saturday", "time_zone", "spoken", "accessibility", "vector"]
    CatalogueOffer.objects.bulk_update(changed, fields, batch_size=BATCH)


class Migration(migrations.Migration):
    """Rows written before have them too. The stems of PostgreSQL's own dictionary are no longer
    asked for: those of search.language.stems are stored."""

    dependencies = [("search", "0006_filters_words_and_synonyms")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(
            """
            UPDATE search_catalogueoffer SET seq = nextval('public.search_catalogueoffer_seq');
            DROP TEXT SEARCH CONFIGURATION public.search_french;
            DROP TEXT SEARCH DICTIONARY public.search_french_stem;
            """,
            """
            CREATE TEXT SEARCH DICTIONARY public.search_french_stem
                (TEMPLATE = pg_catalog.snowball, LANGUAGE = french);
            CREATE TEXT SEARCH CONFIGURATION public.search_french (COPY = pg_catalog.simple);
            ALTER TEXT SEARCH CONFIGURATION public.search_french
                ALTER MAPPING FOR asciiword, word
                WITH public.search_french_stem;
            """,
        ),
    ]
