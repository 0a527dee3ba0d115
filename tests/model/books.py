"""The pure model: what claims money should be, in plain Python, without a line of the product.

Each verb returns what the system has to answer: `"ok"`, or the name of the refusal; with a refusal nothing has changed. `view()` is the
whole state in the shape in which `view.py` reads it from the database.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

OK, WRONG, INVALID = "ok", "WrongState", "Invalid"
BETWEEN = ("awaiting_parts", "first_reviewed")
FAILED = ("rejected", "missing")
LABOUR_MINOR, PART_MINOR = 12_000, 45_000  # an hour and a half at 80 yuan; the list price of the part
WAIVED_BELOW_MINOR = 5_000


@dataclass
class Line:
    key: Any
    claimed: int
    is_part: bool
    approved: int | None = None
    final: int | None = None
    part: str = "not_required"
    disputed: bool = False  # a supplier's dispute has changed what it is worth


@dataclass
class Claim:
    key: Any
    station: str
    lines: list[Line]
    status: str = "draft"
    round: int = 1
    approved: int | None = None
    final: int | None = None

    @property
    def claimed(self) -> int:
        return sum(line.claimed for line in self.lines)


@dataclass
class Part:
    line: Line
    claim: Claim
    status: str = "labelled"


@dataclass
class Charge:
    line: Line
    supplier: str
    amount: int
    status: str = "raised"
    resolved: int | None = None
    paid: int = 0

    @property
    def due(self) -> int:
        if self.status == "cancelled":
            return 0
        return self.amount if self.resolved is None else self.resolved


@dataclass
class Entry:
    account: tuple[str, str]
    minor: int
    day: date
    is_payment: bool = False
    month: date | None = None  # on whose statement it stands


@dataclass
class Statement:
    station: str
    month: date
    status: str = "issued"


@dataclass
class Offset:
    """Service money that shall pay a debt, once five parties have agreed."""

    key: Any
    station: str
    debt: str
    amount: int
    status: str = "requested"
    agreed: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Share:
    """What a supplier bears of a part, in percent, and at most how much a unit."""

    supplier: str
    percent: str
    cap: int | None = None


@dataclass
class Books:
    """Everything that the model knows. `shares` stand in the order of their contracts' numbers."""

    today: date
    shares: list[Share]
    claims: dict[Any, Claim] = field(default_factory=dict)
    parts: dict[Any, Part] = field(default_factory=dict)  # by line
    charges: list[Charge] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    posted: dict[Any, list[tuple[tuple[str, str], int]]] = field(default_factory=dict)
    statements: dict[tuple[str, date], Statement] = field(default_factory=dict)
    offsets: dict[Any, Offset] = field(default_factory=dict)
    to_label: list[Claim] = field(default_factory=list)

    # the station's claim

    def prepare(self, key: Any, station: str, lines: list[tuple[Any, bool]]) -> str:
        rows = [Line(one, PART_MINOR if is_part else LABOUR_MINOR, is_part) for one, is_part in lines]
        self.claims[key] = Claim(key, station, rows)
        return OK

    def edit(self, claim: Claim, amounts: list[int]) -> str:
        if claim.status not in ("draft", "returned"):
            return WRONG
        for line, minor in zip(claim.lines, amounts, strict=True):
            line.claimed, line.approved, line.final = minor, None, None
        return OK

    def submit(self, claim: Claim, answer: str) -> str:
        if claim.status == "returned" and not answer:
            return INVALID
        return self._move(claim, ("draft", "returned"), "submitted")

    def cancel(self, claim: Claim) -> str:
        return self._move(claim, ("draft", "returned"), "cancelled")

    def send_back(self, claim: Claim, question: str) -> str:
        return self._move(claim, ("submitted",), "returned") if question else INVALID

    def _move(self, claim: Claim, froms: tuple[str, ...], to: str) -> str:
        if claim.status not in froms:
            return WRONG
        claim.status = to
        return OK

    # the two reviews

    def first_review(self, claim: Claim, amounts: list[int], *, reasons: bool = True) -> str:
        if claim.status != "submitted":
            return WRONG
        limits = [line.claimed for line in claim.lines]
        if not _within(amounts, limits, reasons):
            return INVALID
        for line, minor in zip(claim.lines, amounts, strict=True):
            line.approved, line.final = minor, None
            if line.part in ("not_required", "awaited"):
                line.part = "awaited" if line.is_part and minor >= WAIVED_BELOW_MINOR else "not_required"
        claim.approved = sum(amounts)
        awaited = any(line.part == "awaited" for line in claim.lines)
        claim.status = "rejected" if not claim.approved else "awaiting_parts" if awaited else "first_reviewed"
        if claim.status != "rejected":
            self.to_label.append(claim)
        return OK

    def final_review(self, claim: Claim, amounts: list[int], *, reasons: bool = True) -> str:
        if any(line.part == "awaited" for line in claim.lines) or claim.status != "first_reviewed":
            return WRONG
        limits = [line.approved or 0 for line in claim.lines]
        paid_without_part = any(line.part in FAILED and minor for line, minor in zip(claim.lines, amounts, strict=True))
        if not _within(amounts, limits, reasons) or paid_without_part:
            return INVALID
        for line, minor in zip(claim.lines, amounts, strict=True):
            line.final = minor
        claim.final = sum(amounts)
        claim.status = "settled" if claim.final else "rejected"
        if claim.final:
            self._pay(claim)
        return OK

    def _pay(self, claim: Claim) -> None:
        self._post(
            ("claim", claim.key, claim.round),
            [(("warranty_expense", ""), claim.final or 0), (_payable(claim.station), -(claim.final or 0))],
        )
        for line in claim.lines:
            if line.is_part and line.final and not self._live(line):
                for share, minor in zip(self.shares, split(line.final, self.shares), strict=True):
                    self._charge(line, share, minor if share.cap is None else min(minor, share.cap))

    def _charge(self, line: Line, share: Share, minor: int) -> None:
        if minor:
            charge = Charge(line, share.supplier, minor)
            self.charges.append(charge)
            self._post(None, [(_receivable(share.supplier), minor), (("recovery_income", ""), -minor)])

    def _live(self, line: Line) -> list[Charge]:
        return [charge for charge in self.charges if charge.line is line and charge.status != "cancelled"]

    def reopen(self, claim: Claim, reason: str) -> str:
        if claim.status not in ("settled", "rejected", *BETWEEN):
            return WRONG
        if not reason:
            return INVALID
        if claim.status == "settled":
            live = [charge for line in claim.lines for charge in self._live(line)]
            for charge in live:
                self._change(charge, -charge.due)
                charge.status = "cancelled"
            for key in [key for key in self.posted if key[:3] == ("claim", claim.key, claim.round)]:
                self._reverse(key)
            claim.status = "first_reviewed"
        else:
            claim.status, claim.approved = "submitted", None
            for line in claim.lines:
                line.approved = None
        claim.final = None
        for line in claim.lines:
            line.final, line.disputed = None, False
        claim.round += 1
        return OK

    # old parts

    def relay(self) -> str:
        for claim in self.to_label:
            for line in claim.lines:
                if line.part == "awaited" and line.key not in self.parts:
                    self.parts[line.key] = Part(line, claim)
        self.to_label.clear()
        return OK

    def ship(self, parts: list[Part]) -> str:
        if any(part.status != "labelled" for part in parts):
            return WRONG
        for part in parts:
            part.status = "shipped"
        return OK

    def receive(self, part: Part) -> str:
        if part.status not in ("shipped", "missing"):
            return WRONG
        if part.status == "missing" and not self._note(part, "awaited"):
            return WRONG
        part.status = "received"
        return OK

    def check(self, part: Part, to: str, reason: str) -> str:
        froms = {
            "confirmed": ("received", "rejected"),
            "rejected": ("received", "confirmed"),
            "missing": ("labelled", "shipped"),
            "waived": ("labelled", "shipped", "missing"),
        }
        if to != "confirmed" and not reason:
            return INVALID
        if part.status not in froms[to] or not self._note(part, to):
            return WRONG
        part.status = to
        return OK

    def _note(self, part: Part, state: str) -> bool:
        """Write the part's state into its claim, which must stand between the two reviews."""
        if part.claim.status not in BETWEEN:
            return False
        part.line.part = state
        awaited = any(line.part == "awaited" for line in part.claim.lines)
        part.claim.status = "awaiting_parts" if awaited else "first_reviewed"
        return True

    def dispose(self, part: Part) -> str:
        if part.status not in ("confirmed", "rejected"):
            return WRONG
        part.status = "disposed"
        return OK

    # suppliers

    def accept(self, charge: Charge) -> str:
        return self._answer(charge, "accepted")

    def dispute(self, charge: Charge, reason: str, *, too_late: bool) -> str:
        if not reason:
            return INVALID
        return WRONG if too_late else self._answer(charge, "disputed")

    def _answer(self, charge: Charge, to: str) -> str:
        if charge.status != "raised":
            return WRONG
        charge.status = to
        return OK

    def let_limit_pass(self, charge: Charge) -> str:
        self._answer(charge, "accepted")
        return OK

    def resolve(self, charge: Charge, minor: int) -> str:
        if not 0 <= minor <= charge.amount:
            return INVALID
        if charge.status != "disputed":
            return WRONG
        self._change(charge, minor - charge.due)
        charge.status, charge.resolved = "resolved", minor
        return OK

    def reinspect(self, charge: Charge, final: int, minor: int) -> str:
        """The old part is looked at again: the line, the charge, and what the line's other suppliers owe at most."""
        claim = next(claim for claim in self.claims.values() if charge.line in claim.lines)
        if claim.status != "settled" or charge.line.final is None:
            return WRONG
        if not 0 <= final <= charge.line.claimed or not 0 <= minor <= self._most(charge, final):
            return INVALID
        if charge.status != "disputed":
            return WRONG
        if change := final - charge.line.final:
            self._post(
                ("claim", claim.key, claim.round, len(self.posted)),
                [(("warranty_expense", ""), change), (_payable(claim.station), -change)],
            )
            charge.line.final, charge.line.disputed = final, True
            claim.final = (claim.final or 0) + change
        self._change(charge, minor - charge.due)
        charge.status, charge.resolved = "resolved", minor
        for other in self._live(charge.line):
            most = min(self._most(other, final), final - minor)
            if other is not charge and other.due > most:
                self._change(other, most - other.due)
                other.resolved = most
        return OK

    def _most(self, charge: Charge, final: int) -> int:
        percent = next(share.percent for share in self.shares if share.supplier == charge.supplier)
        return int((Decimal(final) * Decimal(percent) / 100).to_integral_value(ROUND_CEILING))

    def book_payment(self, charge: Charge) -> str:
        still_open = charge.due - charge.paid
        if still_open <= 0:
            return INVALID
        if charge.status not in ("accepted", "resolved", "paid"):
            return WRONG
        self._post(None, [(("bank", ""), still_open), (_receivable(charge.supplier), -still_open)])
        charge.status, charge.paid = "paid", charge.paid + still_open
        return OK

    def _change(self, charge: Charge, minor: int) -> None:
        self._post(None, [(_receivable(charge.supplier), minor), (("recovery_income", ""), -minor)])

    # the month

    def close(self, station: str, month: date) -> str:
        last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        if last >= self.today:
            return INVALID
        if any(row.month >= month for row in self.statements.values() if row.station == station):
            return WRONG
        for entry in self._payable(station):
            if entry.month is None and entry.day <= last:
                entry.month = month
        self.statements[station, month] = Statement(station, month)
        return OK

    def confirm(self, row: Statement) -> str:
        return self._step(row, ("issued",), "confirmed")

    def object(self, row: Statement, reason: str) -> str:
        return self._step(row, ("issued",), "disputed") if reason else INVALID

    def answer(self, row: Statement, answer: str) -> str:
        return self._step(row, ("disputed",), "issued") if answer else INVALID

    def carry(self, row: Statement) -> str:
        return INVALID if self.due(row) > 0 else self._step(row, ("confirmed",), "carried")

    def _step(self, row: Statement, froms: tuple[str, ...], to: str) -> str:
        if row.status not in froms:
            return WRONG
        row.status = to
        return OK

    def due(self, row: Statement) -> int:
        """What the statement's balance leaves to be paid, less what was paid since."""
        payable = self._payable(row.station)
        balance = -sum(one.minor for one in payable if one.month is not None and one.month <= row.month)
        since = sum(one.minor for one in payable if one.is_payment and (one.month is None or one.month > row.month))
        return balance - since

    def _payable(self, station: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.account == _payable(station)]

    # debts and offsets

    def owe(self, document: str, station: str, debt: str, income: str, minor: int) -> str:
        """A document is booked once, however often it comes."""
        if ("debt", document) not in self.posted:
            self._post(("debt", document), [((debt, station), minor), ((income, ""), -minor)])
        return OK

    def ask_offset(self, key: Any, station: str, debt: str, minor: int) -> str:
        if not 0 < minor <= self.offset_limit(station, debt):
            return INVALID
        self.offsets[key] = Offset(key, station, debt, minor)
        return OK

    def offset_limit(self, station: str, debt: str, but: Offset | None = None) -> int:
        """min(what is owed to the station, its debt), each less what other offsets hold."""
        waiting = [
            one
            for one in self.offsets.values()
            if one.station == station and one.status == "requested" and one is not but
        ]
        payable = -sum(entry.minor for entry in self._payable(station)) - sum(one.amount for one in waiting)
        held = sum(one.amount for one in waiting if one.debt == debt)
        return min(payable, self.balances().get((debt, station), 0) - held)

    def agree(self, offset: Offset, party: str, parties: int, *, too_late: bool) -> str:
        if offset.status != "requested" or too_late or party in offset.agreed:
            return WRONG
        if len(offset.agreed) + 1 == parties:
            if offset.amount > self.offset_limit(offset.station, offset.debt, but=offset):
                return INVALID
            entries = [(_payable(offset.station), offset.amount), ((offset.debt, offset.station), -offset.amount)]
            self._post(None, entries, is_payment=True)
            offset.status = "posted"
        offset.agreed.add(party)
        return OK

    def end_offset(self, offset: Offset, to: str) -> str:
        if offset.status != "requested":
            return WRONG
        offset.status = to
        return OK

    # the ledger

    def _reverse(self, key: Any) -> None:
        if ("reversal", key) not in self.posted:
            self._post(("reversal", key), [(account, -minor) for account, minor in self.posted[key]])

    def _post(self, key: Any, entries: list[tuple[tuple[str, str], int]], *, is_payment: bool = False) -> None:
        if key is not None:
            self.posted[key] = entries
        self.entries += [Entry(account, minor, self.today, is_payment) for account, minor in entries if minor]

    def balances(self) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for entry in self.entries:
            found[entry.account] = found.get(entry.account, 0) + entry.minor
        return found

    def view(self) -> dict[str, Any]:
        """Return the state as `view.read` returns the database's."""
        return {
            "claims": {
                str(c.key): [
                    c.status,
                    c.round,
                    c.claimed,
                    c.approved,
                    c.final,
                    [[n.claimed, n.approved, n.final, n.part] for n in c.lines],
                ]
                for c in self.claims.values()
            },
            "parts": {str(key): part.status for key, part in self.parts.items()},
            "charges": sorted(
                ([str(c.line.key), c.supplier, c.amount, c.resolved, c.paid, c.status] for c in self.charges), key=str
            ),
            "balances": {f"{kind}:{owner}": minor for (kind, owner), minor in self.balances().items()},
            "offsets": {
                str(o.key): [o.station, o.debt, o.amount, o.status, len(o.agreed)] for o in self.offsets.values()
            },
            "statements": {
                f"{row.station}:{row.month}": [row.status, *self._on(row)] for row in self.statements.values()
            },
        }

    def _on(self, row: Statement) -> list[int]:
        entries = [entry.minor for entry in self._payable(row.station) if entry.month == row.month]
        return [len(entries), sum(entries)]


def _within(amounts: list[int], limits: list[int], reasons: bool) -> bool:
    pairs = list(zip(amounts, limits, strict=True))
    return all(0 <= minor <= limit for minor, limit in pairs) and (
        reasons or all(minor == limit for minor, limit in pairs)
    )


def _payable(station: str) -> tuple[str, str]:
    return "station_payable", station


def _receivable(supplier: str) -> tuple[str, str]:
    return "supplier_receivable", supplier


def split(minor: int, shares: list[Share]) -> list[int]:
    """Split by the method of the largest remainder, together the whole cents of the summed percentages, rounded down."""
    exact = [Decimal(minor) * Decimal(share.percent) / 100 for share in shares]
    parts = [int(one.to_integral_value(ROUND_FLOOR)) for one in exact]
    left = int(sum(exact).to_integral_value(ROUND_FLOOR)) - sum(parts)
    for place in sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))[:left]:
        parts[place] += 1
    return parts
