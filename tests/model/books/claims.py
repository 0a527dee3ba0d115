"""A claim from the station's draft through its two reviews, and back when it is reopened."""

from typing import Any

from tests.model.books.rows import INVALID, LABOUR_MINOR, OK, PART_MINOR, WRONG, Claim, Line, payable, stepping
from tests.model.books.suppliers import Suppliers

BETWEEN = ("awaiting_parts", "first_reviewed")
FAILED = ("rejected", "missing")
NOT_CHECKED = ("not_required", "awaited")
WAIVED_BELOW_MINOR = 5_000


class Claims(Suppliers):
    """Claims and what they do to the money."""

    def prepare(self, key: Any, station: str, lines: list[tuple[Any, bool]]) -> str:
        """Make a draft from a repair order."""
        rows = [
            Line(one, position, PART_MINOR if is_part else LABOUR_MINOR, is_part)
            for position, (one, is_part) in enumerate(lines, start=1)
        ]
        self.claims[key] = Claim(key, station, rows)
        return OK

    def edit(self, claim: Claim, amounts: list[int]) -> str:
        """Ask for other amounts."""
        if claim.status not in ("draft", "returned"):
            return WRONG
        for line, minor in zip(claim.lines, amounts, strict=True):
            line.claimed, line.approved, line.final = minor, None, None
        return OK

    def submit(self, claim: Claim, answer: str) -> str:
        """Hand it in; one that came back needs an answer."""
        if claim.status == "returned" and not answer:
            return INVALID
        return stepping(claim, ("draft", "returned"), "submitted")

    def cancel(self, claim: Claim) -> str:
        """Put it away."""
        return stepping(claim, ("draft", "returned"), "cancelled")

    def send_back(self, claim: Claim, question: str) -> str:
        """Return it with a question."""
        return stepping(claim, ("submitted",), "returned") if question else INVALID

    def first_review(self, claim: Claim, amounts: list[int], *, reasons: bool = True) -> str:
        """Decide each line; a part that is worth something has to come back."""
        if claim.status != "submitted":
            return WRONG
        if not _within(amounts, [line.claimed for line in claim.lines], reasons):
            return INVALID
        for line, minor in zip(claim.lines, amounts, strict=True):
            line.approved, line.final = minor, None
            want_part(line)
        claim.approved, claim.first_day = sum(amounts), self.today
        claim.status = next_status(claim) if claim.approved else "rejected"
        if claim.approved:
            self.to_label.append(claim)
        return OK

    def open_lines(self, claim: Claim) -> list[Line]:
        """The lines that the final review decides now: a line whose part is overdue is held, and decided when that has come."""
        if claim.status == "first_reviewed":
            return [line for line in claim.lines if line.part != "overdue"]
        if claim.status == "settled" and claim.hold == "released":
            return [line for line in claim.lines if line.final is None and line.part not in ("awaited", "overdue")]
        return []

    def final_review(self, claim: Claim, given: dict[Any, int], *, reasons: bool = True) -> str:
        """Decide the open lines for good: the station is paid, the suppliers are charged."""
        is_rest, chosen = claim.status == "settled", self.open_lines(claim)
        is_awaited = any(line.part == "awaited" for line in claim.lines) and not is_rest
        names_held = any(line.part == "overdue" and line.key in given for line in claim.lines)
        if is_awaited or not chosen or names_held:
            return WRONG
        amounts = [given.get(line.key, -1) for line in chosen]
        unpaid = any(line.part in FAILED and minor for line, minor in zip(chosen, amounts, strict=True))
        if (
            len(given) != len(chosen)
            or unpaid
            or not _within(amounts, [line.approved or 0 for line in chosen], reasons)
        ):
            return INVALID
        for line, minor in zip(chosen, amounts, strict=True):
            line.final = minor
        claim.final, claim.final_day = sum(line.final or 0 for line in claim.lines), self.today
        claim.hold = "overdue" if any(line.final is None for line in claim.lines) else ""
        claim.status = "settled" if is_rest or claim.final or claim.hold else "rejected"
        if claim.status == "settled":
            self._pay(claim, chosen, is_rest=is_rest)
        return OK

    def _pay(self, claim: Claim, lines: list[Line], *, is_rest: bool) -> None:
        total = sum(line.final or 0 for line in lines)
        if not total:
            return
        positions = "-".join(str(line.position) for line in lines)
        key = f"{claim.business_key}:lines:{positions}" if is_rest else claim.business_key
        self.post(key, [(("warranty_expense", ""), total), (payable(claim.station), -total)], "service")
        for line in lines:
            self.charge(line)

    def take_back(self, claim: Claim) -> None:
        """Contra entries of all that the present round posted; its charges are withdrawn."""
        self.withdraw_charges(claim.lines)
        round_key = claim.business_key
        for key in [key for key in self.postings if key == round_key or key.startswith(f"{round_key}:")]:
            self.reverse(key)

    def reopen(self, claim: Claim, reason: str) -> str:
        """Take a decision back: of a settled claim the final one, else the first."""
        if claim.status not in ("settled", "rejected", *BETWEEN):
            return WRONG
        if not reason:
            return INVALID
        if claim.status == "settled":
            self.take_back(claim)
            claim.status = next_status(claim)
        else:
            claim.status, claim.approved, claim.first_day = "submitted", None, None
            for line in claim.lines:
                line.approved = None
        forget_final(claim)
        claim.round += 1
        return OK


def want_part(line: Line) -> None:
    """Whether the old part of a line is wanted back; what was checked once stays checked."""
    if line.part in NOT_CHECKED:
        line.part = "awaited" if line.is_part and (line.approved or 0) >= WAIVED_BELOW_MINOR else "not_required"


def next_status(claim: Claim) -> str:
    """Where a claim goes that was given something."""
    return "awaiting_parts" if any(line.part == "awaited" for line in claim.lines) else "first_reviewed"


def forget_final(claim: Claim) -> None:
    """Nothing was decided for good any more."""
    claim.final, claim.final_day, claim.hold = None, None, ""
    for line in claim.lines:
        line.final, line.disputed = None, False


def _within(amounts: list[int], limits: list[int], reasons: bool) -> bool:
    pairs = list(zip(amounts, limits, strict=True))
    return all(0 <= minor <= limit for minor, limit in pairs) and (
        reasons or all(minor == limit for minor, limit in pairs)
    )
