import django.contrib.postgres.functions
import django.db.models.deletion
import uuid
from django.db import migrations, models


# The queue row is written by the transaction that writes the entry: it appears when
# that commits, however late, and never for a rolled back one.
TOLD = """
CREATE OR REPLACE FUNCTION ledger_entry_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger_waiting (entry_id) VALUES (NEW.id);
  PERFORM pg_notify('lantas_live', json_build_object(
    'entry', NEW.id, 'name', NEW.name, 'subject', NEW.subject, 'unit', NEW.unit_id
  )::text);
  RETURN NULL;
END $$;
INSERT INTO ledger_waiting (entry_id) SELECT id FROM ledger_entry;
"""
UNDO = """
CREATE OR REPLACE FUNCTION ledger_entry_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('lantas_live', json_build_object(
    'entry', NEW.id, 'name', NEW.name, 'subject', NEW.subject, 'unit', NEW.unit_id
  )::text);
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_evidence_reactions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Key",
            fields=[
                ("nth", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("origin", models.CharField(max_length=200)),
                ("public", models.BinaryField(max_length=32, unique=True)),
                ("from_at", models.DateTimeField()),
                ("statement", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level",
                        "nth",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("nth", models.BigIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "waiting",
            },
        ),
        migrations.AddField(
            model_name="entry",
            name="salt",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
            ),
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
                ("signed_at", models.DateTimeField()),
                ("note", models.TextField()),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.key",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("hash", models.BinaryField(max_length=32, unique=True)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaf",
                        to="ledger.entry",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "leaves",
            },
        ),
        migrations.RunSQL(TOLD, UNDO),
    ]
