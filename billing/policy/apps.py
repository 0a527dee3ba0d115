"""The warranty policy as a Django app."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """Versions of the warranty policy."""

    name = "billing.policy"
