from django.db import migrations

from lantas.kernel.units.scope import wall_down_sql

# See wall.py: a row shows when it was opened by name, or is the one with the index
# looked for, and in both cases only with a purpose.
OPENED = """
CREATE FUNCTION parties_opened(reference text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(
    nullif(current_setting('app.purpose', true), '') IS NOT NULL
    AND (current_setting('app.parties', true) = '*' OR reference = ANY (
      string_to_array(current_setting('app.parties', true), ','))), false)
$$;
CREATE FUNCTION parties_looked_for(index bytea) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(
    nullif(current_setting('app.purpose', true), '') IS NOT NULL
    AND encode(index, 'hex') = current_setting('app.party_index', true), false)
$$;
"""
CLOSED = """
DROP FUNCTION parties_opened(text);
DROP FUNCTION parties_looked_for(bytea);
"""
WALLS = {
    "parties_person": "parties_opened(reference)"
    " OR parties_looked_for(phone_index) OR parties_looked_for(nik_index)",
    "parties_involvement": "parties_opened(person_id) OR lantas_sees(unit_id)",
    "parties_looknote": "parties_opened(person_id)",
    "parties_challenge": "parties_looked_for(phone_index)",
}


def wall(table: str, sees: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_wall ON {table} USING ({sees}) WITH CHECK ({sees});",
        wall_down_sql(table),
    )


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial"), ("units", "0002_walls")]
    operations = [
        migrations.RunSQL(OPENED, CLOSED),
        *(wall(table, sees) for table, sees in WALLS.items()),
    ]
