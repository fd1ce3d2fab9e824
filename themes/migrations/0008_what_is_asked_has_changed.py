from django.db import migrations, models
from django.db.models.functions import Now

TABLES = (
    "themes_theme",
    "themes_theme_tried_in",
    "themes_subtheme",
    "themes_modelquestion",
    "themes_ownquestionnaire",
    "themes_registerentry",
    "themes_wording",
    "themes_reshaping",
    "themes_reshaping_emptied",
    "themes_territoryreshaping",
)
FUNCTION = """
CREATE FUNCTION public.themes_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.themes_askedchange DEFAULT VALUES;
    RETURN NULL;
END
$$;
"""
TRIGGER = """
CREATE TRIGGER themes_note_change AFTER INSERT OR UPDATE OR DELETE ON public.{}
    FOR EACH STATEMENT EXECUTE FUNCTION public.themes_note_change();
"""
# The themes that a territory has: it is saved for many other reasons.
OF_A_TERRITORY = """
CREATE TRIGGER themes_note_change AFTER UPDATE ON public.tenants_territory
    FOR EACH ROW WHEN (OLD.themes IS DISTINCT FROM NEW.themes)
    EXECUTE FUNCTION public.themes_note_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0006_the_legal_basis_of_a_territory"),
        ("themes", "0007_decisions_are_taken_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="AskedChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_default=Now(), verbose_name="changed on")),
            ],
            options={
                "verbose_name": "change of what is asked",
                "verbose_name_plural": "changes of what is asked",
            },
        ),
        migrations.RunSQL(
            FUNCTION + "".join(map(TRIGGER.format, TABLES)) + OF_A_TERRITORY,
            "DROP FUNCTION public.themes_note_change() CASCADE;",
        ),
    ]
