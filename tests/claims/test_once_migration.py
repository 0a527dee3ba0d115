"""Before the first maintenance is paid once by constraint, a migration names the claims that stand twice, and says what to do."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.operations import AddConstraint, RunPython

from billing.claims.choices import ClaimStatus, ClaimType
from billing.claims.models import WITHOUT_WORK, Claim
from billing.claims.once_sql import NAMED_AT_MOST, explained, refuse_two_first_maintenances
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_submitted_claim

pytestmark = pytest.mark.django_db
# The constraint is there already, so that the rows are put into a table of the same shape that hides the real one.
SHADOW = "CREATE TEMP TABLE claim AS SELECT * FROM public.claim"
ALIKE = "UPDATE pg_temp.claim SET type = %s, vin = 'LZGJLDR4XBX012345'"


class Editor:
    """What the migration is given, as far as the check needs it."""

    connection = connection


@pytest.fixture
def two(db: None) -> Iterator[list[Claim]]:
    """Two claims for the first maintenance of one vehicle, as an older version left them."""
    claims = [a_submitted_claim(), a_submitted_claim("BJS01")]
    with at_head_office(), connection.cursor() as cursor:
        cursor.execute(SHADOW)
        cursor.execute(ALIKE, [ClaimType.FIRST_MAINTENANCE])
    yield claims
    with connection.cursor() as cursor:  # the deferred triggers of the real table look for it by its name
        cursor.execute("DROP TABLE pg_temp.claim")


def asked() -> None:
    refuse_two_first_maintenances(None, Editor())  # type: ignore[arg-type]


def shadow(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE pg_temp.claim SET {statement}", params)


def test_the_claims_are_named_with_what_to_do(two: list[Claim]) -> None:
    with pytest.raises(CommandError) as refusal:
        asked()
    told = str(refusal.value)
    assert "LZGJLDR4XBX012345" in told
    assert all(f"{claim.number} ({claim.station.code}, submitted)" in told for claim in two)
    assert "reopen what is settled, then reject it" in told


@pytest.mark.parametrize("status", sorted(WITHOUT_WORK))
def test_one_that_did_not_stand_is_no_second_one(two: list[Claim], status: ClaimStatus) -> None:
    shadow("status = %s WHERE id = %s", str(status), two[0].pk)
    asked()


def test_other_kinds_may_come_twice(two: list[Claim]) -> None:
    shadow("type = %s", ClaimType.WARRANTY)
    asked()


def test_two_vehicles_are_two_maintenances(two: list[Claim]) -> None:
    shadow("vin = 'LZGJLDR4XBX999999' WHERE id = %s", two[0].pk)
    asked()


def test_the_constraint_comes_after_the_question() -> None:
    migration = import_module("billing.claims.migrations.0011_once_a_vehicle").Migration
    first, second = migration.operations
    assert (type(first), first.code, type(second)) == (RunPython, refuse_two_first_maintenances, AddConstraint)


def test_many_are_counted_and_not_all_listed() -> None:
    told = explained([(f"VIN{number}", "CLM-1, CLM-2") for number in range(NAMED_AT_MOST + 3)])
    assert "and 3 more vehicles" in told
    assert f"VIN{NAMED_AT_MOST}:" not in told
