from django.db import migrations

# The array is cast and split once per statement (a sub-select), not once per row.
SEES = """
CREATE FUNCTION lantas_sees(unit bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(
    (SELECT current_setting('app.units', true)) = '*'
    OR unit = ANY ((
      SELECT string_to_array(nullif(nullif(current_setting('app.units', true), '*'), ''), ',')
    )::bigint[]), false)
$$;
CREATE FUNCTION lantas_owns(case_id bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(case_id = nullif(current_setting('app.cases', true), '')::bigint, false)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]
    operations = [
        migrations.RunSQL(
            SEES,
            "DROP FUNCTION lantas_sees(bigint); DROP FUNCTION lantas_owns(bigint);",
        )
    ]
