"""Offsets: five parties, five people, any order; only with all five the ledger posts, and never more than there is."""

from itertools import permutations
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from billing.ledger.choices import AccountKind
from billing.ledger.models import Transaction
from billing.ledger.verify import first_flaw
from billing.settlement.debts.balances import available, balance_minor
from billing.settlement.debts.choices import Debt
from billing.settlement.models import Offset, OffsetConfirmation
from billing.settlement.offsets.actions import (
    EXPIRES,
    confirm_offset,
    expire_offset,
    refuse_offset,
    request_offset,
    withdraw_offset,
)
from billing.settlement.offsets.choices import OFFSET_MOVES, OffsetError, OffsetStatus, Party
from billing.settlement.offsets.policies import open_parties
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting
from tests.builders.settlement import owing, speakers
from tests.conftest import standing

pytestmark = pytest.mark.django_db

ORDERS = Random(5).sample(list(permutations(Party)), 4)


@pytest.fixture
def offset(station: Station, station_manager: Actor, acting: Any) -> Offset:
    claim_posting(station.pk, 10_000)
    owing(station.pk, 6_000)
    with acting(station_manager):
        return request_offset(station.pk, debt=Debt.PARTS, amount_minor=6_000, acting_user=station_manager)


def confirm(offset: Offset, *parties: Party) -> Offset:
    people = speakers()
    for party in parties:
        with standing(people[party]):
            offset = confirm_offset(offset.pk, party=party, acting_user=people[party])
    return offset


def balances(station: Station) -> tuple[int, int]:
    return -balance_minor(station.pk, AccountKind.STATION_PAYABLE), balance_minor(station.pk, AccountKind.PARTS_DEBT)


@pytest.mark.parametrize("order", ORDERS)
def test_the_fifth_confirmation_posts_in_any_order(
    order: tuple[Party, ...], offset: Offset, station: Station, at_office: Any
) -> None:
    confirm(offset, *order[:4])
    with at_office():
        assert balances(station) == (10_000, 6_000)
    done = confirm(offset, order[4])
    with at_office():
        assert (done.status, balances(station)) == (OffsetStatus.POSTED, (4_000, 0))
        assert done.posted is not None
        assert done.posted.reference == offset.pk
        assert not Deadline.objects.filter(kind=EXPIRES, done_at__isnull=True).exists()
        assert History.objects.filter(verb="offset.confirmed").count() == 5


def test_with_four_the_database_refuses(offset: Offset, station: Station, at_office: Any) -> None:
    confirm(offset, *list(Party)[:4])
    with at_office():
        posted = Transaction.objects.first()
        with pytest.raises(IntegrityError, match="4 of 5 confirmations"), transaction.atomic():
            Offset.objects.filter(pk=offset.pk).update(status="posted", posted=posted)


def test_nobody_speaks_twice(offset: Offset, finance: Actor, acting: Any, at_office: Any) -> None:
    confirm(offset, Party.FINANCE)
    with acting(finance), pytest.raises(WrongState) as refusal:
        confirm_offset(offset.pk, party=Party.FINANCE, acting_user=finance)
    assert refusal.value.code == OffsetError.PARTY_CONFIRMED
    with at_office(), pytest.raises(IntegrityError, match="offset_person_once"), transaction.atomic():
        OffsetConfirmation.objects.create(
            station_id=offset.station_id, offset=offset, party=Party.PARTS_SALES, person_id=finance.id, person_name="x"
        )


def test_a_person_of_two_parties_speaks_for_one(
    offset: Offset, finance: Actor, parts_sales: Actor, acting: Any
) -> None:
    both = Actor(finance.user, finance.place, finance.roles | parts_sales.roles)
    with acting(both):
        confirm_offset(offset.pk, party=Party.FINANCE, acting_user=both)
        with pytest.raises(WrongState) as refusal:
            confirm_offset(offset.pk, party=Party.PARTS_SALES, acting_user=both)
        assert refusal.value.code == OffsetError.PERSON_CONFIRMED


