"""What a final decision does to the money: the ledger owes the station, suppliers owe their share. Part of the final review's transaction."""

from collections import defaultdict
from collections.abc import Sequence

from accounts.actors import Actor
from billing.chargeback.actions import SettledLine, raise_chargeback, withdraw_chargebacks
from billing.claims.choices import ClaimType, LineKind
from billing.claims.models import Claim, ClaimLine
from billing.ledger.choices import AccountKind
from billing.ledger.models import Transaction
from billing.ledger.posting import EntryLine, account, credit, debit, post, reverse
from common.clock import today
from common.scope import for_office


def business_key(claim: Claim) -> str:
    """Return the ledger's key of the claim's present round; a reopened claim is settled under the next one."""
    return f"claim:{claim.pk}:{claim.round}"


def pay(claim: Claim, lines: Sequence[ClaimLine], actor: Actor) -> Transaction:
    """Post what the station gets and charge the suppliers of the causal parts."""
    posted = post(
        business_key(claim), today(), claim.number, _entries(claim, lines), reference=claim.pk, acting_user=actor
    )
    for line in lines:
        if line.is_causal and line.part_number and line.final_minor:
            raise_chargeback(_settled(claim, line), acting_user=actor)
    return posted


def take_back(claim: Claim, lines: Sequence[ClaimLine], reason: str, actor: Actor) -> None:
    """Post the contra entries of the present round and withdraw its chargebacks."""
    for line in lines:
        withdraw_chargebacks(line.pk, reason, acting_user=actor)
    with for_office():
        reverse(Transaction.objects.get(business_key=business_key(claim)), reason, acting_user=actor)


def _entries(claim: Claim, lines: Sequence[ClaimLine]) -> list[EntryLine]:
    expenses: defaultdict[AccountKind, int] = defaultdict(int)
    for line in lines:
        expenses[_expense(claim, line)] += line.final_minor or 0
    payable = account(AccountKind.STATION_PAYABLE, claim.station_id, claim.currency)
    debits = [debit(kind, minor, claim.currency) for kind, minor in expenses.items() if minor]
    return [*debits, credit(payable, claim.final_minor or 0, claim.currency)]


def _expense(claim: Claim, line: ClaimLine) -> AccountKind:
    if line.kind == LineKind.OUTBOUND:
        return AccountKind.OUTBOUND_EXPENSE
    return AccountKind.GOODWILL_EXPENSE if claim.type == ClaimType.GOODWILL else AccountKind.WARRANTY_EXPENSE


def _settled(claim: Claim, line: ClaimLine) -> SettledLine:
    return SettledLine(
        claim_id=claim.pk,
        claim_number=claim.number,
        line_id=line.pk,
        station_id=claim.station_id,
        vin=claim.vin,
        part_number=line.part_number,
        part_name=line.name,
        built_on=claim.vehicle.built_on if claim.vehicle else None,
        repaired_on=claim.repair_finished_on,
        final_minor=line.final_minor or 0,
        quantity=max(1, int(line.quantity)),
        finding=claim.cause,
        currency=claim.currency,
    )
