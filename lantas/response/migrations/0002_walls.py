from django.db import migrations

from lantas.kernel.units.scope import wall_down_sql, wall_sql

# A citizen's link opens his own report, never another person's of the same incident.
LINK = "tracking_digest = current_setting('app.tracking', true)"
WALLS = {
    "response_incident": "lantas_owns(case_id)",
    "response_report": LINK,
    "response_patrol": "",
    "response_shift": "",
    "response_patrolposition": "",
    "response_fix": "",
    "response_assignment": "lantas_owns(incident_id)",
    "response_photo": "",
    "response_deed": "",
}

FIXES = """
CREATE TABLE response_fix (
  patrol_id bigint NOT NULL,
  fix_at timestamptz NOT NULL,
  unit_id bigint NOT NULL,
  claimed_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  cell bigint NOT NULL,
  speed_kmh double precision,
  heading double precision,
  accuracy_m double precision,
  PRIMARY KEY (patrol_id, fix_at)
) PARTITION BY RANGE (fix_at);
CREATE TABLE response_fix_default PARTITION OF response_fix DEFAULT;
ALTER TABLE response_fix_default ENABLE ROW LEVEL SECURITY;
"""
# The application may not make tables. These two functions do it for it, and only this.
# A partition has row-level security without a policy: it is reached through
# response_fix alone, whose wall holds.
PARTITIONS = """
CREATE FUNCTION response_make_fix_day(day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  part text := 'response_fix_' || to_char(day, 'YYYYMMDD');
  low timestamptz := day::timestamp AT TIME ZONE 'UTC';
  high timestamptz := (day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('response_fix'));
  IF to_regclass('public.' || part) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE public.%I (LIKE public.response_fix INCLUDING ALL)', part);
  EXECUTE format(
    'WITH moved AS (DELETE FROM public.response_fix_default'
    ' WHERE fix_at >= %L AND fix_at < %L RETURNING *)'
    ' INSERT INTO public.%I SELECT * FROM moved', low, high, part);
  EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', part);
  EXECUTE format(
    'ALTER TABLE public.response_fix ATTACH PARTITION public.%I'
    ' FOR VALUES FROM (%L) TO (%L)', part, low, high);
  RETURN true;
END $$;
CREATE FUNCTION response_drop_fix_days(before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  part text;
  gone integer := 0;
BEGIN
  IF before > current_date - 2 THEN
    RAISE EXCEPTION 'positions are kept for two days at least';
  END IF;
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.response_fix'::regclass
      AND c.relname ~ '^response_fix_[0-9]{8}$'
      AND to_date(right(c.relname, 8), 'YYYYMMDD') < before
  LOOP
    EXECUTE format('DROP TABLE public.%I', part);
    gone := gone + 1;
  END LOOP;
  DELETE FROM public.response_fix_default
  WHERE fix_at < before::timestamp AT TIME ZONE 'UTC';
  RETURN gone;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("response", "0001_initial"), ("units", "0002_walls")]
    operations = [
        migrations.RunSQL(FIXES, "DROP TABLE response_fix"),
        *[
            migrations.RunSQL(wall_sql(table, also=also), wall_down_sql(table))
            for table, also in WALLS.items()
        ],
        migrations.RunSQL(
            PARTITIONS,
            "DROP FUNCTION response_make_fix_day(date);"
            "DROP FUNCTION response_drop_fix_days(date);",
        ),
    ]
