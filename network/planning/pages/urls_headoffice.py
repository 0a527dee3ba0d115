"""Addresses of planning at head office."""

from django.urls import path

from network.planning.pages import headoffice as pages
from network.planning.pages import scenario_compare, scenarios

urlpatterns = [
    path("", pages.NetworkMap.as_view(), name="map"),
    path("cities/", pages.CityList.as_view(), name="cities"),
    path("radius/", pages.SetRadius.as_view(), name="radius"),
    path("scenarios/", scenarios.ScenarioList.as_view(), name="scenarios"),
    path("scenarios/new/", scenarios.NewScenario.as_view(), name="new_scenario"),
    path("scenarios/<uuid:pk>/", scenarios.ScenarioDetail.as_view(), name="scenario"),
    path("scenarios/compare/", scenario_compare.CompareScenarios.as_view(), name="compare_scenarios"),
    path("scenarios/<uuid:pk>/xlsx/", scenario_compare.ScenarioXlsx.as_view(), name="scenario_xlsx"),
    path("scenarios/<uuid:pk>/geojson/", scenario_compare.ScenarioGeojson.as_view(), name="scenario_geojson"),
    path("scenarios/<uuid:pk>/brief/", scenario_compare.ScenarioBrief.as_view(), name="scenario_brief"),
    path("scenarios/<uuid:pk>/share/", scenarios.ShareScenario.as_view(), name="share_scenario"),
    path("scenarios/<uuid:pk>/unshare/", scenarios.UnshareScenario.as_view(), name="unshare_scenario"),
]
