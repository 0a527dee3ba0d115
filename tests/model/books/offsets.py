"""Debts and offsets. What waits is held: no yuan is promised twice."""

from typing import Any

from tests.model.books.months import Months
from tests.model.books.rows import INVALID, OK, WRONG, Offset, Payment, payable, stepping


class Offsets(Months):
    """Service money against debts, by five parties."""

    def owe(self, document: str, station: str, debt: str, income: str, minor: int) -> str:
        """A document is booked once, however often it comes."""
        key = f"receivable:{debt.removesuffix('_debt')}:{document}"
        if key not in self.postings:
            self.post(key, [((debt, station), minor), ((income, ""), -minor)])
        return OK

    def free(self, station: str, but: Offset | Payment | None = None) -> int:
        """What a station is owed, less what open offsets and collected payments hold."""
        owed = -sum(entry.minor for entry in self.of_station(station))
        held = sum(one.amount for one in self.waiting(station) if one is not but)
        collected = [one for batch in self.batches for one in batch.payments if one.status == "collected"]
        mine = [one for one in collected if one.statement.station == station and one is not but]
        return owed - held - sum(one.amount for one in mine)

    def waiting(self, station: str) -> list[Offset]:
        """The offsets that wait for confirmations."""
        return [one for one in self.offsets.values() if one.station == station and one.status == "requested"]

    def offset_limit(self, station: str, debt: str, but: Offset | None = None) -> int:
        """min(what is owed to the station, its debt), each less what others hold."""
        held = sum(one.amount for one in self.waiting(station) if one.debt == debt and one is not but)
        return min(self.free(station, but), self.balances().get((debt, station), 0) - held)

    def ask_offset(self, key: Any, station: str, debt: str, minor: int) -> str:
        """Ask, within the limit."""
        if not 0 < minor <= self.offset_limit(station, debt):
            return INVALID
        self.offsets[key] = Offset(key, station, debt, minor)
        return OK

    def agree(self, offset: Offset, party: str, parties: int, *, too_late: bool) -> str:
        """One party agrees; with the last the ledger posts, if the money is still there."""
        if offset.status != "requested" or too_late or party in offset.agreed:
            return WRONG
        if len(offset.agreed) + 1 == parties:
            if offset.amount > self.offset_limit(offset.station, offset.debt, but=offset):
                return INVALID
            entries = [(payable(offset.station), offset.amount), ((offset.debt, offset.station), -offset.amount)]
            self.post(f"offset:{offset.key}", entries, "spent")
            offset.status = "posted"
        offset.agreed.add(party)
        return OK

    def withdraw(self, offset: Offset) -> str:
        """Who asked takes it back."""
        return stepping(offset, ("requested",), "withdrawn")
