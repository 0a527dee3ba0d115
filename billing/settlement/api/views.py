"""Statements and their entries in the API."""

from datetime import date
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra_action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from billing.ledger.models import Correction
from billing.settlement.actions import carry_forward, confirm_statement
from billing.settlement.closing import issue_statement
from billing.settlement.disputing import answer_dispute, dispute_line, dispute_statement
from billing.settlement.invoicing.order import invoice_order_of
from billing.settlement.jobs import start_close
from billing.settlement.models import Dispute, Statement, StatementLine
from billing.settlement.pages.tables import DisputeFilter, LineFilter, StatementFilter
from billing.settlement.selectors import disputes_for, lines_for, statements_for
from common.api import (
    DayField,
    MoneyField,
    PublicIdField,
    RecordApi,
    RecordSerializer,
    command,
    creates,
    list_command,
    needs,
)
from common.records import RecordQuerySet
from tenants.registry.models import Station


class StatementSerializer(RecordSerializer):
    """A statement. `moved` is the month's sum, `closing` what the station is owed at its end; both are read from the entries."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    month = serializers.CharField(read_only=True)
    moved = MoneyField(source="moved_minor", read_only=True, required=False)
    closing = MoneyField(source="closing_minor", read_only=True, required=False)

    class Meta:
        model = Statement
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "month", "status", "moved", "closing", "issued_at", "confirmed_at", "bank_reference",
        )  # fmt: skip


class LineSerializer(RecordSerializer):
    """An entry on a statement, as the station sees it: what it is owed is positive."""

    statement = PublicIdField(model=Statement, source="statement_id", read_only=True)
    occurred_on = DayField(source="entry.occurred_on", read_only=True)
    kind = serializers.CharField(source="entry.transaction.kind", read_only=True)
    description = serializers.CharField(source="entry.transaction.description", read_only=True)
    amount = MoneyField(source="entry.credit_minor", read_only=True)

    class Meta:
        model = StatementLine
        fields: ClassVar[tuple[str, ...]] = ("statement", "occurred_on", "kind", "description", "amount")


class IssueBody(serializers.Serializer):
    """Whose month to close."""

    station = PublicIdField(model=Station)
    month = serializers.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$")


class MonthBody(serializers.Serializer):
    """Which month to close for all stations."""

    month = serializers.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$")


class ClosedSerializer(serializers.Serializer):
    """How many of the month's statements are issued by now; with a `job` more are being issued."""

    month = serializers.CharField()
    issued = serializers.IntegerField()
    job = serializers.CharField(allow_null=True)


class BuyerSerializer(serializers.Serializer):
    """To be printed exactly so."""

    name = serializers.CharField()
    tax_number = serializers.CharField()
    bank_name = serializers.CharField()
    account_number = serializers.CharField()


class SellerSerializer(serializers.Serializer):
    """The station's company."""

    name = serializers.CharField(source="company_name")
    tax_number = serializers.CharField()


class InvoiceOrderSerializer(serializers.Serializer):
    """An invoice order. `seller` is null without approved bank details."""

    buyer = BuyerSerializer()
    seller = SellerSerializer(allow_null=True)
    services = MoneyField(source="services_minor")
    invoiced = MoneyField(source="invoiced_minor")
    open = MoneyField(source="open_minor")


class ReasonBody(serializers.Serializer):
    """Why, or the answer."""

    reason = serializers.CharField(max_length=500)


class AnswerBody(serializers.Serializer):
    """Finance's answer. `granted` asks for the contra entries of the disputed entry."""

    granted = serializers.BooleanField()
    answer = serializers.CharField(max_length=500)


class DisputeSerializer(RecordSerializer):
    """An objection to an entry, or (without `entry`) to the statement as a whole."""

    statement = PublicIdField(model=Statement, source="statement_id", read_only=True)
    entry = PublicIdField(model=StatementLine, source="line_id", read_only=True)
    correction = PublicIdField(model=Correction, source="correction_id", read_only=True)

    class Meta:
        model = Dispute
        fields: ClassVar[tuple[str, ...]] = ("statement", "entry", "status", "reason", "answer", "correction")


