"""Addresses of stations at head office."""

from django.urls import path

from tenants.registry.pages.stations import StationDetail, StationList

urlpatterns = [
    path("stations/", StationList.as_view(), name="stations"),
    path("stations/<uuid:pk>/", StationDetail.as_view(), name="station"),
]
