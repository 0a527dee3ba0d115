"""The address of a station's own page."""

from django.urls import path

from tenants.registry.pages.stations import OwnStation

urlpatterns = [path("", OwnStation.as_view(), name="own")]
