"""Addresses of onboarding's API."""

from billing.policy.rulebook.api import versions_api
from common.api import router
from network.onboarding.api.applications import ApplicationApi
from network.onboarding.api.building import ImageItemApi, KeyPersonApi, KeyPostApi
from network.onboarding.api.firstweek import FirstWeekApi
from network.onboarding.api.rectify import RectificationApi
from network.onboarding.api.signing import SigningApi
from network.onboarding.api.views import AgreementApi, CandidateApi
from network.onboarding.building.rules import RULES
from network.onboarding.selection.rules import STANDARDS
from network.onboarding.wording.rules import TEMPLATES

urlpatterns = [
    *router("candidates", CandidateApi),
    *router("agreements", AgreementApi),
    *router("agreement-signings", SigningApi),
    *router("station-applications", ApplicationApi),
    *router("image-items", ImageItemApi),
    *router("key-posts", KeyPostApi),
    *router("key-people", KeyPersonApi),
    *router("rectifications", RectificationApi),
    *router("first-week-items", FirstWeekApi),
    *router("building-rules", versions_api(RULES, "BuildingRules", "Versions of the building rules.")),
    *router(
        "selection-standards",
        versions_api(STANDARDS, "SelectionStandards", "Versions of the selection standard."),
    ),
    *router(
        "agreement-templates",
        versions_api(TEMPLATES, "AgreementTemplates", "Versions of the words of the service agreement."),
    ),
]
