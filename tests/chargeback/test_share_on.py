"""Which contract holds: part before component, day of the repair, build date."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.chargeback.contracts import share_on
from common.clock import today
from tests.builders.chargeback import PART, contract, part, supplier
from tests.builders.moments import asked_now

pytestmark = pytest.mark.django_db
BUILT = date(2025, 5, 1)


def test_a_contract_for_the_part_holds() -> None:
    row = contract("80", cap_minor=500)
    (share,) = share_on(PART, today(), BUILT)
    assert (share.contract_id, share.supplier_id, share.percent, share.cap_minor) == (
        row.pk, supplier().pk, Decimal(80), 500,
    )  # fmt: skip


def test_a_contract_for_the_component_holds_where_the_part_has_none() -> None:
    contract("40", part=None, component=part().component)
    assert [share.percent for share in share_on(PART, today(), BUILT)] == [Decimal(40)]
    contract("70")
    assert [share.percent for share in share_on(PART, today(), BUILT)] == [Decimal(70)]


def test_several_suppliers_share_a_part() -> None:
    contract("60", number="A")
    contract("30", number="B", code="S002")
    assert [share.percent for share in share_on(PART, today(), BUILT)] == [Decimal(60), Decimal(30)]


@pytest.mark.parametrize(
    ("terms", "holds"),
    [
        ({"valid_to": lambda: today() - timedelta(days=1)}, False),
        ({"valid_to": today}, True),
        ({"valid_from": lambda: today() + timedelta(days=1)}, False),
        ({"built_from": BUILT, "built_to": BUILT}, True),
        ({"built_from": BUILT + timedelta(days=1)}, False),
        ({"built_to": BUILT - timedelta(days=1)}, False),
    ],
)
def test_windows(terms: dict[str, Any], holds: bool) -> None:
    contract(**asked_now(terms))
    assert bool(share_on(PART, today(), BUILT)) is holds


def test_an_unknown_build_date_is_in_no_window() -> None:
    contract(built_from=BUILT)
    assert share_on(PART, today(), None) == []
    contract("20", number="open")
    assert len(share_on(PART, today(), None)) == 1
