"""The selection standard becomes versions that people draft and publish; those that hold are carried over as published."""

from typing import Any

from django.db import migrations, models

from network.onboarding.selection.frozen_sql import FROZEN, THAW

FIELDS = ("code", "name_zh", "name_en", "points")
STEPS = ("lead", "selected", "confirmed", "accepted", "signed", "instructed")


def carry(apps: Any, schema_editor: Any) -> None:
    """Write each version as the rulebook stores it."""
    rows = apps.get_model("onboarding", "Standard").objects.using(schema_editor.connection.alias)
    for row in rows.all():
        row.values = {
            "criteria": [[one[name] for name in FIELDS] for one in row.criteria],
            "pass_percent": row.pass_percent,
            "agreement_years": row.agreement_years,
            **{f"{step}_days": row.limits.get(step, 0) for step in STEPS},
        }
        row.status, row.published_at = "published", row.created_at
        row.save(update_fields=["values", "status", "published_at"])


def carry_back(apps: Any, schema_editor: Any) -> None:
    """Write it as it was kept before."""
    rows = apps.get_model("onboarding", "Standard").objects.using(schema_editor.connection.alias)
    for row in rows.all():
        row.criteria = [dict(zip(FIELDS, one, strict=True)) for one in row.values["criteria"]]
        row.limits = {step: row.values[f"{step}_days"] for step in STEPS if row.values[f"{step}_days"]}
        row.pass_percent, row.agreement_years = row.values["pass_percent"], row.values["agreement_years"]
        row.save(update_fields=["criteria", "limits", "pass_percent", "agreement_years"])


def text(words: str, length: int) -> models.CharField:
    """Return a field for a person's name."""
    return models.CharField(blank=True, default="", max_length=length, verbose_name=words)


class Migration(migrations.Migration):
    """From rows of the installation to versions of people."""

    dependencies = [("onboarding", "0011_agreement_templates_people_keep")]
    operations = [
        migrations.RunSQL("DROP TRIGGER IF EXISTS append_only ON onboarding_standard", migrations.RunSQL.noop),
        migrations.AlterModelOptions(name="standard", options={"ordering": ["-valid_from"]}),
        migrations.RenameField("standard", "name", "label"),
        migrations.AlterField(
            "standard", "label", models.CharField(max_length=40, unique=True, verbose_name="version")
        ),
        migrations.AlterField("standard", "valid_from", models.DateTimeField(verbose_name="valid from")),
        migrations.AddField(
            "standard",
            "status",
            models.CharField(
                choices=[("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")],
                default="draft",
                max_length=20,
                verbose_name="status",
            ),
        ),
        migrations.AddField(
            "standard",
            "summary",
            models.TextField(blank=True, default="", verbose_name="what changes"),
            preserve_default=False,
        ),
        migrations.AddField("standard", "values", models.JSONField(default=dict)),
        migrations.AddField("standard", "drafted_by", models.UUIDField(blank=True, null=True)),
        migrations.AddField(
            "standard", "drafted_by_name", text("drafted by", 80), preserve_default=False
        ),
        migrations.AddField("standard", "published_by", models.UUIDField(blank=True, null=True)),
        migrations.AddField(
            "standard", "published_by_name", text("published by", 80), preserve_default=False
        ),
        migrations.AddField(
            "standard",
            "published_at",
            models.DateTimeField(blank=True, null=True, verbose_name="published at"),
        ),
        migrations.AlterField("standard", "criteria", models.JSONField(default=list)),
        migrations.AlterField("standard", "limits", models.JSONField(default=dict)),
        migrations.AlterField("standard", "pass_percent", models.PositiveSmallIntegerField(default=60)),
        migrations.RunPython(carry, carry_back),
        migrations.RemoveField("standard", "criteria"),
        migrations.RemoveField("standard", "limits"),
        migrations.RemoveField("standard", "pass_percent"),
        migrations.RemoveField("standard", "agreement_years"),
        migrations.AddConstraint(
            "standard",
            models.UniqueConstraint(
                condition=models.Q(("status", "published")),
                fields=("valid_from",),
                name="onboarding_standard_one_a_moment",
            ),
        ),
        migrations.AddConstraint(
            "standard",
            models.CheckConstraint(
                condition=models.Q(
                    ("published_by__isnull", True),
                    models.Q(("published_by", models.F("drafted_by")), _negated=True),
                    _connector="OR",
                ),
                name="onboarding_standard_second_person",
            ),
        ),
        migrations.RunSQL(FROZEN, THAW),
    ]
