"""What a final decision does to the money: the ledger owes the station, suppliers owe their share. Part of the final review's transaction."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as now_

from accounts.actors import Actor
from billing.chargeback.actions import SettledLine, raise_chargeback, withdraw_chargebacks
from billing.claims.choices import ClaimType, LineKind
from billing.claims.goodwill.sharing import charged_lines, supplier_percent
from billing.claims.models import Claim, ClaimLine
from billing.ledger.choices import AccountKind, TransactionKind
from billing.ledger.models import Transaction
from billing.ledger.posting import EntryLine, account, credit, debit, post, reverse
from common.clock import today
from common.observability.scrubbing import scrub_text
from common.people import Person
from common.scope import for_office


def business_key(claim: Claim) -> str:
    """Return the ledger's key of the claim's present round; a reopened claim is settled under the next one."""
    return f"claim:{claim.pk}:{claim.round}"


def pay(claim: Claim, lines: Sequence[ClaimLine], actor: Actor, *, is_rest: bool = False) -> Transaction | None:
    """Post what the station gets for these lines and charge the suppliers of the causal parts. None when they are worth nothing.

    `is_rest` marks lines that were held when their claim was settled: they are posted beside it, under a key of their own.
    """
    key = business_key(claim)
    if is_rest:
        key = f"{key}:lines:{'-'.join(str(line.position) for line in lines)}"
    total = sum(line.final_minor or 0 for line in lines)
    if not total:
        return None
    entries = _entries(claim, lines)
    posted = post(key, today(), claim.number, entries, reference=claim.pk, acting_user=actor)
    for line, part in charged_lines(claim, lines):
        raise_chargeback(_settled(claim, line, part), acting_user=actor)
    return posted


def pay_difference(claim: Claim, line: ClaimLine, minor: int, *, step: UUID, reason: str, actor: Person) -> Transaction:
    """Post what a settled line is worth more or (below zero) less after a dispute; `step` names the dispute, which happens once."""
    payable = account(AccountKind.STATION_PAYABLE, claim.station_id, claim.currency)
    expense = _expense(claim, line)
    more = [debit(expense, minor, claim.currency), credit(payable, minor, claim.currency)]
    return post(
        f"{business_key(claim)}:dispute:{step}",
        today(),
        now_("Correction of %(what)s") % {"what": claim.number},
        more,
        reference=claim.pk,
        acting_user=actor,
        kind=TransactionKind.CORRECTION,
        reason=reason,
    )


def is_corrected(claim: Claim) -> bool:
    """Whether finance took back, in the ledger, something that the present round posted."""
    with for_office():
        return _of_round(claim).filter(reversal__isnull=False).exists()


def take_back(claim: Claim, lines: Sequence[ClaimLine], reason: str, actor: Actor) -> None:
    """Post the contra entries of everything that the present round posted, and withdraw its chargebacks."""
    for line in lines:
        withdraw_chargebacks(line.pk, reason, acting_user=actor)
    with for_office():
        for posted in _of_round(claim).order_by("created_at"):
            reverse(posted, reason, acting_user=actor)


def _of_round(claim: Claim) -> QuerySet[Transaction]:
    key = business_key(claim)
    of_round = Q(business_key=key) | Q(business_key__startswith=f"{key}:")
    return Transaction.objects.filter(of_round, reference=claim.pk)


def _entries(claim: Claim, lines: Sequence[ClaimLine]) -> list[EntryLine]:
    expenses: defaultdict[AccountKind, int] = defaultdict(int)
    for line in lines:
        expenses[_expense(claim, line)] += line.final_minor or 0
    payable = account(AccountKind.STATION_PAYABLE, claim.station_id, claim.currency)
    debits = [debit(kind, minor, claim.currency) for kind, minor in expenses.items() if minor]
    return [*debits, credit(payable, sum(expenses.values()), claim.currency)]


def _expense(claim: Claim, line: ClaimLine) -> AccountKind:
    if line.kind == LineKind.OUTBOUND:
        return AccountKind.OUTBOUND_EXPENSE
    return AccountKind.GOODWILL_EXPENSE if claim.type == ClaimType.GOODWILL else AccountKind.WARRANTY_EXPENSE


def _settled(claim: Claim, line: ClaimLine, part: ClaimLine) -> SettledLine:
    return SettledLine(
        claim_id=claim.pk,
        claim_number=claim.number,
        line_id=line.pk,
        station_id=claim.station_id,
        vin=claim.vin,
        part_number=part.part_number,
        part_name=line.name[:120],
        built_on=claim.vehicle.built_on if claim.vehicle else None,
        repaired_on=claim.repair_finished_on,
        final_minor=line.final_minor or 0,
        quantity=max(1, int(part.quantity)),
        serial=part.batch or part.old_serial,
        goodwill_percent=supplier_percent(claim),
        finding=scrub_text(claim.cause),
        currency=claim.currency,
    )
