from django.db import migrations

# Sign-in attempts are counted here, so that all web processes count together. The
# counts may be lost in a crash, hence UNLOGGED.
CACHE = """
CREATE UNLOGGED TABLE lantas_cache (
  cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX lantas_cache_expires ON lantas_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0002_walls")]
    operations = [migrations.RunSQL(CACHE, "DROP TABLE lantas_cache")]
