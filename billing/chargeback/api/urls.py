"""Addresses of chargebacks and contracts in the API."""

from billing.chargeback.api.views import ChargebackApi, ContractApi, LooseApi
from common.api import router

urlpatterns = [
    *router("chargebacks", ChargebackApi),
    *router("supplier-contracts", ContractApi),
    *router("loose-lines", LooseApi),
]
