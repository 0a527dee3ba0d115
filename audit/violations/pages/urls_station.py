"""Violations' addresses at a station: reading, and appealing."""

from django.urls import path

from audit.violations.pages.addresses import urlpatterns as shared
from audit.violations.pages.violations import Appeal

urlpatterns = [path("<uuid:pk>/appeal/", Appeal.as_view(), name="appeal"), *shared]
