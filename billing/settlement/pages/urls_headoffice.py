"""Head office's addresses of settlement."""

from django.urls import path

from billing.settlement.choices import SummedFigure
from billing.settlement.pages.bank_details import (
    ApproveDetails,
    DetailsDetail,
    DetailsList,
    RecordCallBack,
    RefuseDetails,
)
from billing.settlement.pages.batches import (
    BankFile,
    BatchDetail,
    BatchList,
    CancelBatch,
    DropPayment,
    ReadAnswer,
    ReleaseBatch,
)
from billing.settlement.pages.behind import EntriesBehind
from billing.settlement.pages.headoffice import Checklist, CloseMonth, Reconciliation, VerifyStatement
from billing.settlement.pages.invoices import AcceptInvoice, InvoiceDetail, InvoiceFile, InvoiceList, RefuseInvoice
from billing.settlement.pages.offsets import (
    BookReceivable,
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
from billing.settlement.pages.steps import AnswerDispute, CarryForward, CollectStatement
from billing.settlement.pages.uploads import AnswerTemplate, BookFile, BookTemplate
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
    path("invoices/<uuid:pk>/accept/", AcceptInvoice.as_view(), name="accept_invoice"),
    path("invoices/<uuid:pk>/refuse/", RefuseInvoice.as_view(), name="refuse_invoice"),
    path("bank-details/<uuid:pk>/call-back/", RecordCallBack.as_view(), name="call_back"),
    path("bank-details/<uuid:pk>/approve/", ApproveDetails.as_view(), name="approve_details"),
    path("bank-details/<uuid:pk>/refuse/", RefuseDetails.as_view(), name="refuse_details"),
    path("debts/book/", BookReceivable.as_view(), name="book_receivable"),
    path("debts/file/", BookFile.as_view(), name="book_file"),
    path("debts/file/template.<slug:format>", BookTemplate.as_view(), name="book_template"),
    path("batches/", BatchList.as_view(), name="batches"),
    path("batches/<uuid:pk>/", BatchDetail.as_view(), name="batch"),
    path("batches/<uuid:pk>/release/", ReleaseBatch.as_view(), name="release"),
    path("batches/<uuid:pk>/cancel/", CancelBatch.as_view(), name="cancel_batch"),
    path("batches/<uuid:pk>/answer/", ReadAnswer.as_view(), name="answer_batch"),
    path("batches/<uuid:pk>/answer/template.<slug:format>", AnswerTemplate.as_view(), name="answer_template"),
    path("batches/<uuid:pk>/csv/", BankFile.as_view(kind="csv"), name="bank_csv"),
    path("batches/<uuid:pk>/xml/", BankFile.as_view(kind="xml"), name="bank_xml"),
    path("payments/<uuid:pk>/drop/", DropPayment.as_view(), name="drop_payment"),
    path("disputes/<uuid:pk>/answer/", AnswerDispute.as_view(), name="answer"),
    path("close/", CloseMonth.as_view(), name="close"),
    path("checklist/", Checklist.as_view(), name="checklist"),
    path("reconciliation/", Reconciliation.as_view(), name="reconciliation"),
    path("verify/<str:token>/", VerifyStatement.as_view(), name="verify"),
    path("<uuid:pk>/collect/", CollectStatement.as_view(), name="collect"),
    path("<uuid:pk>/carry/", CarryForward.as_view(), name="carry"),
]
