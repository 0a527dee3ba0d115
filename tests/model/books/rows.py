"""What the model writes down: plain rows, and the state that all of its chapters share."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

OK, WRONG, INVALID, FORBIDDEN = "ok", "WrongState", "Invalid", "NotAllowed"
LABOUR_MINOR, PART_MINOR = 12_000, 45_000  # an hour and a half at 80 yuan; the list price of the part

Account = tuple[str, str]  # kind and owner
Entries = list[tuple[Account, int]]


@dataclass
class Line:
    """A line of a claim. `part` is what the claim knows of its old part."""

    key: Any
    position: int
    claimed: int
    is_part: bool
    approved: int | None = None
    final: int | None = None
    part: str = "not_required"
    disputed: bool = False  # a supplier's dispute has changed what it is worth

    @property
    def given(self) -> int:
        """What the last decision gives it; a line that is held has its first review's."""
        return (self.approved or 0) if self.final is None else self.final


@dataclass
class Claim:
    """A claim, with the days of its two decisions."""

    key: Any
    station: str
    lines: list[Line]
    status: str = "draft"
    round: int = 1
    approved: int | None = None
    final: int | None = None
    hold: str = ""
    first_day: date | None = None
    final_day: date | None = None

    @property
    def claimed(self) -> int:
        """The sum of what the station asks for."""
        return sum(line.claimed for line in self.lines)

    @property
    def given(self) -> int:
        """The sum of what was decided."""
        return sum(line.given for line in self.lines)

    @property
    def decided(self) -> date | None:
        """The day of the last decision."""
        return self.final_day or self.first_day

    @property
    def business_key(self) -> str:
        """What the ledger calls the present round."""
        return f"claim:{self.key}:{self.round}"


@dataclass
class Appeal:
    """The one appeal of a claim, against a decision that gave `decided`."""

    key: Any
    claim: Claim
    decided: int
    status: str = "filed"
    granted: int | None = None


@dataclass
class Part:
    """An old part on its way back."""

    line: Line
    claim: Claim
    status: str = "labelled"
    overdue: bool = False


@dataclass
class Charge:
    """What a supplier is charged for a line."""

    line: Line
    supplier: str
    amount: int
    status: str = "raised"
    resolved: int | None = None
    paid: int = 0
    receipts: list[int] = field(default_factory=list)  # those that stand

    @property
    def due(self) -> int:
        """What it owes of it now."""
        if self.status == "cancelled":
            return 0
        return self.amount if self.resolved is None else self.resolved


@dataclass
class Entry:
    """An amount on an account. `kind` groups entries on statements: a contra entry counts with what it takes back."""

    account: Account
    minor: int
    day: date
    kind: str = ""
    month: date | None = None  # on whose statement it stands


@dataclass
class Posting:
    """What stands under a business key, and whether contra entries took it back."""

    entries: Entries
    kind: str
    is_reversed: bool = False


@dataclass
class Correction:
    """That finance wants a posting taken back: one asks, another decides."""

    key: Any
    posting: str
    asked_by: str
    status: str = "requested"


@dataclass
class Statement:
    """A station's month."""

    station: str
    month: date
    status: str = "issued"
    invoice: str = ""  # the state of its invoice, which is always for all of it


@dataclass
class Payment:
    """The payment of a statement, in a batch."""

    statement: Statement
    amount: int
    status: str = "collected"


@dataclass
class Batch:
    """Payments that go to the bank together. `heard` are the answers that were read."""

    key: Any
    made_by: str
    payments: list[Payment]
    status: str = "draft"
    heard: set[Any] = field(default_factory=set)


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
class State:
    """Everything that the model knows. `shares` stand in the order of their contracts' numbers."""

    today: date
    shares: list[Share]
    claims: dict[Any, Claim] = field(default_factory=dict)
    appeals: dict[Any, Appeal] = field(default_factory=dict)  # by claim
    parts: dict[Any, Part] = field(default_factory=dict)  # by line
    charges: list[Charge] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    postings: dict[str, Posting] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    statements: dict[tuple[str, date], Statement] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    offsets: dict[Any, Offset] = field(default_factory=dict)
    to_label: list[Claim] = field(default_factory=list)

    def claim_of(self, line: Line) -> Claim:
        """The claim on which a line stands."""
        return next(claim for claim in self.claims.values() if line in claim.lines)


def stepping(row: Any, froms: tuple[str, ...], to: str) -> str:
    """Move a row's status, or refuse."""
    if row.status not in froms:
        return WRONG
    row.status = to
    return OK


def payable(station: str) -> Account:
    """What is owed to a station."""
    return "station_payable", station


def receivable(supplier: str) -> Account:
    """What a supplier owes."""
    return "supplier_receivable", supplier
