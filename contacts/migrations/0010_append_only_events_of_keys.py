from django.db import migrations

CREATE = """
CREATE FUNCTION contacts_keep_key_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'contacts_keyevent is append-only';
END
$$;
CREATE TRIGGER contacts_keep_key_events BEFORE UPDATE OR DELETE ON contacts_keyevent
    FOR EACH ROW EXECUTE FUNCTION contacts_keep_key_events();
"""
DROP = """
DROP TRIGGER contacts_keep_key_events ON contacts_keyevent;
DROP FUNCTION contacts_keep_key_events();
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0009_keys_of_organisations")]

    operations = [migrations.RunSQL(CREATE, DROP)]
