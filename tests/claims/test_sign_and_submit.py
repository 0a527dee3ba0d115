"""Only an appraiser with a certificate that is valid today signs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from audit.certification.choices import CertificateScope
from billing.claims.actions import return_claim, sign_and_submit
from billing.claims.choices import ClaimError, ClaimStatus
from billing.claims.models import Claim, ClaimLine
from common.clock import now, today
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_certificate, a_draft_claim, a_first_reviewed_claim, a_submitted_claim
from tests.builders.moments import asked_now
from tests.claims.support import refused

NOT_VALID: list[dict[str, Any]] = [
    {"valid_until": lambda: today() - timedelta(days=1)},
    {"valid_from": lambda: today() + timedelta(days=1)},
    {"scope": CertificateScope.RESCUE},
    {"revoked_at": now, "revoked_reason": "fraud"},
]


def test_it_is_handed_in_with_signature_and_certificate(appraiser: Actor) -> None:
    claim = a_draft_claim()
    certificate = a_certificate(appraiser)

    with inside(appraiser.station):
        signed = sign_and_submit(claim.pk, acting_user=appraiser)

    assert (signed.status, signed.appraiser_id) == (ClaimStatus.SUBMITTED, appraiser.id)
    assert (signed.certificate_id, signed.appraised_on) == (certificate.pk, today())
    with at_head_office():
        assert History.objects.filter(aggregate_id=claim.pk, verb="claim.submitted").count() == 1


@pytest.mark.parametrize("facts", NOT_VALID, ids=["expired", "not yet valid", "other scope", "revoked"])
def test_a_certificate_that_is_not_valid_today_is_none(appraiser: Actor, facts: dict[str, Any]) -> None:
    claim = a_draft_claim()
    a_certificate(appraiser, **asked_now(facts))
    with inside(appraiser.station), refused(NotAllowed, ClaimError.NO_CERTIFICATE) as caught:
        sign_and_submit(claim.pk, acting_user=appraiser)
    assert caught.value.details["rule"] == "certificate.appraisal"


def test_without_a_certificate_nothing_is_signed(appraiser: Actor) -> None:
    claim = a_draft_claim()
    with inside(appraiser.station), refused(NotAllowed, ClaimError.NO_CERTIFICATE):
        sign_and_submit(claim.pk, acting_user=appraiser)


def test_a_certificate_of_another_station_does_not_count(appraiser: Actor, rival_station: Station) -> None:
    claim = a_draft_claim()
    a_certificate(appraiser, station_id=rival_station.pk)
    with inside(appraiser.station), refused(NotAllowed, ClaimError.NO_CERTIFICATE):
        sign_and_submit(claim.pk, acting_user=appraiser)


def test_the_manager_does_not_sign_for_the_appraiser(station_manager: Actor) -> None:
    claim = a_draft_claim()
    a_certificate(station_manager)
    with inside(station_manager.station), refused(NotAllowed):
        sign_and_submit(claim.pk, acting_user=station_manager)


def test_a_rivals_appraiser_finds_nothing(rival_appraiser: Actor) -> None:
    claim = a_draft_claim()
    a_certificate(rival_appraiser)
    with inside(rival_appraiser.station), refused(NotYours):
        sign_and_submit(claim.pk, acting_user=rival_appraiser)


def test_it_is_handed_in_once(appraiser: Actor) -> None:
    claim = a_submitted_claim()
    with inside(appraiser.station), refused(WrongState):
        sign_and_submit(claim.pk, acting_user=appraiser)


@pytest.mark.parametrize("name", ["complaint", "cause", "correction"])
def test_the_minimum_record_is_asked_for(appraiser: Actor, name: str) -> None:
    claim = a_draft_claim()
    a_certificate(appraiser)
    with inside(appraiser.station):
        Claim.objects.filter(pk=claim.pk).update(**{name: " "})
        with refused(Invalid, ClaimError.INCOMPLETE) as caught:
            sign_and_submit(claim.pk, acting_user=appraiser)
    assert caught.value.field == name


def test_a_claim_without_lines_is_refused(appraiser: Actor) -> None:
    claim = a_draft_claim()
    a_certificate(appraiser)
    with inside(appraiser.station):
        ClaimLine.objects.filter(claim=claim).delete()
        Claim.objects.filter(pk=claim.pk).update(claimed_minor=0)
        with refused(Invalid, ClaimError.NO_LINES):
            sign_and_submit(claim.pk, acting_user=appraiser)


def test_a_date_in_the_future_is_refused(appraiser: Actor) -> None:
    claim = a_draft_claim()
    a_certificate(appraiser)
    with inside(appraiser.station):
        Claim.objects.filter(pk=claim.pk).update(failed_on=today() + timedelta(days=1))
        with refused(Invalid, ClaimError.FUTURE_DATE):
            sign_and_submit(claim.pk, acting_user=appraiser)


def test_a_suspended_station_hands_nothing_in(appraiser: Actor) -> None:
    claim = a_draft_claim()
    a_certificate(appraiser)
    with at_head_office():
        Station.objects.get(pk=appraiser.station_id).move_to(StationStatus.SUSPENDED)
    with inside(appraiser.station), refused(NotAllowed, ClaimError.STATION_CLOSED):
        sign_and_submit(claim.pk, acting_user=appraiser)


def test_a_returned_claim_needs_an_answer(appraiser: Actor, reviewer: Actor) -> None:
    claim = a_submitted_claim()
    with at_head_office():
        return_claim(claim.pk, question="照片？", acting_user=reviewer)
    with inside(appraiser.station):
        with refused(Invalid, ClaimError.INCOMPLETE):
            sign_and_submit(claim.pk, acting_user=appraiser)
        again = sign_and_submit(claim.pk, answer="已补", acting_user=appraiser)
    assert (again.status, again.answer) == (ClaimStatus.SUBMITTED, "已补")


def test_the_database_refuses_an_unsigned_claim(station: Station) -> None:
    claim = a_draft_claim()
    with inside(station), pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(status=ClaimStatus.SUBMITTED)


def test_a_claim_that_was_decided_is_not_handed_in_again(appraiser: Actor) -> None:
    """The table of moves lets a decided claim go back to the first review: that is reopening, and not the station's to do."""
    claim = a_first_reviewed_claim()
    with inside(appraiser.station), refused(WrongState):
        sign_and_submit(claim.pk, acting_user=appraiser)
