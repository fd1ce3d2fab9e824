from django.db import migrations

from themes.wording import digest_of


def record_wordings(apps, schema_editor):
    """What is asked today was approved with its entry: the same words by the same person."""
    ModelQuestion = apps.get_model("themes", "ModelQuestion")
    Wording = apps.get_model("themes", "Wording")
    asked = ModelQuestion.objects.filter(register__approved_at__isnull=False)
    for question in asked.select_related("register").order_by("theme__order", "order"):
        definition = {**question.definition, "key": question.key}
        Wording.objects.get_or_create(
            question_key=question.key,
            territory=None,
            digest=digest_of(definition),
            defaults={
                "theme_id": question.theme_id,
                "definition": definition,
                "status": "approved",
                "submitted_by": question.register.approved_by,
                "submitted_at": question.register.approved_at,
                "decided_by": question.register.approved_by,
                "decided_at": question.register.approved_at,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("themes", "0002_the_register_knows_each_wording")]

    operations = [migrations.RunPython(record_wordings, migrations.RunPython.noop)]
