"""Lifecycle as a Django app."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    """What happens to a station between its opening and the end of its books."""

    name = "network.lifecycle"
    label = "lifecycle"
