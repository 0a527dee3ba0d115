"""Addresses of old parts on the API."""

from billing.oldparts.api.views import DisposalApi, OldPartApi, ReinspectionApi, ShipmentApi
from common.api import router

urlpatterns = [
    *router("old-parts", OldPartApi),
    *router("shipments", ShipmentApi),
    *router("old-part-disposals", DisposalApi),
    *router("reinspections", ReinspectionApi),
]
