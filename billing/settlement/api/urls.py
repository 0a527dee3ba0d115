"""Addresses of settlement in the API."""

from billing.settlement.api.batches import BatchApi, PaymentApi
from billing.settlement.api.invoices import DetailsApi, InvoiceApi
from billing.settlement.api.offsets import OffsetApi, ReceivableApi
from billing.settlement.api.views import DisputeApi, LineApi, StatementApi
from common.api import router

urlpatterns = [
    *router("statements", StatementApi),
    *router("statement-entries", LineApi),
    *router("disputes", DisputeApi),
    *router("station-invoices", InvoiceApi),
    *router("bank-details", DetailsApi),
    *router("receivables", ReceivableApi),
    *router("offsets", OffsetApi),
    *router("payment-batches", BatchApi),
    *router("payments", PaymentApi),
]
