"""A fine that is final stands in the ledger once, on the station's next statement, and the books agree."""

from typing import Any

import pytest

from accounts.actors import Actor
from audit.violations.deadlines import APPEAL_ENDS
from audit.violations.subscribers import make_final
from billing.ledger.choices import AccountKind, TransactionKind
from billing.ledger.models import Entry, Transaction
from billing.settlement.books import compare_books
from billing.settlement.penalties import post_fine
from common.deadlines.models import Deadline
from common.history.models import History, Undelivered
from tests.builders.violations import FINE, a_penalty

pytestmark = pytest.mark.django_db


def finish(violation: Any) -> History:
    make_final(Deadline.objects.get(subject_id=violation.pk, kind=APPEAL_ENDS))
    return History.objects.get(aggregate_id=violation.pk, verb="violation.final")


def test_a_final_fine_is_posted_once(
    acting: Any, station: Any, auditor: Actor, service_management: Actor, finance: Actor
) -> None:
    violation = a_penalty(station, auditor, service_management)
    with acting(finance):
        event = finish(violation)
        post_fine(event)
        post_fine(event)
        posted = Transaction.objects.get(business_key=f"violation:{violation.pk}")
        entries = {entry.account.kind: entry.amount_minor for entry in Entry.objects.filter(transaction=posted)}
    assert posted.kind == TransactionKind.PENALTY
    assert entries == {AccountKind.STATION_PAYABLE: FINE, AccountKind.PENALTY_INCOME: -FINE}


def test_a_fine_on_its_way_is_no_difference_one_that_was_forgotten_is(
    acting: Any, station: Any, auditor: Actor, service_management: Actor, finance: Actor
) -> None:
    violation = a_penalty(station, auditor, service_management)

    def compared() -> Any:
        return next(row for row in compare_books(finance) if row.pair.table == "violation")

    with acting(finance):
        event = finish(violation)
        assert (compared().agrees, compared().left_minor) == (True, 0)
        Undelivered.objects.filter(event_id=event.pk).delete()
        assert (compared().agrees, compared().left_minor) == (False, FINE)
        post_fine(event)
        assert (compared().agrees, compared().left_minor) == (True, FINE)
