"""Writes on each round what only the station's own rows can tell."""

from typing import Any

from django.db import migrations


def note(apps: Any, schema_editor: Any) -> None:
    records = apps.get_model("site", "DutyRecord").objects.using(schema_editor.connection.alias)
    for record in records.all():
        record.remarks = f"moved: {record.doer_name}"
        record.save(update_fields=["remarks"])


class Migration(migrations.Migration):
    """One more step."""

    dependencies = [("site", "0001_initial")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
