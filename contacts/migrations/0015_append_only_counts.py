from django.db import migrations

CREATE = """
CREATE FUNCTION contacts_keep_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'contacts_requestcount is append-only: add a count that corrects it';
END
$$;
CREATE TRIGGER contacts_keep_counts BEFORE UPDATE OR DELETE ON contacts_requestcount
    FOR EACH ROW EXECUTE FUNCTION contacts_keep_counts();
"""
DROP = """
DROP TRIGGER contacts_keep_counts ON contacts_requestcount;
DROP FUNCTION contacts_keep_counts();
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0014_counts")]

    operations = [migrations.RunSQL(CREATE, DROP)]
