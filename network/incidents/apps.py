"""Major events as a Django app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Major and batch events (重大/批量): severity, task force, checklist, bulletins, closing report; stations' quality reports."""

    name = "network.incidents"
    label = "incidents"
