"""Addresses of old parts on the API."""

from billing.oldparts.api.views import ChargebackWithPartApi, DisposalApi, OldPartApi, ReinspectionApi, ShipmentApi
from common.api import router

urlpatterns = [
    *router("chargebacks", ChargebackWithPartApi),
    *router("old-parts", OldPartApi),
    *router("shipments", ShipmentApi),
    *router("old-part-disposals", DisposalApi),
    *router("reinspections", ReinspectionApi),
]
