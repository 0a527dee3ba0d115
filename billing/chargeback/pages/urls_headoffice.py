"""Addresses of chargebacks: head office's and the suppliers' alike; the gate decides what is seen."""

from django.urls import path

from billing.chargeback.pages.contracts import (
    ContractCreate,
    ContractDetail,
    ContractList,
    SupplierStatement,
)
from billing.chargeback.pages.receipts import (
    ConfirmReversal,
    RefuseReversal,
    ReversalDetail,
    ReversalList,
    TakeReceiptBack,
)
from billing.chargeback.pages.views import (
    AcceptChargeback,
    AskForPart,
    BookPayment,
    ChargebackDetail,
    ChargebackList,
    DisputeChargeback,
)
from billing.chargeback.pages.work import (
    BearLoose,
    BookPayments,
    ChargeLoose,
    LooseDetail,
    LooseLines,
    Payments,
    RecoveryByMonth,
    RecoveryByPart,
    RecoveryList,
    WantedParts,
)

urlpatterns = [
    path("", ChargebackList.as_view(), name="list"),
    path("contracts/", ContractList.as_view(), name="contracts"),
    path("contracts/new/", ContractCreate.as_view(), name="contract_new"),
    path("contracts/<uuid:pk>/", ContractDetail.as_view(), name="contract"),
    path("recovery/", RecoveryList.as_view(), name="recovery"),
    path("recovery/parts/", RecoveryByPart.as_view(), name="recovery_parts"),
    path("recovery/months/", RecoveryByMonth.as_view(), name="recovery_months"),
    path("supplier-unknown/", LooseLines.as_view(), name="loose_lines"),
    path("supplier-unknown/<uuid:pk>/", LooseDetail.as_view(), name="loose"),
    path("supplier-unknown/<uuid:pk>/charge/", ChargeLoose.as_view(), name="charge"),
    path("supplier-unknown/<uuid:pk>/bear/", BearLoose.as_view(), name="bear"),
    path("wanted/", WantedParts.as_view(), name="wanted"),
    path("payments/", Payments.as_view(), name="payments"),
    path("payments/<uuid:pk>/", BookPayments.as_view(), name="book_payments"),
    path("statement/", SupplierStatement.as_view(), name="own_statement"),
    path("statement/<uuid:pk>/", SupplierStatement.as_view(), name="statement"),
    path("<uuid:pk>/", ChargebackDetail.as_view(), name="detail"),
    path("<uuid:pk>/accept/", AcceptChargeback.as_view(), name="accept"),
    path("<uuid:pk>/dispute/", DisputeChargeback.as_view(), name="dispute"),
    path("<uuid:pk>/ask/", AskForPart.as_view(), name="ask"),
    path("<uuid:pk>/pay/", BookPayment.as_view(), name="pay"),
    path("<uuid:pk>/take-back/", TakeReceiptBack.as_view(), name="take_back"),
    path("receipts/", ReversalList.as_view(), name="reversals"),
    path("receipts/<uuid:pk>/", ReversalDetail.as_view(), name="reversal"),
    path("receipts/<uuid:pk>/confirm/", ConfirmReversal.as_view(), name="reversal_confirm"),
    path("receipts/<uuid:pk>/refuse/", RefuseReversal.as_view(), name="reversal_refuse"),
]
