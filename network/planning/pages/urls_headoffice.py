"""Addresses of planning at head office."""

from django.urls import path

from network.planning.pages import headoffice as pages

urlpatterns = [
    path("", pages.NetworkMap.as_view(), name="map"),
    path("cities/", pages.CityList.as_view(), name="cities"),
    path("radius/", pages.SetRadius.as_view(), name="radius"),
]