@pytest.mark.parametrize("party", list(Party))
def test_nobody_speaks_for_another_party(party: Party, offset: Offset, at_office: Any) -> None:
    for own, person in speakers().items():
        if own != party:
            with standing(person), pytest.raises(NotAllowed) as refusal:
                confirm_offset(offset.pk, party=party, acting_user=person)
            assert refusal.value.code == OffsetError.NOT_OF_PARTY
    with at_office():
        assert not OffsetConfirmation.objects.exists()


def test_another_regional_office_does_not_see_it(offset: Offset, regional_officer: Actor, acting: Any) -> None:
    elsewhere = Actor(regional_officer.user, regional_officer.place, regional_officer.roles, region="north")
    with acting(elsewhere), pytest.raises(NotYours):
        confirm_offset(offset.pk, party=Party.REGIONAL_OFFICE, acting_user=elsewhere)


@pytest.mark.parametrize(
    ("minor", "code"),
    [(6_001, OffsetError.OVER_DEBT), (10_001, OffsetError.OVER_PAYABLE), (0, OffsetError.NOT_POSITIVE)],
)
def test_no_more_than_owed_and_no_more_than_the_debt(
    minor: int, code: OffsetError, station: Station, station_manager: Actor, acting: Any, at_office: Any
) -> None:
    claim_posting(station.pk, 10_000)
    owing(station.pk, 6_000)
    with acting(station_manager), pytest.raises(Invalid) as refusal:
        request_offset(station.pk, debt=Debt.PARTS, amount_minor=minor, acting_user=station_manager)
    assert refusal.value.code == code
    with at_office():
        assert not Offset.objects.exists()


def test_an_open_offset_holds_its_amount(offset: Offset, station: Station, station_manager: Actor, acting: Any) -> None:
    owing(station.pk, 9_000, Debt.VEHICLE)
    with acting(station_manager):
        assert available(station.pk, Debt.VEHICLE).payable_minor == 4_000
        with pytest.raises(Invalid) as refusal:
            request_offset(station.pk, debt=Debt.VEHICLE, amount_minor=4_001, acting_user=station_manager)
        assert refusal.value.code == OffsetError.OVER_PAYABLE
        request_offset(station.pk, debt=Debt.VEHICLE, amount_minor=4_000, acting_user=station_manager)


def test_money_that_is_gone_is_noticed_at_the_fifth(offset: Offset, station: Station, at_office: Any) -> None:
    """A contra entry took the claim back while the parties were confirming."""
    from billing.ledger.posting import reverse
    from tests.builders.ledger import CLAIMS

    with at_office():
        reverse(Transaction.objects.get(kind="claim"), "reopened", acting_user=CLAIMS)
    confirm(offset, *list(Party)[:4])
    with pytest.raises(Invalid) as refusal:
        confirm(offset, list(Party)[4])
    assert refusal.value.code == OffsetError.OVER_PAYABLE
    with at_office():
        assert (Offset.objects.get().status, OffsetConfirmation.objects.count()) == (OffsetStatus.REQUESTED, 4)
        assert balances(station) == (0, 6_000)


def test_a_party_refuses_with_a_reason(offset: Offset, vehicle_sales: Actor, station: Station, acting: Any) -> None:
    with acting(vehicle_sales):
        with pytest.raises(Invalid):
            refuse_offset(offset.pk, party=Party.VEHICLE_SALES, reason=" ", acting_user=vehicle_sales)
        done = refuse_offset(offset.pk, party=Party.VEHICLE_SALES, reason="an order is open", acting_user=vehicle_sales)
        assert (done.status, done.refused_by, done.refusal) == (
            OffsetStatus.REFUSED,
            Party.VEHICLE_SALES,
            "an order is open",
        )
        assert available(station.pk, Debt.PARTS).limit_minor == 6_000, "what it held is free"
        with pytest.raises(WrongState):
            confirm_offset(offset.pk, party=Party.VEHICLE_SALES, acting_user=vehicle_sales)


