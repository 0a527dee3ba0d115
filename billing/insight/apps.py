"""Insight as a Django app."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Figures of claims and money, reliability of components, early warning of batch defects."""

    name = "billing.insight"
