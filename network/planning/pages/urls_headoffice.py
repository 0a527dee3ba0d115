"""Addresses of planning at head office."""

from django.urls import path

from billing.policy.rulebook.pages import paths
from network.planning.pages import build_plans, places, scenario_compare, scenarios, travel
from network.planning.pages import headoffice as pages
from network.planning.travel.rules import TRAVEL

urlpatterns = [
    path("", pages.NetworkMap.as_view(), name="map"),
    path("cities/", pages.CityList.as_view(), name="cities"),
    path("radius/", pages.SetRadius.as_view(), name="radius"),
    path("places/", places.PlaceLists.as_view(), name="place_lists"),
    path("places/all/", places.UploadedPlaces.as_view(), name="uploaded_places"),
    path("places/<uuid:pk>/", places.PlaceListDetail.as_view(), name="place_list"),
    path("places/<uuid:pk>/put-away/", places.PutListAway.as_view(), name="put_list_away"),
    *paths(TRAVEL, "travel/", every=travel.TravelList, one=travel.TravelVersion),
    path("travel/calibrate/", travel.CalibrateTravel.as_view(), name="travel_calibrate"),
    path("scenarios/", scenarios.ScenarioList.as_view(), name="scenarios"),
    path("scenarios/new/", scenarios.NewScenario.as_view(), name="new_scenario"),
    path("scenarios/<uuid:pk>/", scenarios.ScenarioDetail.as_view(), name="scenario"),
    path("scenarios/compare/", scenario_compare.CompareScenarios.as_view(), name="compare_scenarios"),
    path("scenarios/<uuid:pk>/xlsx/", scenario_compare.ScenarioXlsx.as_view(), name="scenario_xlsx"),
    path("scenarios/<uuid:pk>/geojson/", scenario_compare.ScenarioGeojson.as_view(), name="scenario_geojson"),
    path("scenarios/<uuid:pk>/brief/", scenario_compare.ScenarioBrief.as_view(), name="scenario_brief"),
    path("scenarios/<uuid:pk>/build/", build_plans.NewBuildPlan.as_view(), name="new_build_plan"),
    path("build-plans/", build_plans.BuildPlanList.as_view(), name="build_plans"),
    path("build-plans/<uuid:pk>/", build_plans.BuildPlanDetail.as_view(), name="build_plan"),
    path("targets/<uuid:pk>/change/", build_plans.ChangeTarget.as_view(), name="change_target"),
    path("targets/<uuid:pk>/attach/", build_plans.AttachCase.as_view(), name="attach_case"),
    path("targets/<uuid:pk>/detach/", build_plans.DetachCase.as_view(), name="detach_case"),
    path("scenarios/<uuid:pk>/share/", scenarios.ShareScenario.as_view(), name="share_scenario"),
    path("scenarios/<uuid:pk>/unshare/", scenarios.UnshareScenario.as_view(), name="unshare_scenario"),
]
