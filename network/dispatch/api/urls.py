"""Addresses of dispatch on the API."""

from billing.policy.rulebook.api import versions_api
from common.api import router
from network.dispatch.actions import RULES
from network.dispatch.api.finishing import RescuePartApi
from network.dispatch.api.simulations import SimulationApi
from network.dispatch.api.switching import AutomaticPauseApi
from network.dispatch.api.views import CrewApi, EscalationApi, OfferApi, RescueApi

urlpatterns = [
    *router("rescues", RescueApi),
    *router("rescue-parts", RescuePartApi),
    *router("escalations", EscalationApi),
    *router("offers", OfferApi),
    *router("crews", CrewApi),
    *router("dispatch-pauses", AutomaticPauseApi),
    *router("dispatch-policies", versions_api(RULES, "DispatchPolicy", "Versions of the rules of dispatch.")),
    *router("dispatch-simulations", SimulationApi),
]
