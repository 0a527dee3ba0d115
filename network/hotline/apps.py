"""The hotline as a Django app."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    """Calls and the cases that they become."""

    name = "network.hotline"