class StatementApi(RecordApi):
    """Statements: a station's own, or all."""

    action = "settlement.view"
    serializer_class = StatementSerializer
    filterset_class = StatementFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the statements in sight."""
        return statements_for(self.actor)

    def shown(self, outcome: Any) -> Any:
        """Read the statement again, with its figures."""
        return super().shown(self.records().get_or_404(outcome.pk) if isinstance(outcome, Statement) else outcome)

    @creates(action="settlement.close", body=IssueBody)
    def issue(self, body: dict[str, Any]) -> Statement:
        """Close a station's month."""
        period = date.fromisoformat(f"{body['month']}-01")
        return issue_statement(body["station"], period, acting_user=self.actor)

    @list_command(action="settlement.close", body=MonthBody, answer=ClosedSerializer)
    def close_month(self, body: dict[str, Any]) -> dict[str, Any]:
        """Close every station's month; over 500 open entries by a job, which is named. A month is closed once, however often it is asked."""
        period = date.fromisoformat(f"{body['month']}-01")
        job = start_close(period, acting_user=self.actor)
        issued = self.records().filter(period=period, issued_at__isnull=False).count()
        return {"month": body["month"], "issued": issued, "job": job.public_id if job else None}

    @command(action="settlement.answer")
    def confirm(self, row: Statement, body: dict[str, Any]) -> Statement:
        """Confirm it."""
        return confirm_statement(row.pk, acting_user=self.actor)

    @command(action="settlement.answer", body=ReasonBody, answer=DisputeSerializer)
    def dispute(self, row: Statement, body: dict[str, Any]) -> dict[str, Any]:
        """Dispute it as a whole; the answer is the dispute. A single entry: `POST /statement-entries/{id}/dispute`."""
        raised = dispute_statement(row.pk, acting_user=self.actor, reason=body["reason"])
        return dict(DisputeSerializer(raised).data)

    @command(action="settlement.pay")
    def carry_forward(self, row: Statement, body: dict[str, Any]) -> Statement:
        """Carry the balance forward."""
        return carry_forward(row.pk, acting_user=self.actor)

    @needs("invoices.view")
    @extend_schema(responses={200: InvoiceOrderSerializer})
    @extra_action(detail=True, methods=["get"], url_path="invoice-order", pagination_class=None, filterset_class=None)
    def invoice_order(self, request: Request, id: str) -> Response:
        """Answer what the station's invoice has to say: buyer, seller, and the amount with tax."""
        return Response(InvoiceOrderSerializer(invoice_order_of(self.find())).data)


class LineApi(RecordApi):
    """Entries on statements."""

    action = "settlement.view"
    serializer_class = LineSerializer
    filterset_class = LineFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the settled entries in sight."""
        return lines_for(self.actor)

    @command(action="settlement.answer", body=ReasonBody, answer=DisputeSerializer)
    def dispute(self, row: StatementLine, body: dict[str, Any]) -> dict[str, Any]:
        """Dispute this entry; the answer is the dispute."""
        return dict(DisputeSerializer(dispute_line(row.pk, acting_user=self.actor, reason=body["reason"])).data)


class DisputeApi(RecordApi):
    """Disputes about statements."""

    action = "settlement.view"
    serializer_class = DisputeSerializer
    filterset_class = DisputeFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the disputes in sight."""
        return disputes_for(self.actor)

    @command(action="settlement.close", body=AnswerBody)
    def answer(self, row: Dispute, body: dict[str, Any]) -> Dispute:
        """Answer it; with the last answer the statement can be confirmed again."""
        return answer_dispute(row.pk, acting_user=self.actor, granted=body["granted"], answer=body["answer"])
