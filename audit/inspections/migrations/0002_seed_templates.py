from typing import Any

from django.db import migrations

from audit.inspections.seed import seed_templates


def seed(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.schema_name != "public":
        return
    seed_templates(
        apps.get_model("inspections", "Template"),
        apps.get_model("inspections", "TemplateItem"),
        schema_editor.connection.alias,
    )


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
