"""Claims as a Django app."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Claims, adjudication, first and final review."""

    name = "billing.claims"
