from django.db import migrations

from lantas.kernel.units.scope import wall_down_sql, wall_sql


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial"), ("units", "0002_walls")]
    operations = [
        migrations.RunSQL(wall_sql("outbox_message"), wall_down_sql("outbox_message"))
    ]
