"""Whatever reviewers decide, the totals are the sums of the lines, and nothing grows on the way."""

from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from billing.claims.actions import LineDecision, decide_final_review, decide_first_review, reopen_claim
from billing.claims.choices import ClaimStatus, Reason
from billing.claims.models import Claim, ClaimLine
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, balance
from common.errors import DomainError
from tenants.registry.standing import at_head_office
from tests.builders.claims import an_outbound_claim
from tests.world import office_actor

AMOUNTS = st.lists(st.integers(0, 10**7), min_size=1, max_size=5)
SHARES = st.lists(st.tuples(st.integers(0, 110), st.integers(0, 110), st.booleans()), min_size=5, max_size=5)


def decided(lines: list[ClaimLine], limits: list[int], percents: list[int]) -> list[LineDecision]:
    return [
        LineDecision(line.pk, limit * percent // 100, Reason.OTHER)
        for line, limit, percent in zip(lines, limits, percents, strict=False)
    ]


class Rolled(Exception):
    """Ends an example: its rows are rolled back."""


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=AMOUNTS, shares=SHARES)
def test_totals_follow_the_lines(amounts: list[int], shares: list[tuple[int, int, bool]]) -> None:
    with pytest.raises(Rolled), at_head_office(), transaction.atomic():
        _walk(amounts, shares)
        raise Rolled


def _walk(amounts: list[int], shares: list[tuple[int, int, bool]]) -> None:
    """First review, final review, perhaps reopened and decided again: after each step the invariants hold."""
    claim = an_outbound_claim()
    lines = _with_lines(claim, amounts)
    first = decided(lines, amounts, [share[0] for share in shares])
    if not _tried(decide_first_review, claim, first, Role.CLAIMS_REVIEWER):
        return
    claim.refresh_from_db()
    limits = [one.approved_minor for one in first]
    for _again in range(2):
        if claim.status != ClaimStatus.FIRST_REVIEWED:
            return
        final = decided(lines, limits, [share[1] for share in shares])
        _tried(decide_final_review, claim, final, Role.FINAL_REVIEWER)
        claim.refresh_from_db()
        if claim.status == ClaimStatus.SETTLED and shares[0][2]:
            reopen_claim(claim.pk, reason="x", acting_user=office_actor(Role.FINAL_REVIEWER))
            claim.refresh_from_db()
            _holds(claim)


def _tried(action: Any, claim: Claim, decisions: list[LineDecision], role: Role) -> bool:
    """Decide; a refusal is right exactly when a decision gives more than came in."""
    final = action is decide_final_review
    before = [(line.approved_minor if final else line.claimed_minor) or 0 for line in claim.lines.order_by("position")]
    too_much = any(one.approved_minor > limit for one, limit in zip(decisions, before, strict=True))
    try:
        action(claim.pk, decisions=decisions, acting_user=office_actor(role))
    except DomainError:
        assert too_much
        return False
    assert not too_much
    claim.refresh_from_db()
    _holds(claim)
    return True


def _with_lines(claim: Claim, amounts: list[int]) -> list[ClaimLine]:
    template = claim.lines.get()
    claim.lines.all().delete()
    lines = ClaimLine.objects.bulk_create(
        ClaimLine(
            claim=claim,
            station_id=claim.station_id,
            position=number,
            kind=template.kind,
            name_zh="x",
            name_en="x",
            unit_price_minor=1,
            claimed_minor=minor,
        )
        for number, minor in enumerate(amounts, start=1)
    )
    claim.change(claimed_minor=sum(amounts))
    return lines


def _holds(claim: Claim) -> None:
    lines = list(claim.lines.all())
    assert claim.claimed_minor == sum(line.claimed_minor for line in lines)
    assert (claim.approved_minor or 0) == sum(line.approved_minor or 0 for line in lines)
    assert (claim.final_minor or 0) == sum(line.final_minor or 0 for line in lines)
    assert all(0 <= (line.final_minor or 0) <= (line.approved_minor or 0) <= line.claimed_minor for line in lines)
    settled = claim.final_minor or 0 if claim.status == ClaimStatus.SETTLED else 0
    assert -balance(account(AccountKind.STATION_PAYABLE, claim.station_id)) == settled
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
