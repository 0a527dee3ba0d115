"""The registry as a Django app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Stations, opening, fleet migrations."""

    name = "tenants.registry"
