"""Old parts as a Django app."""

from django.apps import AppConfig


class OldPartsConfig(AppConfig):
    """Labels, shipments, the check of returned parts, disposal."""

    name = "billing.oldparts"
