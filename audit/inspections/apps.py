"""Inspections as a Django app."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Templates, visits, findings, corrective actions."""

    name = "audit.inspections"
    label = "inspections"
