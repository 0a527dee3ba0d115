"""Campaigns as a Django app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Recalls and service campaigns."""

    name = "billing.campaigns"
