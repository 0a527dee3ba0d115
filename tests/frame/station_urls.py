"""A station with nothing but its desk."""

from django.urls import include, path

urlpatterns = [path("", include(("desk.pages.urls_station", "desk"), namespace="desk"))]
