"""The workshop as a Django app."""

from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    """Reception, repair orders, quality check, delivery; in each station's own schema."""

    name = "tenants.workshop"
