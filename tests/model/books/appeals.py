"""The one appeal that a station has against a decision that cut its claim."""

from datetime import timedelta
from typing import Any

from tests.model.books.claims import BETWEEN, Claims, forget_final, next_status, want_part
from tests.model.books.rows import INVALID, OK, WRONG, Appeal, Claim, stepping

APPEAL_DAYS = 15


class Appeals(Claims):
    """Filed in time, decided by another reviewer, never to the station's harm."""

    def _was_cut(self, claim: Claim) -> bool:
        return claim.status in ("settled", "rejected", *BETWEEN) and claim.given < claim.claimed

    def file_appeal(self, key: Any, claim: Claim, reason: str) -> str:
        """Ask that another one look at it."""
        if not reason:
            return INVALID
        decided = claim.decided
        is_late = decided is not None and self.today > decided + timedelta(days=APPEAL_DAYS)
        if not self._was_cut(claim) or is_late or claim.key in self.appeals:
            return WRONG
        self.appeals[claim.key] = Appeal(key, claim, claim.given)
        return OK

    def reopen(self, claim: Claim, reason: str) -> str:
        """Not while the appeal against the decision waits for its answer."""
        appeal = self.appeals.get(claim.key)
        is_open = appeal is not None and appeal.status == "filed"
        return WRONG if is_open else super().reopen(claim, reason)

    def withdraw_appeal(self, appeal: Appeal) -> str:
        """Take it back: there is no second one."""
        return stepping(appeal, ("filed",), "withdrawn")

    def decide_appeal(self, appeal: Appeal, amounts: list[int], answer: str, seen: int) -> str:
        """Give each line no less than it has now, as it was seen. More than that, and the claim's way is open again."""
        claim, standing = appeal.claim, appeal.claim.given
        if appeal.status != "filed" or claim.status not in ("settled", "rejected", *BETWEEN) or standing != seen:
            return WRONG
        pairs = list(zip(claim.lines, amounts, strict=True))
        if not answer or not all(line.given <= minor <= line.claimed for line, minor in pairs):
            return INVALID
        appeal.granted = sum(amounts)
        if appeal.granted > standing:
            self._raise(claim, amounts)
        more = "partly" if appeal.granted > standing else "denied"
        appeal.status = "granted" if appeal.granted == claim.claimed else more
        return OK

    def _raise(self, claim: Claim, amounts: list[int]) -> None:
        if claim.status == "settled":
            self.take_back(claim)
            claim.round += 1
        for line, minor in zip(claim.lines, amounts, strict=True):
            line.approved = minor if line.disputed else max(line.approved or 0, minor)
            want_part(line)
        claim.approved = sum(line.approved or 0 for line in claim.lines)
        claim.status = next_status(claim)
        forget_final(claim)
        self.to_label.append(claim)
