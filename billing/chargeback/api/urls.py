"""Addresses of contracts and loose lines in the API; `/chargebacks` stands with the old parts, which travel with them."""

from billing.chargeback.api.views import ContractApi, LooseApi, ReversalApi
from common.api import router

urlpatterns = [
    *router("supplier-contracts", ContractApi),
    *router("loose-lines", LooseApi),
    *router("receipt-reversals", ReversalApi),
]
