"""Addresses of dispatch at head office, and the driver's."""

from django.urls import path

from billing.policy.rulebook.pages import paths
from network.dispatch.actions import RULES
from network.dispatch.pages import headoffice as pages
from network.dispatch.pages import massing, recommending, simulations, statistics, switching, taking
from network.dispatch.pages.choosing import ChooseCrew
from network.dispatch.pages.files import Photo, Slip
from network.dispatch.pages.shared import LiveAddress
from network.dispatch.pages.station import CrewDetail

urlpatterns = [
    path("", pages.Board.as_view(), name="board"),
    path("board.json", pages.BoardData.as_view(), name="board_data"),
    path("live/", LiveAddress.as_view(), name="live"),
    path("rescues/", pages.RescueList.as_view(), name="rescues"),
    path("rescues/<uuid:pk>/", pages.RescueDetail.as_view(), name="rescue"),
    path("rescues/<uuid:pk>/slip/", Slip.as_view(), name="slip"),
    path("rescues/<uuid:pk>/offer/", pages.OfferBest.as_view(), name="offer"),
    path("rescues/<uuid:pk>/choose/", ChooseCrew.as_view(), name="choose"),
    path("rescues/<uuid:pk>/recommended/", recommending.RecommendedCrews.as_view(), name="recommended"),
    path("rescues/<uuid:pk>/recommended/offer/", recommending.OfferRecommended.as_view(), name="offer_recommended"),
    path("rescues/<uuid:pk>/reassign/", taking.Reassign.as_view(), name="reassign"),
    path("rescues/<uuid:pk>/escalate/", pages.Escalate.as_view(), name="escalate"),
    path("rescues/<uuid:pk>/cancel/", taking.Cancel.as_view(), name="cancel"),
    path("cases/<uuid:pk>/", pages.RescueOfCase.as_view(), name="of_case"),
    path("crews/", pages.CrewList.as_view(), name="crews"),
    path("crews/<uuid:pk>/", CrewDetail.as_view(), name="crew"),
    path("photos/<uuid:pk>/", Photo.as_view(), name="photo"),
    path("statistics/", statistics.Statistics.as_view(), name="statistics"),
    path("batch/", massing.BatchPlan.as_view(), name="batch"),
    path("automatic/", switching.PauseList.as_view(), name="pauses"),
    path("automatic/off/", switching.SwitchOff.as_view(), name="pause"),
    path("automatic/<uuid:pk>/on/", switching.SwitchOn.as_view(), name="resume"),
    *paths(RULES, "rules/"),
    path("simulations/", simulations.SimulationList.as_view(), name="simulations"),
    path("simulations/new/", simulations.NewSimulation.as_view(), name="new_simulation"),
    path("simulations/<uuid:pk>/", simulations.SimulationDetail.as_view(), name="simulation"),
    path("simulations/<uuid:pk>/xlsx/", simulations.SimulationXlsx.as_view(), name="simulation_xlsx"),
    path("simulations/<uuid:pk>/json/", simulations.SimulationJson.as_view(), name="simulation_json"),
    path("follow/<str:token>/", pages.Follow.as_view(), name="follow"),
]
