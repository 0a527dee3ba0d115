"""Duty as a Django app."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """The hotline's roster with its handovers, and spot checks of the stations' duty phones."""

    name = "network.duty"
    label = "duty"
