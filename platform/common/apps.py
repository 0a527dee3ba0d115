"""The ground floor as a Django app."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class CommonConfig(AppConfig):
    """Finds every app's subscribers once all apps are loaded."""

    name = "common"

    def ready(self) -> None:
        """Import `<app>.subscribers` of each of our apps: events, deadlines."""
        for app in apps.get_app_configs():
            if find_spec(f"{app.name}.subscribers"):
                import_module(f"{app.name}.subscribers")
