"""The ledger's addresses at head office."""

from django.urls import path

from billing.ledger.pages.corrections import (
    ApproveCorrection,
    BeancountFile,
    CorrectionDetail,
    CorrectionList,
    CorrectTransaction,
    RefuseCorrection,
)
from billing.ledger.pages.headoffice import (
    AccountDetail,
    AccountList,
    EntryList,
    TransactionDetail,
    TransactionList,
)

urlpatterns = [
    path("", TransactionList.as_view(), name="transactions"),
    path("accounts/", AccountList.as_view(), name="accounts"),
    path("accounts/<uuid:pk>/", AccountDetail.as_view(), name="account"),
    path("entries/", EntryList.as_view(), name="entries"),
    path("beancount/", BeancountFile.as_view(), name="beancount"),
    path("corrections/", CorrectionList.as_view(), name="corrections"),
    path("corrections/<uuid:pk>/", CorrectionDetail.as_view(), name="correction"),
    path("corrections/<uuid:pk>/approve/", ApproveCorrection.as_view(), name="approve"),
    path("corrections/<uuid:pk>/refuse/", RefuseCorrection.as_view(), name="refuse"),
    path("<uuid:pk>/", TransactionDetail.as_view(), name="transaction"),
    path("<uuid:pk>/correct/", CorrectTransaction.as_view(), name="correct"),
]
