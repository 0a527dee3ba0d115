"""The ledger's addresses in the API."""

from billing.ledger.api.views import AccountApi, CorrectionApi, EntryApi, TransactionApi
from common.api import router

urlpatterns = [
    *router("ledger/accounts", AccountApi),
    *router("ledger/transactions", TransactionApi),
    *router("ledger/entries", EntryApi),
    *router("ledger/corrections", CorrectionApi),
]
