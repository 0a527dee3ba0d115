"""The transition table, asked from every side: the row, and the database."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from billing.claims.choices import CLAIM_MOVES, ClaimStatus
from billing.claims.models import Claim
from common.errors import WrongState
from tenants.registry.standing import at_head_office
from tests.builders.claims import an_outbound_claim


@pytest.mark.parametrize("start", ClaimStatus)
@pytest.mark.parametrize("end", ClaimStatus)
def test_a_row_moves_as_the_table_says(start: ClaimStatus, end: ClaimStatus, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = Claim(status=start)
    monkeypatch.setattr(claim, "change", lambda **values: setattr(claim, "status", values["status"]))
    if end in CLAIM_MOVES[start]:
        claim.move_to(end)
        assert claim.status == end
    else:
        with pytest.raises(WrongState):
            claim.move_to(end)


def test_the_database_allows_the_same_moves(db: None) -> None:
    with at_head_office():
        claim = an_outbound_claim()
        refused = {
            (start, end) for start in ClaimStatus for end in ClaimStatus if start != end and not _may(claim, start, end)
        }
    allowed = {(start, end) for start, ends in CLAIM_MOVES.items() for end in ends}
    assert refused.isdisjoint(allowed)
    assert len(refused) == len(ClaimStatus) * (len(ClaimStatus) - 1) - len(allowed)


def _may(claim: Claim, start: ClaimStatus, end: ClaimStatus) -> bool:
    """Put the row into `start` with the trigger off, then try the move; constraints on people are met."""
    people: dict[str, Any] = {"first_reviewer_id": claim.pk, "final_reviewer_id": claim.station_id}
    people |= {"first_section": "claims", "final_section": "inspection"}
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM claim_judged_reason WHERE claim_id = %s", [claim.pk])
            _force(claim, start, people)
            Claim.objects.filter(pk=claim.pk).update(status=end)
            raise _Allowed
    except _Allowed:
        return True
    except DatabaseError:
        return False


def _force(claim: Claim, start: ClaimStatus, people: dict[str, Any]) -> None:
    """Write a second row in the wanted state: inserting needs no move."""
    values = {field.attname: getattr(claim, field.attname) for field in Claim._meta.concrete_fields}
    Claim.objects.filter(pk=claim.pk).delete()
    Claim.objects.bulk_create([Claim(**(values | people | {"status": start, "approved_minor": 0, "final_minor": 0}))])


class _Allowed(Exception):
    """The move went through; the savepoint is rolled back."""
