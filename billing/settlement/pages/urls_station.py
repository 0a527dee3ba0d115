"""A station's addresses of its statements."""

from django.urls import path

from billing.settlement.pages.views import (
    ConfirmStatement,
    DisputeStatement,
    OpenEntries,
    Paper,
    StatementDetail,
    StatementEntries,
    StatementList,
)

urlpatterns = [
    path("", StatementList.as_view(), name="list"),
    path("open/", OpenEntries.as_view(), name="open"),
    path("<uuid:pk>/", StatementDetail.as_view(), name="detail"),
    path("<uuid:pk>/entries/", StatementEntries.as_view(), name="entries"),
    path("<uuid:pk>/pdf/", Paper.as_view(kind="pdf"), name="pdf"),
    path("<uuid:pk>/xlsx/", Paper.as_view(kind="xlsx"), name="xlsx"),
    path("<uuid:pk>/confirm/", ConfirmStatement.as_view(), name="confirm"),
    path("<uuid:pk>/dispute/", DisputeStatement.as_view(), name="dispute"),
]
