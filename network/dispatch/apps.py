"""Dispatch as a Django app."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Rescues, offers, crews, positions, the engine, the live board."""

    name = "network.dispatch"
