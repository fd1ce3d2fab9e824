from django.db import migrations

from search.language.cutting import cut_text

BATCH = 500
CUT = ("organisation", "body")


def cut(apps, schema_editor):
    CatalogueOffer = apps.get_model("search", "CatalogueOffer")
    changed = []
    for row in CatalogueOffer.objects.only("words").iterator(BATCH):
        row.words |= {field: cut_text(row.words.get(field, "")) for field in CUT}
        changed.append(row)
    CatalogueOffer.objects.bulk_update(changed, ["words"], batch_size=BATCH)


class Migration(migrations.Migration):
    """The texts that nobody is shown are kept as words, once, rather than cut by each rebuild."""

    dependencies = [("search", "0010_synonyms_drafted_and_applied")]

    operations = [migrations.RunPython(cut, migrations.RunPython.noop, elidable=True)]
