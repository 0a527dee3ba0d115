from typing import Any

from django.db import migrations

from audit.violations.seed import seed_offences


def seed(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.schema_name != "public":
        return
    seed_offences(apps.get_model("violations", "Offence"), schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("violations", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
