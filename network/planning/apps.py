"""Planning as a Django app."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Demand by city, what the stations cover, where the next one should be."""

    name = "network.planning"
    label = "planning"