def test_the_station_withdraws(offset: Offset, station_manager: Actor, acting: Any) -> None:
    with acting(station_manager):
        assert withdraw_offset(offset.pk, acting_user=station_manager).status == OffsetStatus.WITHDRAWN
        with pytest.raises(WrongState):
            withdraw_offset(offset.pk, acting_user=station_manager)


def test_it_expires_by_its_deadline(offset: Offset, finance: Actor, acting: Any, at_office: Any) -> None:
    with at_office():
        assert Deadline.objects.get(kind=EXPIRES).due_at == offset.expires_at
    with time_machine.travel(offset.expires_at, tick=False), acting(finance), pytest.raises(WrongState) as refusal:
        confirm_offset(offset.pk, party=Party.FINANCE, acting_user=finance)
    assert refusal.value.code == OffsetError.EXPIRED, "also before the poller has come by"
    with at_office():
        done = expire_offset(offset.pk)
        assert done is not None
        assert done.status == OffsetStatus.EXPIRED
        assert expire_offset(offset.pk) is None


def test_a_decided_offset_does_not_expire(offset: Offset, at_office: Any) -> None:
    confirm(offset, *Party)
    with at_office():
        assert expire_offset(offset.pk) is None
        assert Offset.objects.get().status == OffsetStatus.POSTED


def test_a_late_confirmation_is_refused_by_the_database(offset: Offset, station_manager: Actor, finance: Actor, acting: Any) -> None:  # fmt: skip
    with acting(station_manager):
        withdraw_offset(offset.pk, acting_user=station_manager)
        with pytest.raises(IntegrityError, match="waits for no confirmation"), transaction.atomic():
            OffsetConfirmation.objects.create(
                station_id=offset.station_id, offset=offset, party=Party.FINANCE, person_id=finance.id, person_name="x"
            )


def test_a_station_asks_for_itself_alone(
    offset: Offset, station: Station, rival_manager: Actor, parts_sales: Actor, acting: Any, at_office: Any
) -> None:
    with acting(rival_manager):
        assert not Offset.objects.exists()
        with pytest.raises(NotYours):
            request_offset(station.pk, debt=Debt.PARTS, amount_minor=1, acting_user=rival_manager)
        with pytest.raises(NotYours):
            confirm_offset(offset.pk, party=Party.STATION, acting_user=rival_manager)
    with acting(parts_sales), pytest.raises(NotAllowed):
        request_offset(station.pk, debt=Debt.PARTS, amount_minor=1, acting_user=parts_sales)
    with at_office():
        assert (Offset.objects.count(), OffsetConfirmation.objects.count()) == (1, 0)


def test_finance_proposes_one(offset: Offset, station: Station, finance: Actor, acting: Any) -> None:
    owing(station.pk, 100)
    with acting(finance):
        asked = request_offset(
            station.pk, debt=Debt.PARTS, amount_minor=100, acting_user=finance, note="agreed by phone"
        )
        assert asked.requested_by_name == finance.name


def test_every_move_is_in_the_table_or_refused() -> None:
    for start, ends in OFFSET_MOVES.items():
        for end in set(OffsetStatus) - ends:
            with pytest.raises(WrongState):
                Offset(status=start).move_to(end)


def test_the_ledger_check_knows_offsets(offset: Offset, at_office: Any) -> None:
    from django.db import connection

    confirm(offset, *Party)
    with at_office(), connection.cursor() as cursor:
        assert first_flaw(cursor) is None


def test_a_page_offers_what_a_person_can_still_confirm(offset: Offset, at_office: Any) -> None:
    people = speakers()
    with at_office():
        assert [open_parties(offset, people[party]) for party in Party] == [[party] for party in Party]
    confirm(offset, Party.FINANCE)
    with at_office():
        assert open_parties(offset, people[Party.FINANCE]) == []
        assert open_parties(offset, people[Party.PARTS_SALES]) == [Party.PARTS_SALES]
