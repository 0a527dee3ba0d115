"""Which app's tables belong in which schema: head office's in public, the stations' in theirs."""

from typing import Any

from django.conf import settings
from django.db import connections


class SchemaRouter:
    """Keeps each migration out of the schemas where it does not belong."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Tell whether the app's tables are made in the schema where this connection stands."""
        in_public = self._connection(db).schema_name == "public"
        return (app_label in settings.STATION_APP_LABELS) is not in_public

    def _connection(self, db: str) -> Any:
        return connections[db]
