"""What suppliers bear: charges, answers, and a dispute that flows back into the claim."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tests.model.books.ledger import Ledger
from tests.model.books.rows import INVALID, OK, WRONG, Charge, Line, Share, payable, receivable, stepping


class Suppliers(Ledger):
    """Chargebacks, in step with their claims."""

    def charge(self, line: Line) -> None:
        """Charge each supplier its share of a line that was paid; a line with live charges is charged already."""
        if not line.is_part or not line.final or self.live(line):
            return
        for share, minor in zip(self.shares, split(line.final, self.shares), strict=True):
            charged = minor if share.cap is None else min(minor, share.cap)
            if charged:
                self.charges.append(Charge(line, share.supplier, charged))
                self._owe(share.supplier, charged)

    def live(self, line: Line) -> list[Charge]:
        """The charges that stand for a line."""
        return [charge for charge in self.charges if charge.line is line and charge.status != "cancelled"]

    def withdraw_charges(self, lines: list[Line]) -> None:
        """Take back what stands for the lines."""
        for charge in [charge for line in lines for charge in self.live(line)]:
            self._owe(charge.supplier, -charge.due)
            charge.status = "cancelled"

    def accept(self, charge: Charge) -> str:
        """The supplier agrees."""
        return stepping(charge, ("raised",), "accepted")

    def dispute(self, charge: Charge, reason: str, *, too_late: bool) -> str:
        """The supplier does not."""
        if not reason:
            return INVALID
        return WRONG if too_late else stepping(charge, ("raised",), "disputed")

    def let_limit_pass(self, charge: Charge) -> str:
        """No answer is a yes; whoever had answered already has."""
        self.accept(charge)
        return OK

    def resolve(self, charge: Charge, minor: int) -> str:
        """Settle a dispute without a change of the claim: the charge can only fall."""
        if charge.status != "disputed":
            return WRONG
        if not 0 <= minor <= charge.due:
            return INVALID
        self._settle(charge, minor)
        return OK

    def reinspect(self, charge: Charge, verdict: str, final: int, minor: int, words: str = "seen") -> str:
        """The old part is looked at again: the line, the charge, and what the line's other suppliers owe at most."""
        line, before = charge.line, charge.line.final or 0
        if charge.status != "disputed":
            return WRONG
        if not words or not _fits(verdict, (before, charge.due), (final, minor)):
            return INVALID
        if final == before:
            return self.resolve(charge, minor)
        claim = self.claim_of(line)
        if claim.status != "settled" or line.final is None or self._is_corrected(claim.business_key):
            return WRONG
        if not 0 <= final <= line.claimed or not 0 <= minor <= self._most(charge, final):
            return INVALID
        change, name = final - before, f"{claim.business_key}:dispute:{len(self.postings)}"
        self.post(name, [(("warranty_expense", ""), change), (payable(claim.station), -change)], "service")
        line.final, line.disputed = final, True
        claim.final = (claim.final or 0) + change
        self._settle(charge, minor)
        self._bound_the_others(charge)
        return OK

    def _is_corrected(self, round_key: str) -> bool:
        mine = [row for key, row in self.postings.items() if key == round_key or key.startswith(f"{round_key}:")]
        return any(row.is_reversed for row in mine)

    def _settle(self, charge: Charge, minor: int) -> None:
        self._owe(charge.supplier, minor - charge.due)
        charge.status, charge.resolved = "resolved", minor

    def _bound_the_others(self, charge: Charge) -> None:
        final = charge.line.final or 0
        rest = final - charge.due
        for other in [one for one in self.live(charge.line) if one is not charge]:
            most = min(self._most(other, final), rest)
            rest -= min(other.due, most)
            if other.due > most:
                self._owe(other.supplier, most - other.due)
                other.resolved = most

    def _most(self, charge: Charge, final: int) -> int:
        percent = next(share.percent for share in self.shares if share.supplier == charge.supplier)
        return int((Decimal(final) * Decimal(percent) / 100).to_integral_value(ROUND_CEILING))

    def book_payment(self, charge: Charge) -> str:
        """The supplier pays what is open."""
        still_open = charge.due - charge.paid
        if still_open <= 0:
            return INVALID
        if charge.status not in ("accepted", "resolved", "paid", "unpaid"):
            return WRONG
        self.post(None, [(("bank", ""), still_open), (receivable(charge.supplier), -still_open)])
        charge.status, charge.paid = "paid", charge.paid + still_open
        charge.receipts.append(still_open)
        return OK

    def take_receipt_back(self, charge: Charge, reason: str) -> str:
        """Finance takes the last receipt back; a charge that was paid is to be paid again."""
        if not reason or not charge.receipts:
            return INVALID
        minor = charge.receipts.pop()
        self.post(None, [(("bank", ""), -minor), (receivable(charge.supplier), minor)])
        charge.paid -= minor
        if charge.status == "paid" and not charge.paid:
            charge.status = "unpaid"
        return OK

    def _owe(self, supplier: str, minor: int) -> None:
        self.post(None, [(receivable(supplier), minor), (("recovery_income", ""), -minor)])


def _fits(verdict: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether what a line is worth and what is due for it fit the verdict's words."""
    (line, due), (new_line, new_due) = before, after
    return {
        "upheld": (new_line, new_due) == (line, due),
        "partly": new_line == line and 0 < new_due < due,
        "not_supplier": (new_line, new_due) == (line, 0),
        "not_warranty": new_line < line and new_due <= due,
        "raised": new_line > line and new_due >= due,
    }[verdict]


def split(minor: int, shares: list[Share]) -> list[int]:
    """Split by the method of the largest remainder, together the whole cents of the summed percentages, rounded down."""
    exact = [Decimal(minor) * Decimal(share.percent) / 100 for share in shares]
    parts = [int(one.to_integral_value(ROUND_FLOOR)) for one in exact]
    left = int(sum(exact, Decimal(0)).to_integral_value(ROUND_FLOOR)) - sum(parts)
    for place in sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))[:left]:
        parts[place] += 1
    return parts
