"""Addresses of onboarding's API."""

from common.api import router
from network.onboarding.api.applications import ApplicationApi
from network.onboarding.api.building import BuildingRulesApi, ImageItemApi, KeyPersonApi
from network.onboarding.api.views import AgreementApi, CandidateApi

urlpatterns = [
    *router("candidates", CandidateApi),
    *router("agreements", AgreementApi),
    *router("station-applications", ApplicationApi),
    *router("image-items", ImageItemApi),
    *router("key-people", KeyPersonApi),
    *router("building-rules", BuildingRulesApi),
]
