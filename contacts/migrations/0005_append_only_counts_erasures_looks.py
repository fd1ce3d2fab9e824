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
DROP TRIGGER contacts_keep_looks ON contacts_contactlook;
DROP FUNCTION contacts_keep_looks();
DROP TRIGGER contacts_keep_erasures ON contacts_erasure;
DROP FUNCTION contacts_keep_erasures();
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0004_what_was_before")]

    operations = [migrations.RunSQL(CREATE, DROP)]
