from django.db import migrations

from lantas.kernel.units.scope import wall_down_sql, wall_sql

# NOTIFY is delivered at commit and never for a rolled back entry. It says where
# something happened, not what: whoever listens asks again, with his own rights.
FINAL = """
CREATE FUNCTION ledger_entry_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'ledger entries are final'; END $$;
CREATE TRIGGER ledger_entry_is_final BEFORE UPDATE OR DELETE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_is_final();
CREATE FUNCTION ledger_entry_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('lantas_live', json_build_object(
    'entry', NEW.id, 'name', NEW.name, 'subject', NEW.subject, 'unit', NEW.unit_id
  )::text);
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_is_told AFTER INSERT ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_entry_is_told();
"""
UNDO = """
DROP TRIGGER ledger_entry_is_told ON ledger_entry;
DROP FUNCTION ledger_entry_is_told();
DROP TRIGGER ledger_entry_is_final ON ledger_entry;
DROP FUNCTION ledger_entry_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("units", "0002_walls")]
    operations = [
        migrations.RunSQL(FINAL, UNDO),
        migrations.RunSQL(wall_sql("ledger_entry"), wall_down_sql("ledger_entry")),
    ]
