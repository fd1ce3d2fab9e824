from django.db import migrations

CREATE = """
CREATE FUNCTION contacts_keep_erasures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'contacts_erasure is append-only';
END
$$;
CREATE TRIGGER contacts_keep_erasures BEFORE UPDATE OR DELETE ON contacts_erasure
    FOR EACH ROW EXECUTE FUNCTION contacts_keep_erasures();

-- The words of a look are locked under another key, or erased with the request: nothing else.
CREATE FUNCTION contacts_keep_looks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND
        (NEW.id, NEW.request_id, NEW.by_id, NEW.reason, NEW.at) IS NOT DISTINCT FROM
        (OLD.id, OLD.request_id, OLD.by_id, OLD.reason, OLD.at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'contacts_contactlook is append-only';
END
$$;
CREATE TRIGGER contacts_keep_looks BEFORE UPDATE OR DELETE ON contacts_contactlook
    FOR EACH ROW EXECUTE FUNCTION contacts_keep_looks();
"""
DROP = """
DROP TRIGGER contacts_keep_looks ON contacts_contactlook;
DROP FUNCTION contacts_keep_looks();
DROP TRIGGER contacts_keep_erasures ON contacts_erasure;
DROP FUNCTION contacts_keep_erasures();
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0010_erasures_looks_and_blocked_contacts")]

    operations = [migrations.RunSQL(CREATE, DROP)]
