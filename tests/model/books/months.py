"""Months: statements, their invoices, and what is due on them."""

from datetime import date, timedelta

from tests.model.books.ledger import Ledger
from tests.model.books.rows import INVALID, OK, WRONG, Entry, Statement, payable, stepping


class Months(Ledger):
    """Statements hold which entries they settle; every figure is read off these."""

    def close(self, station: str, month: date) -> str:
        """Put the open entries on the month's statement."""
        last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        if last >= self.today:
            return INVALID
        if any(row.month >= month for row in self.statements.values() if row.station == station):
            return WRONG
        for entry in self.of_station(station):
            if entry.month is None and entry.day <= last:
                entry.month = month
        self.statements[station, month] = Statement(station, month)
        return OK

    def confirm(self, row: Statement) -> str:
        """The station agrees."""
        return stepping(row, ("issued",), "confirmed")

    def object(self, row: Statement, reason: str) -> str:
        """The station does not."""
        return stepping(row, ("issued",), "disputed") if reason else INVALID

    def answer(self, row: Statement, answer: str) -> str:
        """Finance explains."""
        return stepping(row, ("disputed",), "issued") if answer else INVALID

    def carry(self, row: Statement) -> str:
        """A balance in our favour stays on the account."""
        return INVALID if self.due(row) > 0 else stepping(row, ("confirmed",), "carried")

    def enter_invoice(self, row: Statement) -> str:
        """The station invoices all its services of the month, once."""
        if row.status not in ("issued", "confirmed"):
            return WRONG
        if self.services(row) <= 0 or row.invoice:
            return INVALID
        row.invoice = "submitted"
        return OK

    def accept_invoice(self, row: Statement) -> str:
        """Finance finds that it agrees."""
        if row.invoice != "submitted":
            return WRONG
        row.invoice = "accepted"
        return OK

    def services(self, row: Statement) -> int:
        """What the month's invoices have to come to: claims, less what was taken back of them."""
        return -sum(entry.minor for entry in self.on(row) if entry.kind == "service")

    def due(self, row: Statement) -> int:
        """What the statement's balance leaves to be paid, less what was paid since."""
        mine = self.of_station(row.station)
        balance = -sum(one.minor for one in mine if one.month is not None and one.month <= row.month)
        since = sum(one.minor for one in mine if one.kind == "spent" and (one.month is None or one.month > row.month))
        return balance - since

    def of_station(self, station: str) -> list[Entry]:
        """All entries of a station's payable."""
        return [entry for entry in self.entries if entry.account == payable(station)]

    def on(self, row: Statement) -> list[Entry]:
        """The entries that a statement settles."""
        return [entry for entry in self.of_station(row.station) if entry.month == row.month]
