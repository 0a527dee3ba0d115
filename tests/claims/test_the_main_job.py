"""A claim from the repair order to the ledger, step by step."""

from accounts.actors import Actor
from billing.claims.choices import ClaimStatus
from billing.claims.models import Claim
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, balance
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_settled_claim


def test_it_runs_from_the_repair_order_to_the_ledger(station: Station, final_reviewer: Actor) -> None:
    claim = a_settled_claim()

    with at_head_office():
        stored = Claim.objects.get(pk=claim.pk)
        owed = balance(account(AccountKind.STATION_PAYABLE, station.pk))
    assert stored.status == ClaimStatus.SETTLED
    assert stored.final_minor == stored.claimed_minor > 0
    assert owed == -stored.final_minor
