"""Settlement as a Django app."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    """Statements, their confirmation and payment."""

    name = "billing.settlement"
