from django.db import migrations

# Knocks are counted at every public request and may be lost in a crash: no log, and
# so no waiting for the disk.


class Migration(migrations.Migration):
    dependencies = [("units", "0003_cache")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE units_ratecount SET UNLOGGED",
            "ALTER TABLE units_ratecount SET LOGGED",
        )
    ]
