"""Violations as a Django app."""

from django.apps import AppConfig


class ViolationsConfig(AppConfig):
    """Service violations: investigation, decision, appeal."""

    name = "audit.violations"
    label = "violations"
