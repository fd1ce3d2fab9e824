from django.db import migrations

CREATE = """
CREATE FUNCTION contacts_keep_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'contacts_requestevent is append-only: add an event that corrects it';
END
$$;
CREATE TRIGGER contacts_keep_events BEFORE UPDATE OR DELETE ON contacts_requestevent
    FOR EACH ROW EXECUTE FUNCTION contacts_keep_events();
"""
DROP = """
DROP TRIGGER contacts_keep_events ON contacts_requestevent;
DROP FUNCTION contacts_keep_events();
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
