"""Addresses of duty on the API."""

from common.api import router
from network.duty.api.roster import HandoverApi, ShiftApi, ShiftKindApi, SwapApi
from network.duty.api.views import CheckApi, DrawApi, OfficePhoneApi, PlanApi

urlpatterns = [
    *router("shift-kinds", ShiftKindApi),
    *router("shifts", ShiftApi),
    *router("shift-swaps", SwapApi),
    *router("handovers", HandoverApi),
    *router("duty-checks", CheckApi),
    *router("duty-plans", PlanApi),
    *router("duty-office-phones", OfficePhoneApi),
    *router("duty-draws", DrawApi),
]
