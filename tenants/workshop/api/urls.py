"""The workshop's addresses in the API."""

from common.api import router
from tenants.workshop.api.views import ExtraWorkApi, LabourLineApi, PartLineApi, RepairOrderApi

urlpatterns = [
    *router("repair-orders", RepairOrderApi),
    *router("labour-lines", LabourLineApi),
    *router("part-lines", PartLineApi),
    *router("extra-work", ExtraWorkApi),
]
