"""Every step that moves money or a part of it, killed at each of its SQL statements: the state before or the state after, never between."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.chargeback.actions import book_payment, dispute_chargeback, resolve_dispute
from billing.chargeback.models import Chargeback
from billing.claims.actions import reopen_claim
from billing.claims.actions.amend import amend_by_dispute
from billing.claims.models import Claim
from billing.oldparts.actions import miss_part, receive_part, reject_part
from billing.oldparts.models import OldPart
from billing.settlement.closing import issue_statement
from billing.settlement.debts.choices import Debt
from billing.settlement.offsets.actions import confirm_offset, request_offset
from billing.settlement.offsets.choices import Party
from billing.settlement.payments.actions import collect_batch, release_batch
from billing.settlement.payments.answers import read_bank_answer
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.chargeback import chargeback, contract
from tests.builders.claims import a_settled_claim, a_shipped_part
from tests.builders.ledger import claim_posting
from tests.builders.settlement import answer_file, collected, month_ago, owing, payable, released, speakers
from tests.builders.workshop import the_part
from tests.conftest import standing
from tests.crash.sweep import every_one, fewer_and_fewer, sweep
from tests.crash.test_sweep import tell
from tests.world import HOME, office_actor, station_actor

Act = Callable[[], Any]


def at_office(act: Act) -> Act:
    """Return `act` as a request of head office runs it."""

    def run() -> None:
        with at_head_office(), transaction.atomic():
            act()

    return run


def reopening() -> Act:
    """A settled claim with a chargeback: contra entries, a withdrawal, and the claim itself."""
    final = office_actor(Role.FINAL_REVIEWER)
    with at_head_office():
        contract(part=the_part())
    claim: Claim = a_settled_claim()
    return lambda: reopen_claim(claim.pk, reason="looked again", acting_user=final)


def receiving() -> Act:
    part, final = a_shipped_part(), office_actor(Role.FINAL_REVIEWER)
    return lambda: receive_part(part.label_code, acting_user=final)


def received() -> OldPart:
    part = a_shipped_part()
    with at_head_office():
        return receive_part(part.label_code, acting_user=office_actor(Role.FINAL_REVIEWER))


def rejecting() -> Act:
    part, final = received(), office_actor(Role.FINAL_REVIEWER)
    return lambda: reject_part(part.pk, reason="another one", acting_user=final)


def missing() -> Act:
    part, final = a_shipped_part(), office_actor(Role.FINAL_REVIEWER)
    return lambda: miss_part(part.pk, reason="never came", acting_user=final)


def disputed() -> Chargeback:
    station = station_actor(Role.STATION_MANAGER, HOME).station
    with at_head_office():
        row = chargeback(station.pk)
    supplier: Actor = office_actor(Role.SUPPLIER)
    with standing(supplier):
        return dispute_chargeback(row.pk, reason="not ours", acting_user=supplier)


def resolving() -> Act:
    row, final = disputed(), office_actor(Role.FINAL_REVIEWER)
    return lambda: resolve_dispute(row.pk, amount_minor=row.amount_minor // 2, reason="half", acting_user=final)


def reinspecting() -> Act:
    """A dispute that flows back: the claim's line, the disputed charge, and the ledger of both."""
    final, supplier = office_actor(Role.FINAL_REVIEWER), office_actor(Role.SUPPLIER)
    with at_head_office():
        contract(part=the_part())
    claim: Claim = a_settled_claim()
    with at_head_office():
        row = Chargeback.objects.get(claim_id=claim.pk)
    with standing(supplier):
        dispute_chargeback(row.pk, reason="not ours", acting_user=supplier)

    def act() -> None:
        half = row.final_minor // 2
        amend_by_dispute(row.line_id, final_minor=half, dispute_id=row.pk, reason="half", acting_user=final)
        resolve_dispute(row.pk, amount_minor=half // 2, final_minor=half, reason="half", acting_user=final)

    return act


def supplier_paying() -> Act:
    row, final, finance = disputed(), office_actor(Role.FINAL_REVIEWER), office_actor(Role.FINANCE)
    with at_head_office():
        resolve_dispute(row.pk, amount_minor=row.amount_minor, reason="stays", acting_user=final)
    return lambda: book_payment(row.pk, bank_reference="B-1", acting_user=finance)


def closing() -> Act:
    station, finance = station_actor(Role.STATION_MANAGER, HOME).station, office_actor(Role.FINANCE)
    for minor in (1_000, 2_000, 3_000):
        claim_posting(station.pk, minor, on=month_ago())
    return lambda: issue_statement(station.pk, month_ago(), acting_user=finance)


def station_of_home() -> Station:
    station: Station = station_actor(Role.STATION_MANAGER, HOME).station
    return station


def collecting() -> Act:
    statement, finance = payable(station_of_home(), 5_000), office_actor(Role.FINANCE)
    return lambda: collect_batch([statement.pk], acting_user=finance)


def releasing() -> Act:
    batch, lead = collected(payable(station_of_home(), 5_000)), office_actor(Role.FINANCE_LEAD)
    return lambda: release_batch(batch.pk, acting_user=lead)


def hearing_the_bank() -> Act:
    batch, finance = released(payable(station_of_home(), 5_000)), office_actor(Role.FINANCE)
    content = answer_file(batch, f"{batch.number}-0001")
    return lambda: read_bank_answer(batch.pk, content, name="answer.csv", acting_user=finance)


def offsetting() -> Act:
    """The fifth confirmation, which posts."""
    station, people, last = station_of_home(), speakers(), Party.FINANCE
    claim_posting(station.pk, 9_000)
    owing(station.pk, 5_000)
    with at_head_office():
        offset = request_offset(station.pk, debt=Debt.PARTS, amount_minor=4_000, acting_user=people[last])
    for party in [one for one in Party if one != last]:
        with standing(people[party]):
            confirm_offset(offset.pk, party=party, acting_user=people[party])
    return lambda: confirm_offset(offset.pk, party=last, acting_user=people[last])


SWEPT = [
    reopening, receiving, rejecting, missing, resolving, reinspecting, supplier_paying, closing, collecting, releasing, hearing_the_bank, offsetting,
]  # fmt: skip


@pytest.mark.parametrize("prepare", SWEPT, ids=lambda prepare: prepare.__name__)
def test_it_is_all_or_nothing(
    committed_db: None, capsys: pytest.CaptureFixture[str], prepare: Callable[[], Act]
) -> None:
    kill_everywhere(capsys, prepare, fewer_and_fewer)


@pytest.mark.long
@pytest.mark.parametrize("prepare", SWEPT, ids=lambda prepare: prepare.__name__)
def test_it_is_all_or_nothing_at_every_statement(
    committed_db: None, capsys: pytest.CaptureFixture[str], prepare: Callable[[], Act]
) -> None:
    kill_everywhere(capsys, prepare, every_one)


def kill_everywhere(
    capsys: pytest.CaptureFixture[str], prepare: Callable[[], Act], following: Callable[[int], int]
) -> None:
    with transaction.atomic():
        act = prepare()
    swept = sweep(at_office(act), following)
    tell(capsys, prepare.__name__.replace("_", " "), swept)
    assert swept.points > 5
    assert swept.partial == 0
