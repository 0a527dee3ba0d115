from typing import Any

from django.db import migrations

from catalog.seed import seed_tables


def seed(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.schema_name != "public":
        return
    seed_tables(
        apps.get_model("catalog", "Wmi"), apps.get_model("catalog", "FaultCode"), schema_editor.connection.alias
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
