"""The demo as a Django app: commands only, no tables."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Fills an empty database with a world to look at."""

    name = "demo"
