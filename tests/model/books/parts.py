"""Old parts on their way back, and what each of them lets its claim do. A part that is overdue holds its own line only."""

from tests.model.books.claims import BETWEEN
from tests.model.books.rows import INVALID, OK, WRONG, Part, State, stepping

CHECKED_FROM = {
    "confirmed": ("received", "rejected"),
    "rejected": ("received", "confirmed"),
    "missing": ("labelled", "shipped"),
    "waived": ("labelled", "shipped", "missing"),
}


class Parts(State):
    """Parts and their claims, always in step."""

    def relay(self) -> str:
        """The events are handed out: what is wanted gets its label."""
        for claim in self.to_label:
            for line in claim.lines:
                if line.part == "awaited" and line.key not in self.parts:
                    self.parts[line.key] = Part(line, claim)
        self.to_label.clear()
        return OK

    def ship(self, parts: list[Part]) -> str:
        """Send several in one box, all or none."""
        if any(part.status != "labelled" for part in parts):
            return WRONG
        for part in parts:
            part.status = "shipped"
        return OK

    def receive(self, part: Part) -> str:
        """Take it in. One that comes late is awaited again."""
        if part.status not in ("shipped", "missing"):
            return WRONG
        if (part.overdue or part.status == "missing") and not self._note(part, "awaited"):
            return WRONG
        part.status, part.overdue = "received", False
        return OK

    def check(self, part: Part, to: str, reason: str) -> str:
        """Look at it, or give it up."""
        if to != "confirmed" and not reason:
            return INVALID
        if part.status not in CHECKED_FROM[to] or not self._note(part, to):
            return WRONG
        part.status = to
        part.overdue = part.overdue and to == "missing"
        return OK

    def let_return_limit_pass(self, part: Part) -> str:
        """Its day has passed: its line is held, the others go on."""
        if part.status in ("labelled", "shipped") and not part.overdue:
            part.overdue = True
            if part.line.part == "awaited" and part.claim.status in BETWEEN:
                self._note(part, "overdue")
        return OK

    def dispose(self, part: Part) -> str:
        """It goes for good."""
        return stepping(part, ("confirmed", "rejected"), "disposed")

    def _note(self, part: Part, state: str) -> bool:
        """Write the part's state into its claim: between the two reviews, or of a line that was held when the others were paid."""
        claim, line = part.claim, part.line
        was_held = claim.status == "settled" and claim.hold != "" and line.final is None
        if claim.status not in BETWEEN and not was_held:
            return False
        line.part = state
        if was_held:
            ready = any(one.final is None and one.part not in ("awaited", "overdue") for one in claim.lines)
            claim.hold = "released" if ready else "overdue"
        else:
            is_awaited = any(one.part == "awaited" for one in claim.lines)
            has_more = any(one.approved and one.part != "overdue" for one in claim.lines)
            claim.status = "awaiting_parts" if is_awaited or not has_more else "first_reviewed"
        return True
