"""What the tests of claims share: proof that a refusal changed nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from billing.claims.models import Claim, ClaimLine, JudgedReason
from billing.ledger.models import Transaction
from common.errors import DomainError
from common.history.models import History, Undelivered
from tenants.registry.standing import at_head_office


def everything() -> dict[str, Any]:
    """Return all rows that a step on a claim might touch."""
    with at_head_office():
        return {
            model.__name__: sorted(map(str, model.objects.values_list()))
            for model in (Claim, ClaimLine, JudgedReason, History, Undelivered, Transaction)
        }


@contextmanager
def refused(error: type[DomainError], code: str = "") -> Iterator[Any]:
    """The block is refused with this error, and nothing at all has changed."""
    before = everything()
    with pytest.raises(error) as caught:
        yield caught
    assert not code or str(caught.value.code) == code
    assert everything() == before
