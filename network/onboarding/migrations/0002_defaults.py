"""The first standard and the first agreement template."""

from typing import Any

from django.db import migrations

from network.onboarding.defaults import STANDARD, TEMPLATE


def load(apps: Any, schema_editor: Any) -> None:
    """Add them."""
    using = schema_editor.connection.alias
    apps.get_model("onboarding", "Standard").objects.using(using).create(**STANDARD)
    apps.get_model("onboarding", "AgreementTemplate").objects.using(using).create(**TEMPLATE)


class Migration(migrations.Migration):
    """First versions."""

    dependencies = [("onboarding", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
