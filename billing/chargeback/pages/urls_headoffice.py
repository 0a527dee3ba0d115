"""Addresses of chargebacks: head office's and the suppliers' alike; the gate decides what is seen."""

from django.urls import path

from billing.chargeback.pages.contracts import (
    ContractCreate,
    ContractDetail,
    ContractList,
    RecoveryList,
    SupplierStatement,
)
from billing.chargeback.pages.views import (
    AcceptChargeback,
    BookPayment,
    ChargebackDetail,
    ChargebackList,
    DisputeChargeback,
    ResolveDispute,
)

urlpatterns = [
    path("", ChargebackList.as_view(), name="list"),
    path("contracts/", ContractList.as_view(), name="contracts"),
    path("contracts/new/", ContractCreate.as_view(), name="contract_new"),
    path("contracts/<uuid:pk>/", ContractDetail.as_view(), name="contract"),
    path("recovery/", RecoveryList.as_view(), name="recovery"),
    path("statement/", SupplierStatement.as_view(), name="own_statement"),
    path("statement/<uuid:pk>/", SupplierStatement.as_view(), name="statement"),
    path("<uuid:pk>/", ChargebackDetail.as_view(), name="detail"),
    path("<uuid:pk>/accept/", AcceptChargeback.as_view(), name="accept"),
    path("<uuid:pk>/dispute/", DisputeChargeback.as_view(), name="dispute"),
    path("<uuid:pk>/resolve/", ResolveDispute.as_view(), name="resolve"),
    path("<uuid:pk>/pay/", BookPayment.as_view(), name="pay"),
]
