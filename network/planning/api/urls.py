"""Addresses of planning's API."""

from common.api import router
from network.planning.api.build_plans import BuildPlanApi, TargetApi
from network.planning.api.places import PlaceListApi, UploadedPlaceApi
from network.planning.api.scenarios import ScenarioApi
from network.planning.api.travel import TravelPolicyApi
from network.planning.api.views import CityApi, CoverageRuleApi

urlpatterns = [
    *router("cities", CityApi),
    *router("coverage-rules", CoverageRuleApi),
    *router("planning-scenarios", ScenarioApi),
    *router("place-lists", PlaceListApi),
    *router("uploaded-places", UploadedPlaceApi),
    *router("travel-policies", TravelPolicyApi),
    *router("build-plans", BuildPlanApi),
    *router("build-targets", TargetApi),
]
