"""Care as a Django app."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Follow-up calls after delivery, satisfaction, complaints."""

    name = "tenants.care"
