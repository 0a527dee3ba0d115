"""The pure model: what claims money should be, in plain Python, without a line of the product.

Each verb returns what the system has to answer: `"ok"`, or the name of the refusal; with a refusal nothing has changed. The chapters
stand on each other: `rows ← ledger ← suppliers ← claims ← appeals`, `ledger ← months ← offsets ← payments`, `rows ← parts`.
`view()` is the whole state in the shape in which `tests/model/view.py` reads it from the database.
"""

from typing import Any

from tests.model.books.appeals import Appeals
from tests.model.books.parts import Parts
from tests.model.books.payments import Payments
from tests.model.books.rows import Batch, Claim, Statement

__all__ = ["Books"]


class Books(Appeals, Payments, Parts):
    """Everything that the model knows."""

    def view(self) -> dict[str, Any]:
        """Return the state as `view.read` returns the database's."""
        charges = [[str(c.line.key), c.supplier, c.amount, c.resolved, c.paid, c.status] for c in self.charges]
        return {
            "claims": {str(claim.key): _claim(claim) for claim in self.claims.values()},
            "appeals": {str(one.claim.key): [one.status, one.decided, one.granted] for one in self.appeals.values()},
            "parts": {str(key): [part.status, part.overdue] for key, part in self.parts.items()},
            "charges": sorted(charges, key=str),
            "balances": {f"{kind}:{owner}": minor for (kind, owner), minor in self.balances().items()},
            "corrections": {str(one.key): one.status for one in self.corrections},
            "offsets": {
                str(one.key): [one.station, one.debt, one.amount, one.status, len(one.agreed)]
                for one in self.offsets.values()
            },
            "batches": {str(batch.key): _batch(batch) for batch in self.batches},
            "statements": {_name(row): self._statement(row) for row in self.statements.values()},
        }

    def _statement(self, row: Statement) -> list[Any]:
        entries = self.on(row)
        return [row.status, row.invoice, len(entries), sum(entry.minor for entry in entries)]


def _claim(claim: Claim) -> list[Any]:
    lines = [[line.claimed, line.approved, line.final, line.part, line.disputed] for line in claim.lines]
    return [claim.status, claim.round, claim.claimed, claim.approved, claim.final, claim.hold, lines]


def _batch(batch: Batch) -> list[Any]:
    return [batch.status, sorted([_name(one.statement), one.amount, one.status] for one in batch.payments)]


def _name(row: Statement) -> str:
    return f"{row.station}:{row.month}"
