"""Double entry: postings under business keys, contra entries, and corrections by two people."""

from typing import Any

from tests.model.books.rows import FORBIDDEN, INVALID, OK, WRONG, Account, Correction, Entries, Entry, Posting, State

OWNED = ("payment", "bank", "chargeback")  # put right in their own rooms, never in the ledger alone


class Ledger(State):
    """What was posted, and how it is taken back."""

    def post(self, key: str | None, entries: Entries, kind: str = "") -> None:
        """Write entries, dated today; lines of zero are left out."""
        if key is not None:
            self.postings[key] = Posting(entries, kind)
        self.entries += [Entry(account, minor, self.today, kind) for account, minor in entries if minor]

    def reverse(self, key: str) -> None:
        """Write the contra entries of a posting, once."""
        posting = self.postings[key]
        if not posting.is_reversed:
            posting.is_reversed = True
            self.post(None, [(account, -minor) for account, minor in posting.entries], posting.kind)

    def balances(self) -> dict[Account, int]:
        """The sum of each account."""
        found: dict[Account, int] = {}
        for entry in self.entries:
            found[entry.account] = found.get(entry.account, 0) + entry.minor
        return found

    def ask_correction(self, key: Any, posting: str, who: str, reason: str) -> str:
        """Somebody of finance asks that a posting be taken back."""
        if not reason or posting.partition(":")[0] in OWNED:
            return INVALID
        is_asked = any(one.posting == posting and one.status == "requested" for one in self.corrections)
        if self.postings[posting].is_reversed or is_asked:
            return WRONG
        self.corrections.append(Correction(key, posting, who))
        return OK

    def decide_correction(self, row: Correction, who: str, *, post: bool) -> str:
        """Another one posts it, or refuses. What was taken back meanwhile is not taken back twice."""
        if row.asked_by == who:
            return FORBIDDEN
        if row.status != "requested":
            return WRONG
        row.status = "posted" if post else "refused"
        if post:
            self.reverse(row.posting)
        return OK
