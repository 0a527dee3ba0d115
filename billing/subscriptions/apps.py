"""Subscriptions as a Django app."""

from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    """Plans, the stations' subscriptions, what they entitle to."""

    name = "billing.subscriptions"
