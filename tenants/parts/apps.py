"""Parts as a Django app."""

from django.apps import AppConfig


class PartsConfig(AppConfig):
    """A station's stock: receipts, issues to repair orders, stocktakes, minimum-stock warning."""

    name = "tenants.parts"
