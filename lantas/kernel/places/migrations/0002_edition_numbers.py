"""Edition numbers come from a sequence: one is never given out twice."""

from django.db import migrations


class Migration(migrations.Migration):
    """A number that was rolled back must not come again with other content."""

    dependencies = [("places", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE places_edition_number",
            "DROP SEQUENCE places_edition_number",
        )
    ]
