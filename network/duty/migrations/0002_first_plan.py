from typing import Any

from django.db import migrations

from network.duty.seed import seed_plan


def seed(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.schema_name == "public":
        seed_plan(apps.get_model("duty", "DutyPlan"), schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("duty", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
