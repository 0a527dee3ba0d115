"""The catalog as a Django app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Vehicles, models, parts, suppliers, labour operations, failure codes."""

    name = "catalog"
