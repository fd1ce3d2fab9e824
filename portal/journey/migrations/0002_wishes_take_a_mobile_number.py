from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journey", "0001_initial")]

    operations = [
        migrations.RenameField("openingwish", "sealed_email", "sealed_contact"),
        migrations.AddField(
            "openingwish", "language", models.CharField(default="fr", max_length=10)
        ),
        migrations.AddField(
            "openingwish", "attempts", models.PositiveSmallIntegerField(default=0)
        ),
    ]
