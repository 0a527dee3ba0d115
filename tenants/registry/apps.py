"""The registry as a Django app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Stations, opening, fleet migrations."""

    name = "tenants.registry"

    def ready(self) -> None:
        """Tell the jobs how to stand where their starter stood."""
        from common.jobs.standing import ports  # needs loaded apps
        from tenants.registry.standing import as_starter

        ports.stand_for = as_starter
