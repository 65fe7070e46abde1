import django.db.models.functions.datetime
from django.db import migrations, models

# When an entry was written is the database's to say: whoever may insert cannot date it
# back. A moment that Python cannot read again would stop the sealing for everybody.
NOW = """
CREATE FUNCTION ledger_entry_is_written_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT NEW.happened_at BETWEEN '1945-08-17' AND '2945-08-17' THEN
    RAISE EXCEPTION 'ledger entries happen in our time' USING ERRCODE = '22008';
  END IF;
  NEW.written_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_entry_is_written_now BEFORE INSERT ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_entry_is_written_now();
"""
UNDO = """
DROP TRIGGER ledger_entry_is_written_now ON ledger_entry;
DROP FUNCTION ledger_entry_is_written_now();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_seals")]
    operations = [
        migrations.AlterField(
            model_name="entry",
            name="written_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False
            ),
        ),
        migrations.RunSQL(NOW, UNDO),
    ]
