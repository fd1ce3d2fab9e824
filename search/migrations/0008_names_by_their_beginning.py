import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from search.texts import starts_of

BATCH = 500


def fill(apps, schema_editor):
    CatalogueOffer = apps.get_model("search", "CatalogueOffer")
    changed = []
    for row in CatalogueOffer.objects.only("words", "language").iterator(BATCH):
        row.starts = starts_of(row.words, row.language)
        changed.append(row)
    CatalogueOffer.objects.bulk_update(changed, ["starts"], batch_size=BATCH)


class Migration(migrations.Migration):
    """What the suggestion box reads when PostgreSQL answers; rows written before have it too."""

    dependencies = [("search", "0007_rows_say_more")]

    operations = [
        migrations.AddField(
            model_name="catalogueoffer",
            name="starts",
            field=django.contrib.postgres.search.SearchVectorField(editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="catalogueoffer",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("live", True)), fields=["starts"], name="catalogue_starts"
            ),
        ),
    ]
