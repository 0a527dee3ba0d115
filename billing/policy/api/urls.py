"""Addresses of the policy on the API."""

from django.urls import path

from billing.policy.api.coverage import CoverageApi
from billing.policy.api.views import PolicyApi
from common.api import router

urlpatterns = [
    *router("policies", PolicyApi),
    path("vehicles/<str:id>/coverage", CoverageApi.as_view({"get": "coverage"}), name="vehicles-coverage"),
]
