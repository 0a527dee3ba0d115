"""The ground floor as a Django app."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class CommonConfig(AppConfig):
    """Finds every app's subscribers, and the texts of its messages, once all apps are loaded."""

    name = "common"

    def ready(self) -> None:
        """Import `<app>.subscribers` (events, deadlines) and `<app>.messages` (texts) of each of our apps."""
        for app in apps.get_app_configs():
            for name in ("subscribers", "messages"):
                if find_spec(f"{app.name}.{name}"):
                    import_module(f"{app.name}.{name}")
