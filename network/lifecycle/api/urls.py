"""Addresses of lifecycle on the API."""

from common.api import router
from network.lifecycle.api.views import ChangeApi, ClosingApi, OrderApi, StepApi

urlpatterns = [
    *router("station-changes", ChangeApi),
    *router("station-orders", OrderApi),
    *router("station-closings", ClosingApi),
    *router("closing-steps", StepApi),
]
