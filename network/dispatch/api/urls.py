"""Addresses of dispatch on the API."""

from common.api import router
from network.dispatch.api.rules import DispatchPolicyApi
from network.dispatch.api.simulations import SimulationApi
from network.dispatch.api.switching import AutomaticPauseApi
from network.dispatch.api.views import CrewApi, EscalationApi, OfferApi, RescueApi

urlpatterns = [
    *router("rescues", RescueApi),
    *router("escalations", EscalationApi),
    *router("offers", OfferApi),
    *router("crews", CrewApi),
    *router("dispatch-pauses", AutomaticPauseApi),
    *router("dispatch-policies", DispatchPolicyApi),
    *router("dispatch-simulations", SimulationApi),
]
