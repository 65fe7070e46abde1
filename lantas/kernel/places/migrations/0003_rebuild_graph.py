"""What the graph needs besides, so that it can be made again from the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Roundabouts, traffic lights, and restrictions by segment instead of way."""

    dependencies = [("places", "0002_edition_numbers")]
    operations = [
        migrations.AddField("roadnetwork", "signals", models.JSONField(default=list)),
        migrations.AddField(
            "segment", "roundabout", models.BooleanField(default=False)
        ),
        migrations.RemoveField("turnrestriction", "from_way"),
        migrations.RemoveField("turnrestriction", "to_way"),
        migrations.AddField(
            "turnrestriction",
            "from_segment",
            models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            "turnrestriction",
            "to_segment",
            models.BigIntegerField(default=0),
            preserve_default=False,
        ),
    ]
