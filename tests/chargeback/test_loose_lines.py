"""A settled part without a contract is never left blank: it waits on the work list until it is charged or borne for a reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from billing.chargeback.actions import raise_chargeback, withdraw_chargebacks
from billing.chargeback.choices import ChargebackError, LooseStatus
from billing.chargeback.loose import bear_loose_line, charge_loose_line
from billing.chargeback.models import Chargeback, LooseLine
from common.clock import today
from common.errors import Invalid, NotAllowed, WrongState
from tenants.registry.models import Station
from tests.builders.chargeback import CLAIMS, contract, settled_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def loose(station: Station, at_office: Any) -> LooseLine:
    raise_chargeback(settled_line(station.pk, serial="B2605"), acting_user=CLAIMS)
    with at_office():
        return LooseLine.objects.get()


def test_it_is_noted_once(loose: LooseLine, station: Station, at_office: Any) -> None:
    raise_chargeback(settled_line(station.pk, line_id=loose.line_id), acting_user=CLAIMS)
    with at_office():
        assert LooseLine.objects.get().final_minor == 100_000


def test_it_is_charged_when_there_is_a_contract(loose: LooseLine, reviewer: Actor, acting: Any) -> None:
    with acting(reviewer):
        with pytest.raises(Invalid) as refusal:
            charge_loose_line(loose.pk, acting_user=reviewer)
        assert refusal.value.code == ChargebackError.NO_CONTRACT
        contract("80")
        assert charge_loose_line(loose.pk, acting_user=reviewer).status == LooseStatus.CHARGED
        assert Chargeback.objects.get().amount_minor == 80_000
        with pytest.raises(WrongState):
            charge_loose_line(loose.pk, acting_user=reviewer)


def test_the_contract_of_the_repair_date_counts(loose: LooseLine, reviewer: Actor, acting: Any) -> None:
    contract("80", valid_from=today() + timedelta(days=1))
    with acting(reviewer), pytest.raises(Invalid):
        charge_loose_line(loose.pk, acting_user=reviewer)


def test_it_is_borne_for_a_reason(loose: LooseLine, reviewer: Actor, acting: Any) -> None:
    with acting(reviewer):
        with pytest.raises(Invalid):
            bear_loose_line(loose.pk, reason=" ", acting_user=reviewer)
        assert bear_loose_line(loose.pk, reason="自制件", acting_user=reviewer).status == LooseStatus.BORNE
        with pytest.raises(IntegrityError), transaction.atomic():
            LooseLine.objects.filter(pk=loose.pk).update(reason="")


def test_a_reopened_claim_takes_it_off_the_list(loose: LooseLine, at_office: Any) -> None:
    withdraw_chargebacks(loose.line_id, "reopened", acting_user=CLAIMS)
    with at_office():
        assert LooseLine.objects.get().status == LooseStatus.CANCELLED


@pytest.mark.parametrize("who", ["final_reviewer", "finance", "supplier_user"])
def test_nobody_else_decides(who: str, loose: LooseLine, acting: Any, request: Any) -> None:
    actor = request.getfixturevalue(who)
    with acting(actor), pytest.raises(NotAllowed):
        bear_loose_line(loose.pk, reason="x", acting_user=actor)


@pytest.mark.parametrize(
    ("serial", "count"), [("B2604", 0), ("B2605", 1), ("B2606", 1), ("B2607", 0), ("", 0), (" b 2606", 1)]
)
def test_a_batch_window_covers_its_batches(station: Station, serial: str, count: int) -> None:
    contract("80", batch_from="B2605", batch_to="B2606")
    assert len(raise_chargeback(settled_line(station.pk, serial=serial), acting_user=CLAIMS)) == count


def test_the_cap_of_a_year_is_shared_by_its_repairs(station: Station) -> None:
    contract("80", yearly_cap_minor=100_000)
    charged = [raise_chargeback(settled_line(station.pk), acting_user=CLAIMS) for _ in range(3)]
    assert [sum(row.amount_minor for row in rows) for rows in charged] == [80_000, 20_000, 0]
    last_year = settled_line(station.pk, repaired_on=today() - timedelta(days=364))
    is_other_year = last_year.repaired_on.year != today().year
    assert bool(raise_chargeback(last_year, acting_user=CLAIMS)) is is_other_year


def test_a_line_of_which_a_cap_leaves_nothing_is_borne_for_that_reason(station: Station, at_office: Any) -> None:
    row = contract("80", yearly_cap_minor=80_000)
    first, second = settled_line(station.pk), settled_line(station.pk)
    for line in (first, second, second):
        raise_chargeback(line, acting_user=CLAIMS)
    with at_office():
        borne = LooseLine.objects.get()
        assert (borne.line_id, borne.status) == (second.line_id, LooseStatus.BORNE)
        assert row.number in borne.reason
        assert Chargeback.objects.get().line_id == first.line_id


def test_one_of_two_suppliers_at_its_cap_leaves_the_other_its_share(station: Station, at_office: Any) -> None:
    contract("50", number="A", yearly_cap_minor=10)
    contract("30", number="B", code="S002")
    raise_chargeback(settled_line(station.pk), acting_user=CLAIMS)
    with at_office():
        assert sorted(Chargeback.objects.values_list("amount_minor", flat=True)) == [10, 30_000]
        raise_chargeback(settled_line(station.pk), acting_user=CLAIMS)
        assert Chargeback.objects.count() == 3
        assert not LooseLine.objects.exists()


def test_a_line_is_not_called_charged_when_the_cap_is_reached(loose: LooseLine, reviewer: Actor, acting: Any) -> None:
    contract("80", yearly_cap_minor=1)
    raise_chargeback(settled_line(loose.station_id), acting_user=CLAIMS)
    with acting(reviewer):
        with pytest.raises(Invalid) as refusal:
            charge_loose_line(loose.pk, acting_user=reviewer)
        assert refusal.value.code == ChargebackError.CAP_REACHED
        assert LooseLine.objects.get(pk=loose.pk).status == LooseStatus.OPEN
