from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_french_search")]

    operations = [
        migrations.AddField("catalogueoffer", "responsiveness", models.FloatField(default=0.8)),
        migrations.AddField("catalogueoffer", "room", models.FloatField(default=1.0)),
        migrations.AddField(
            "catalogueoffer",
            "weekly_capacity",
            models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
