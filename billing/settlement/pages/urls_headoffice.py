"""Head office's addresses of statements."""

from django.urls import path

from billing.settlement.pages.headoffice import CloseMonth, Reconciliation, VerifyStatement
from billing.settlement.pages.views import (
    AnswerDispute,
    CarryForward,
    OpenEntries,
    Paper,
    PayStatement,
    StatementDetail,
    StatementEntries,
    StatementList,
)

urlpatterns = [
    path("", StatementList.as_view(), name="list"),
    path("open/", OpenEntries.as_view(), name="open"),
    path("close/", CloseMonth.as_view(), name="close"),
    path("reconciliation/", Reconciliation.as_view(), name="reconciliation"),
    path("verify/<str:token>/", VerifyStatement.as_view(), name="verify"),
    path("<uuid:pk>/", StatementDetail.as_view(), name="detail"),
    path("<uuid:pk>/entries/", StatementEntries.as_view(), name="entries"),
    path("<uuid:pk>/pdf/", Paper.as_view(kind="pdf"), name="pdf"),
    path("<uuid:pk>/xlsx/", Paper.as_view(kind="xlsx"), name="xlsx"),
    path("<uuid:pk>/answer/", AnswerDispute.as_view(), name="answer"),
    path("<uuid:pk>/pay/", PayStatement.as_view(), name="pay"),
    path("<uuid:pk>/carry/", CarryForward.as_view(), name="carry"),
]
