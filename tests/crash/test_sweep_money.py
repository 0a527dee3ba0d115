"""Every step that moves money or a part of it, killed at each of its SQL statements: the state before or the state after, never between."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.chargeback.actions import book_payment, dispute_chargeback, resolve_dispute
from billing.chargeback.models import Chargeback
from billing.claims.actions import LineDecision, decide_final_review, reopen_claim
from billing.claims.appeals.actions import decide_appeal, file_appeal
from billing.claims.choices import Reason
from billing.claims.models import Claim
from billing.ledger.actions import approve_correction, request_correction
from billing.oldparts.actions import Finding, miss_part, receive_part, reinspect, reject_part
from billing.oldparts.choices import Verdict
from billing.oldparts.models import OldPart
from billing.settlement.closing import issue_statement
from billing.settlement.debts.choices import Debt
from billing.settlement.offsets.actions import confirm_offset, request_offset
from billing.settlement.offsets.choices import Party
from billing.settlement.payments.actions import collect_batch, release_batch
from billing.settlement.payments.answers import read_bank_answer
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.beforehand import a_cut_claim
from tests.builders.chargeback import chargeback, contract
from tests.builders.claims import a_checked_claim, a_settled_claim, a_shipped_part
from tests.builders.ledger import claim_posting
from tests.builders.settlement import answer_file, collected, month_ago, owing, payable, released, speakers
from tests.builders.workshop import the_part
from tests.conftest import standing
from tests.crash.sweep import every_one, failing, fewer_and_fewer, killed, sweep
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

    half = row.final_minor // 2
    finding = Finding(Verdict.NOT_WARRANTY, "half", half, half // 2)
    return lambda: reinspect(row.pk, finding=finding, acting_user=final)


def appealing() -> Act:
    claim, manager = a_cut_claim(), station_actor(Role.STATION_MANAGER, HOME)

    def act() -> None:
        with inside(manager.station):
            file_appeal(claim.pk, reason="looked at wrongly", acting_user=manager)

    return act


def granting_an_appeal() -> Act:
    """Of a claim that was paid in part: contra entries, withdrawn charges, and its way begins anew."""
    final, manager = office_actor(Role.FINAL_REVIEWER), station_actor(Role.STATION_MANAGER, HOME)
    with at_head_office():
        contract(part=the_part())
    claim = a_checked_claim()
    with at_head_office():
        lines = list(claim.lines.all())
        half = [LineDecision(line.pk, line.claimed_minor // 2, Reason.OTHER) for line in lines]
        decide_final_review(claim.pk, decisions=half, acting_user=final)
    with inside(manager.station):
        appeal = file_appeal(claim.pk, reason="looked at wrongly", acting_user=manager)
    whole = [LineDecision(line.pk, line.claimed_minor) for line in lines]
    by = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    return lambda: decide_appeal(appeal.pk, decisions=whole, answer="granted", acting_user=by)


def correcting() -> Act:
    """The second person posts a correction."""
    original = claim_posting(station_of_home().pk, 9_000)
    with at_head_office():
        asked = request_correction(original.pk, reason="wrong", acting_user=office_actor(Role.FINANCE))
    return lambda: approve_correction(asked.pk, acting_user=office_actor(Role.FINANCE_LEAD))


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
    appealing, granting_an_appeal, correcting,
]  # fmt: skip
FAILING = [appealing, granting_an_appeal, reinspecting, releasing]


@pytest.mark.parametrize("prepare", SWEPT, ids=lambda prepare: prepare.__name__)
def test_it_is_all_or_nothing(
    committed_db: None, capsys: pytest.CaptureFixture[str], prepare: Callable[[], Act]
) -> None:
    kill_everywhere(capsys, prepare, fewer_and_fewer)


@pytest.mark.parametrize("prepare", FAILING, ids=lambda prepare: prepare.__name__)
def test_a_statement_that_fails_leaves_nothing(
    committed_db: None, capsys: pytest.CaptureFixture[str], prepare: Callable[[], Act]
) -> None:
    """Not killed but failing: what tidies up on the way must not commit."""
    kill_everywhere(capsys, prepare, fewer_and_fewer, failing)


@pytest.mark.long
@pytest.mark.parametrize("prepare", SWEPT, ids=lambda prepare: prepare.__name__)
def test_it_is_all_or_nothing_at_every_statement(
    committed_db: None, capsys: pytest.CaptureFixture[str], prepare: Callable[[], Act]
) -> None:
    kill_everywhere(capsys, prepare, every_one)


def kill_everywhere(
    capsys: pytest.CaptureFixture[str],
    prepare: Callable[[], Act],
    following: Callable[[int], int],
    strike: Act = killed,
) -> None:
    with transaction.atomic():
        act = prepare()
    swept = sweep(at_office(act), following, strike=strike)
    tell(capsys, f"{prepare.__name__.replace('_', ' ')} ({strike.__name__})", swept)
    assert swept.points > 5
    assert swept.partial == 0
