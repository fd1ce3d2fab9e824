from django.db import migrations

CREATE = """
CREATE FUNCTION deployment_keep_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'deployment_event is append-only: add an event that corrects it';
END
$$;
CREATE TRIGGER deployment_keep_events BEFORE UPDATE OR DELETE ON deployment_event
    FOR EACH ROW EXECUTE FUNCTION deployment_keep_events();
"""
DROP = """
DROP TRIGGER deployment_keep_events ON deployment_event;
DROP FUNCTION deployment_keep_events();
"""


class Migration(migrations.Migration):
    dependencies = [("deployment", "0001_deployment_files")]

    operations = [migrations.RunSQL(CREATE, DROP)]
