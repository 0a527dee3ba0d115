"""Payment batches and payments in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.actors import Actor
from accounts.step_up import require_step_up
from billing.settlement.jobs import take_bank_answer
from billing.settlement.models import PaymentBatch, PaymentLine, Statement
from billing.settlement.pages.money_tables import BatchFilter, PaymentFilter
from billing.settlement.payments.actions import cancel_batch, collect_batch, drop_payment, release_batch
from billing.settlement.payments.bank_file import bank_csv, require_released
from billing.settlement.selectors import batches_for, payments_for
from common.api import MoneyField, PublicIdField, RecordApi, RecordSerializer, command, creates
from common.jobs.models import Job
from common.records import RecordQuerySet
from tenants.registry.models import Station


class BatchSerializer(RecordSerializer):
    """A payment batch with its control totals."""

    payments = serializers.IntegerField(read_only=True, required=False)
    total = MoneyField(source="total_minor", read_only=True, required=False)

    class Meta:
        model = PaymentBatch
        fields: ClassVar[tuple[str, ...]] = (
            "number", "status", "payments", "total", "made_by_name", "released_by_name", "released_at", "file_sha256",
        )  # fmt: skip


class CollectBody(serializers.Serializer):
    """Which statements to pay."""

    statements = serializers.ListField(child=PublicIdField(model=Statement), min_length=1, max_length=2_000)


class BankAnswerBody(serializers.Serializer):
    """The bank's answer: CSV with the columns reference, result, reason, bank_reference and, if wanted, amount."""

    name = serializers.CharField(max_length=200)
    content = serializers.CharField(max_length=2_000_000, trim_whitespace=False)


class BankFileSerializer(serializers.Serializer):
    """The file for the bank."""

    content = serializers.CharField()
    sha256 = serializers.CharField()


class AnswerSerializer(serializers.Serializer):
    """What an answer did; with a `job` it is still being taken in."""

    accepted = serializers.IntegerField(default=0)
    rejected = serializers.IntegerField(default=0)
    repeated = serializers.IntegerField(default=0)
    job = serializers.CharField(default=None, allow_null=True)


class BatchApi(RecordApi):
    """Payment batches. Who made one does not release it."""

    action = "settlement.release"
    serializer_class = BatchSerializer
    filterset_class = BatchFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the batches."""
        return batches_for(self.actor)

    def shown(self, outcome: Any) -> Any:
        """Read the batch again, with its totals."""
        return super().shown(self.records().get_or_404(outcome.pk) if isinstance(outcome, PaymentBatch) else outcome)

    @creates(action="settlement.pay", body=CollectBody)
    def collect(self, body: dict[str, Any]) -> PaymentBatch:
        """Collect statements into a batch; what can't be paid now is left out."""
        return collect_batch(body["statements"], acting_user=self.actor)

    @command(action="settlement.release")
    def release(self, row: PaymentBatch, body: dict[str, Any]) -> PaymentBatch:
        """Let the money go. Needs another person than the maker, and a fresh sign-in (403 `step_up_needed`)."""
        require_step_up(self.request._request)
        return release_batch(row.pk, acting_user=self.actor)

    @command(action="settlement.pay")
    def cancel(self, row: PaymentBatch, body: dict[str, Any]) -> PaymentBatch:
        """Give it up before its release."""
        return cancel_batch(row.pk, acting_user=self.actor)

    @command(action="settlement.release", answer=BankFileSerializer)
    def bank_file(self, row: PaymentBatch, body: dict[str, Any]) -> dict[str, Any]:
        """Return the CSV file for the bank. Raises WrongState before the release."""
        require_released(row)
        return {"content": bank_csv(row).decode(), "sha256": row.file_sha256}

    @command(action="settlement.pay", body=BankAnswerBody, answer=AnswerSerializer)
    def answer(self, row: PaymentBatch, body: dict[str, Any]) -> dict[str, Any]:
        """Take in the bank's answer, whole or not at all; over 500 rows by a job, which is named."""
        read = take_bank_answer(row.pk, body["content"].encode(), name=body["name"], acting_user=self.actor)
        return dict(AnswerSerializer({"job": read.public_id} if isinstance(read, Job) else read).data)


class PaymentSerializer(RecordSerializer):
    """The payment of one statement."""

    batch = PublicIdField(model=PaymentBatch, source="batch_id", read_only=True)
    station = PublicIdField(model=Station, source="station_id", read_only=True)
    statement = PublicIdField(model=Statement, source="statement_id", read_only=True)
    amount = MoneyField(source="amount_minor", read_only=True)

    class Meta:
        model = PaymentLine
        fields: ClassVar[tuple[str, ...]] = (
            "reference", "batch", "station", "statement", "status", "amount", "company_name", "bank_name", "bank_code", "account_number",
            "bank_reference", "rejection",
        )  # fmt: skip


class PaymentApi(RecordApi):
    """Payments: a station's own, or all."""

    action = "settlement.view"
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the payments in sight."""
        return payments_for(self.actor)

    @command(action="settlement.pay")
    def drop(self, row: PaymentLine, body: dict[str, Any]) -> dict[str, Any]:
        """Take it out of a batch that was not released."""
        batch = drop_payment(row.pk, acting_user=self.actor)
        return {"batch": batch.public_id}
