"""Duty as a Django app."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """The hotline's roster with its handovers, and spot checks of the duty phones of stations and regional offices."""

    name = "network.duty"
    label = "duty"
