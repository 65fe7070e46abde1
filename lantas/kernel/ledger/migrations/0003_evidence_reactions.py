import django.db.models.deletion
from django.db import migrations, models

from lantas.kernel.units.scope import wall_down_sql, wall_sql


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_final"),
        ("units", "0003_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("subject", models.CharField(db_index=True, max_length=80)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("citizen", "Citizen"),
                            ("officer", "Officer"),
                            ("camera", "Camera"),
                            ("agency", "Other agency"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "media_type",
                    models.CharField(
                        choices=[
                            ("image/jpeg", "JPEG picture"),
                            ("image/png", "PNG picture"),
                            ("image/webp", "WebP picture"),
                            ("application/pdf", "PDF document"),
                        ],
                        max_length=20,
                    ),
                ),
                ("size_bytes", models.PositiveBigIntegerField()),
                ("width_px", models.PositiveIntegerField(null=True)),
                ("height_px", models.PositiveIntegerField(null=True)),
                ("kept_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sha256", "subject", "unit"),
                        name="evidence_is_kept_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="evidence_has_a_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "media_type__in",
                                [
                                    "image/jpeg",
                                    "image/png",
                                    "image/webp",
                                    "application/pdf",
                                ],
                            )
                        ),
                        name="evidence_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["citizen", "officer", "camera", "agency"])
                        ),
                        name="evidence_source_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReactionDone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("reaction", models.CharField(max_length=100)),
                ("done_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "reactions done",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reaction", "entry"), name="reaction_is_done_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReactionStuck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("reaction", models.CharField(max_length=100)),
                ("tries", models.PositiveIntegerField()),
                ("why", models.CharField(max_length=500)),
                ("stuck_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "reactions stuck",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reaction", "entry"), name="reaction_is_stuck_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            wall_sql("ledger_evidence"), wall_down_sql("ledger_evidence")
        ),
    ]
