from typing import Any

from django.db import migrations

from network.incidents.seed import seed_policy


def seed(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.schema_name == "public":
        seed_policy(apps.get_model("incidents", "IncidentPolicy"), schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
