"""The site as a Django app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """A station's org chart and the duties that return: environment inspection, opening check."""

    name = "tenants.site"
