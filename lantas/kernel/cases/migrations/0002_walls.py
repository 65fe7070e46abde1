from django.db import migrations

from lantas.kernel.units.scope import wall_down_sql, wall_sql


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("units", "0002_walls")]
    operations = [
        migrations.RunSQL(
            wall_sql("cases_case", also="lantas_owns(id)"), wall_down_sql("cases_case")
        ),
        migrations.RunSQL(wall_sql("cases_counter"), wall_down_sql("cases_counter")),
    ]
