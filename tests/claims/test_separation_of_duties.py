"""Separations of duty of claims and their money (1, 2, 5, 7) as the database keeps them: written past every action, on the application's own
connection, what breaks one is refused, and nothing has changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.actors import Actor
from billing.claims.models import Claim, ClaimLine
from billing.settlement.debts.choices import Debt
from billing.settlement.models import Offset, OffsetConfirmation
from billing.settlement.offsets.actions import confirm_offset, request_offset
from billing.settlement.offsets.choices import Party
from common.clock import now, today
from common.ids import new_id
from network.onboarding.models import CoefficientChange
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_checked_claim, a_settled_claim
from tests.builders.ledger import claim_posting
from tests.builders.oldparts import a_disputed_case
from tests.builders.settlement import owing, speakers
from tests.claims.support import everything
from tests.conftest import standing


@contextmanager
def the_database_refuses(named: str, error: type[DatabaseError] = IntegrityError) -> Iterator[None]:
    """The block is refused under this constraint's name, at the latest when it commits; all rows are as before."""
    before = everything()
    with at_head_office(), pytest.raises(error, match=named), transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert everything() == before


def test_the_application_owns_no_table(db: None) -> None:
    """So it can switch off neither trigger nor constraint."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user AND schemaname = 'public'")
        assert cursor.fetchone() == (0,)


# ------------------------------------------------------------------------------------------ 1: first and final review


def finally_reviewed(**other: Any) -> dict[str, Any]:
    usual = {"final_reviewer_id": new_id(), "final_reviewer_name": "x", "final_reviewed_at": now()}
    return usual | {"final_section": "inspection"} | other


def test_one_person_makes_both_reviews(reviewer: Actor) -> None:
    claim = a_checked_claim()
    with the_database_refuses("claim_two_reviewers"):
        Claim.objects.filter(pk=claim.pk).update(**finally_reviewed(final_reviewer_id=reviewer.id))


@pytest.mark.parametrize("section", ["claims", ""])
def test_one_section_makes_both_reviews(section: str, db: None) -> None:
    claim = a_checked_claim()
    with the_database_refuses("claim_two_sections"):
        Claim.objects.filter(pk=claim.pk).update(**finally_reviewed(final_section=section))


def test_the_appraiser_reviews_the_own_claim(appraiser: Actor) -> None:
    claim = a_checked_claim()
    with the_database_refuses("claim_appraiser_not_reviewer"):
        Claim.objects.filter(pk=claim.pk).update(**finally_reviewed(final_reviewer_id=appraiser.id))


# ------------------------------------------------------------------------------------------ 2: instructing and acting


def test_who_instructs_a_coefficient_sets_it(station: Station, customer_service_manager: Actor) -> None:
    by = customer_service_manager.id
    with the_database_refuses("coefficient_instructing_is_not_setting"):
        CoefficientChange.objects.create(station=station, value="1.10", valid_from=today(), instructed_by=by, set_by=by)


def test_a_coefficient_is_rewritten_afterwards(
    station: Station, customer_service_manager: Actor, reviewer: Actor
) -> None:
    with at_head_office():
        row = CoefficientChange.objects.create(
            station=station,
            value="1.10",
            valid_from=today(),
            instructed_by=customer_service_manager.id,
            set_by=reviewer.id,
        )
    with the_database_refuses("permission denied|append-only|never changed", DatabaseError):
        CoefficientChange.objects.filter(pk=row.pk).update(value="1.90")


# ------------------------------------------------------------------------------------------ 5: five parties


def an_offset(station: Station, *agreed: Party) -> Offset:
    claim_posting(station.pk, 9_000)
    owing(station.pk, 5_000)
    people = speakers()
    with at_head_office():
        offset = request_offset(station.pk, debt=Debt.PARTS, amount_minor=4_000, acting_user=people[Party.FINANCE])
    for party in agreed:
        with standing(people[party]):
            confirm_offset(offset.pk, party=party, acting_user=people[party])
    return offset


def test_an_offset_is_posted_with_four_parties(station: Station) -> None:
    offset, posted = an_offset(station, *list(Party)[:4]), claim_posting(station.pk, 4_000)
    with the_database_refuses("4 of 5 confirmations"):
        Offset.objects.filter(pk=offset.pk).update(status="posted", posted=posted)


def test_an_offset_is_written_as_posted_at_once(station: Station) -> None:
    posted = claim_posting(station.pk, 4_000)
    with the_database_refuses("0 of 5 confirmations"):
        Offset.objects.create(
            number="OFS-X", station=station, debt=Debt.PARTS, amount_minor=4_000, status="posted", posted=posted,
            requested_by_name="x", expires_at=now(),
        )  # fmt: skip


def confirmation(offset: Offset, party: Party, person: Actor) -> None:
    OffsetConfirmation.objects.create(
        station_id=offset.station_id, offset=offset, party=party, person_id=person.id, person_name="x"
    )


def test_one_person_speaks_for_two_parties(station: Station, finance: Actor) -> None:
    offset = an_offset(station, Party.FINANCE)
    with the_database_refuses("offset_person_once"):
        confirmation(offset, Party.PARTS_SALES, finance)


def test_a_party_speaks_twice(station: Station, finance_lead: Actor) -> None:
    offset = an_offset(station, Party.FINANCE)
    with the_database_refuses("offset_party_once"):
        confirmation(offset, Party.FINANCE, finance_lead)


@pytest.mark.parametrize("change", [{"party": "vehicle_sales"}, {"person_id": new_id()}], ids=["party", "person"])
def test_a_confirmation_is_rewritten(change: dict[str, Any], station: Station) -> None:
    offset = an_offset(station, Party.FINANCE)
    with the_database_refuses("permission denied|append-only|never changed", DatabaseError):
        OffsetConfirmation.objects.filter(offset=offset).update(**change)


# ------------------------------------------------------------------------------------------ 7: a dispute, and only that, changes what is final


def first_line(claim: Claim) -> ClaimLine:
    with at_head_office():
        line: ClaimLine = ClaimLine.objects.filter(claim=claim).order_by("position")[0]
        return line


def raised(line: ClaimLine, **dispute: Any) -> None:
    """Pay a cent more than the first review gave, the totals in step."""
    ClaimLine.objects.filter(pk=line.pk).update(approved_minor=(line.approved_minor or 0) - 1, **dispute)
    Claim.objects.filter(pk=line.claim_id).update(approved_minor=(line.claim.approved_minor or 0) - 1, **dispute)


def test_more_than_the_first_review_without_a_dispute(db: None) -> None:
    line = first_line(a_settled_claim())
    with the_database_refuses("claim_line_final_at_most"):
        raised(line)


def test_more_than_the_first_review_with_a_made_up_dispute(db: None) -> None:
    line = first_line(a_settled_claim())
    with the_database_refuses("was changed by no dispute"):
        raised(line, dispute_id=new_id())


def test_more_than_the_first_review_by_a_dispute_that_is_not_resolved(db: None) -> None:
    case = a_disputed_case()
    with the_database_refuses("was changed by no dispute"):
        ClaimLine.objects.filter(pk=case.line.pk).update(dispute_id=case.chargeback.pk)


def test_a_line_is_lowered_and_its_charge_stays(db: None) -> None:
    case = a_disputed_case()
    with the_database_refuses("exceed the share of what was settled"):
        ClaimLine.objects.filter(pk=case.line.pk).update(final_minor=0)
        Claim.objects.filter(pk=case.claim.pk).update(
            final_minor=(case.claim.final_minor or 0) - (case.line.final_minor or 0)
        )


def test_red_control_the_same_writes_within_the_rules_come_through(db: None) -> None:
    claim = a_checked_claim()
    writes: list[Callable[[], Any]] = [
        lambda: Claim.objects.filter(pk=claim.pk).update(**finally_reviewed()),
        lambda: Claim.objects.filter(pk=claim.pk).update(complaint="x"),
    ]
    for write in writes:
        with at_head_office(), transaction.atomic():
            assert write() == 1
