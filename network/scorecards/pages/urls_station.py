"""The addresses of scorecards and awards at a station: its own, and the standard by which they came about."""

from django.urls import path

from network.scorecards.pages import standards

urlpatterns = [
    path("standards/", standards.StandardList.as_view(), name="standards"),
    path("standards/compare/", standards.CompareStandard.as_view(), name="standards_compare"),
    path("standards/<uuid:pk>/", standards.StandardVersion.as_view(), name="standards_version"),
]
