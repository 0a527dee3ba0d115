"""A station's addresses of settlement."""

from django.urls import path

from billing.settlement.choices import SummedFigure
from billing.settlement.pages.bank_details import DetailsDetail, DetailsList, ProposeDetails
from billing.settlement.pages.behind import EntriesBehind
from billing.settlement.pages.entering import EnterInvoice
from billing.settlement.pages.invoices import InvoiceDetail, InvoiceFile, InvoiceList, WithdrawInvoice
from billing.settlement.pages.offsets import (
    ConfirmOffset,
    DebtEntries,
    DebtList,
    OffsetDetail,
    OffsetList,
    ReceivableDetail,
    ReceivableList,
    RefuseOffset,
    RequestOffset,
    WithdrawOffset,
)
from billing.settlement.pages.steps import ConfirmStatement, DisputeLine, DisputeStatement
from billing.settlement.pages.views import (
    InvoiceOrderPaper,
    OpenEntries,
    Paper,
    StatementDetail,
    StatementEntries,
    StatementList,
)

urlpatterns = [
    path("", StatementList.as_view(), name="list"),
    path("open/", OpenEntries.as_view(), name="open"),
    path("invoices/", InvoiceList.as_view(), name="invoices"),
    path("invoices/<uuid:pk>/", InvoiceDetail.as_view(), name="invoice"),
    path("invoices/<uuid:pk>/file/", InvoiceFile.as_view(), name="invoice_file"),
    path("bank-details/", DetailsList.as_view(), name="bank_details_list"),
    path("bank-details/<uuid:pk>/", DetailsDetail.as_view(), name="bank_details"),
    path("debts/", DebtList.as_view(), name="debts"),
    path("debts/entries/", DebtEntries.as_view(), name="debt_entries"),
    path("debts/documents/", ReceivableList.as_view(), name="receivables"),
    path("debts/documents/<uuid:pk>/", ReceivableDetail.as_view(), name="receivable"),
    path("offsets/", OffsetList.as_view(), name="offsets"),
    path("offsets/request/", RequestOffset.as_view(), name="request_offset"),
    path("offsets/<uuid:pk>/", OffsetDetail.as_view(), name="offset"),
    path("offsets/<uuid:pk>/confirm/", ConfirmOffset.as_view(), name="confirm_offset"),
    path("offsets/<uuid:pk>/refuse/", RefuseOffset.as_view(), name="refuse_offset"),
    path("offsets/<uuid:pk>/withdraw/", WithdrawOffset.as_view(), name="withdraw_offset"),
    path("<uuid:pk>/", StatementDetail.as_view(), name="detail"),
    path("<uuid:pk>/entries/", StatementEntries.as_view(), name="entries"),
    path("<uuid:pk>/opening/", EntriesBehind.as_view(figure=SummedFigure.OPENING), name="behind_opening"),
    path("<uuid:pk>/closing/", EntriesBehind.as_view(figure=SummedFigure.CLOSING), name="behind_closing"),
    path("<uuid:pk>/due/", EntriesBehind.as_view(figure=SummedFigure.DUE), name="behind_due"),
    path("<uuid:pk>/services/", EntriesBehind.as_view(figure=SummedFigure.SERVICES), name="behind_services"),
    path("<uuid:pk>/pdf/", Paper.as_view(kind="pdf"), name="pdf"),
    path("<uuid:pk>/invoice-order/", InvoiceOrderPaper.as_view(), name="invoice_order"),
    path("<uuid:pk>/xlsx/", Paper.as_view(kind="xlsx"), name="xlsx"),
    path("<uuid:pk>/confirm/", ConfirmStatement.as_view(), name="confirm"),
    path("<uuid:pk>/dispute/", DisputeStatement.as_view(), name="dispute"),
    path("<uuid:pk>/invoice/", EnterInvoice.as_view(), name="enter_invoice"),
    path("invoices/<uuid:pk>/withdraw/", WithdrawInvoice.as_view(), name="withdraw_invoice"),
    path("entries/<uuid:pk>/dispute/", DisputeLine.as_view(), name="dispute_line"),
    path("bank-details/propose/", ProposeDetails.as_view(), name="propose_details"),
]
