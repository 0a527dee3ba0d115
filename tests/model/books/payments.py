"""Payment batches: collected by one person, released by another, answered by the bank."""

from typing import Any

from tests.model.books.offsets import Offsets
from tests.model.books.rows import FORBIDDEN, INVALID, OK, WRONG, Batch, Payment, Statement, payable

TRANSIT, BANK = ("in_transit", ""), ("bank", "")


class Payments(Offsets):
    """Money on its way to the stations."""

    def can_pay(self, row: Statement, but: Payment | None = None) -> int:
        """What can be paid on a statement now."""
        return min(self.due(row), self.free(row.station, but))

    def _hindrance(self, row: Statement) -> str:
        if row.status != "confirmed":
            return WRONG
        invoiced = self.services(row) if row.invoice == "accepted" else 0
        return INVALID if self.can_pay(row) <= 0 or invoiced != max(0, self.services(row)) else OK

    def collect(self, key: Any, rows: list[Statement], who: str) -> str:
        """Put what can be paid into a batch; of one statement that can't, say why."""
        reason = self._hindrance(rows[0])
        batch = Batch(key, who, [])
        self.batches.append(batch)
        for row in sorted(rows, key=lambda row: row.month):
            if self._hindrance(row) == OK:
                batch.payments.append(Payment(row, self.can_pay(row)))
                row.status = "paying"
        if batch.payments:
            return OK
        self.batches.remove(batch)
        return reason if len(rows) == 1 else INVALID

    def cancel_batch(self, batch: Batch) -> str:
        """Give it up: its statements wait for payment again."""
        if batch.status != "draft":
            return WRONG
        batch.status = "cancelled"
        for one in batch.payments:
            one.status, one.statement.status = "dropped", "confirmed"
        return OK

    def release(self, batch: Batch, who: str) -> str:
        """Another person lets the money go, unless less is due by now."""
        if batch.made_by == who:
            return FORBIDDEN
        if batch.status != "draft":
            return WRONG
        written = len(self.entries)
        for one in batch.payments:
            if self.can_pay(one.statement, but=one) < one.amount:
                del self.entries[written:]
                for again in batch.payments:
                    again.status = "collected"
                return INVALID
            one.status = "sent"
            self._post(one)
        batch.status = "released"
        return OK

    def _post(self, one: Payment, sign: int = 1) -> None:
        self.post(None, [(payable(one.statement.station), sign * one.amount), (TRANSIT, -sign * one.amount)], "spent")

    def hear(self, batch: Batch, said: list[tuple[Payment, bool]]) -> str:
        """The bank answers: paid, or rejected and open again. What was heard before changes nothing."""
        file = tuple((id(one), is_paid) for one, is_paid in said)
        if file in batch.heard:
            return OK
        if batch.status not in ("released", "answered"):
            return WRONG
        results = [(one, "paid" if is_paid else "rejected") for one, is_paid in said]
        if any(one.status not in ("sent", result) for one, result in results):
            return INVALID
        batch.heard.add(file)
        for one, result in results:
            if one.status == "sent":
                self._apply(one, result)
        if all(one.status != "sent" for one in batch.payments):
            batch.status = "answered"
        return OK

    def _apply(self, one: Payment, result: str) -> None:
        one.status = result
        one.statement.status = "paid" if result == "paid" else "confirmed"
        if result == "paid":
            self.post(None, [(TRANSIT, one.amount), (BANK, -one.amount)])
        else:
            self._post(one, sign=-1)
