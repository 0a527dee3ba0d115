"""The ledger's addresses at head office."""

from django.urls import path

from billing.ledger.pages.headoffice import (
    AccountDetail,
    AccountList,
    CorrectTransaction,
    EntryList,
    TransactionDetail,
    TransactionList,
)

urlpatterns = [
    path("", TransactionList.as_view(), name="transactions"),
    path("accounts/", AccountList.as_view(), name="accounts"),
    path("accounts/<uuid:pk>/", AccountDetail.as_view(), name="account"),
    path("entries/", EntryList.as_view(), name="entries"),
    path("<uuid:pk>/", TransactionDetail.as_view(), name="transaction"),
    path("<uuid:pk>/correct/", CorrectTransaction.as_view(), name="correct"),
]
