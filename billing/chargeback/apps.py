"""Chargebacks as a Django app."""

from django.apps import AppConfig


class ChargebackConfig(AppConfig):
    """Recovery from suppliers, and their portal."""

    name = "billing.chargeback"
