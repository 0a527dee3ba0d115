"""The words of the agreement become versions that people draft and publish; those that hold are carried over as published."""

from typing import Any

from django.db import migrations, models

from network.onboarding.wording.frozen_sql import FROZEN, THAW

FIELDS = ("title_zh", "title_en", "text_zh", "text_en")


def carry(apps: Any, schema_editor: Any) -> None:
    """Write each version's clauses as the rulebook stores them."""
    rows = apps.get_model("onboarding", "AgreementTemplate").objects.using(schema_editor.connection.alias)
    for row in rows.all():
        row.values = {"clauses": [[one[name] for name in FIELDS] for one in row.clauses], "annexes": []}
        row.status, row.published_at = "published", row.created_at
        row.save(update_fields=["values", "status", "published_at"])


def carry_back(apps: Any, schema_editor: Any) -> None:
    """Write the clauses as they were kept before."""
    rows = apps.get_model("onboarding", "AgreementTemplate").objects.using(schema_editor.connection.alias)
    for row in rows.all():
        row.clauses = [dict(zip(FIELDS, one, strict=True)) for one in row.values["clauses"]]
        row.save(update_fields=["clauses"])


def text(words: str, length: int) -> models.CharField:
    """Return a field for a person's name."""
    return models.CharField(blank=True, default="", max_length=length, verbose_name=words)


class Migration(migrations.Migration):
    """From rows of the installation to versions of people."""

    dependencies = [("onboarding", "0010_rectification_by_link")]
    operations = [
        migrations.RunSQL("DROP TRIGGER IF EXISTS append_only ON agreement_template", migrations.RunSQL.noop),
        migrations.AlterModelOptions(name="agreementtemplate", options={"ordering": ["-valid_from"]}),
        migrations.RenameField("agreementtemplate", "name", "label"),
        migrations.AlterField(
            "agreementtemplate", "label", models.CharField(max_length=40, unique=True, verbose_name="version")
        ),
        migrations.AlterField("agreementtemplate", "valid_from", models.DateTimeField(verbose_name="valid from")),
        migrations.AddField(
            "agreementtemplate",
            "status",
            models.CharField(
                choices=[("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")],
                default="draft",
                max_length=20,
                verbose_name="status",
            ),
        ),
        migrations.AddField(
            "agreementtemplate",
            "summary",
            models.TextField(blank=True, default="", verbose_name="what changes"),
            preserve_default=False,
        ),
        migrations.AddField("agreementtemplate", "values", models.JSONField(default=dict)),
        migrations.AddField("agreementtemplate", "drafted_by", models.UUIDField(blank=True, null=True)),
        migrations.AddField(
            "agreementtemplate", "drafted_by_name", text("drafted by", 80), preserve_default=False
        ),
        migrations.AddField("agreementtemplate", "published_by", models.UUIDField(blank=True, null=True)),
        migrations.AddField(
            "agreementtemplate", "published_by_name", text("published by", 80), preserve_default=False
        ),
        migrations.AddField(
            "agreementtemplate",
            "published_at",
            models.DateTimeField(blank=True, null=True, verbose_name="published at"),
        ),
        migrations.AlterField("agreementtemplate", "clauses", models.JSONField(default=list)),
        migrations.RunPython(carry, carry_back),
        migrations.RemoveField("agreementtemplate", "clauses"),
        migrations.AddConstraint(
            "agreementtemplate",
            models.UniqueConstraint(
                condition=models.Q(("status", "published")),
                fields=("valid_from",),
                name="agreement_template_one_a_moment",
            ),
        ),
        migrations.AddConstraint(
            "agreementtemplate",
            models.CheckConstraint(
                condition=models.Q(
                    ("published_by__isnull", True),
                    models.Q(("published_by", models.F("drafted_by")), _negated=True),
                    _connector="OR",
                ),
                name="agreement_template_second_person",
            ),
        ),
        migrations.RunSQL(FROZEN, THAW),
    ]
