"""A dear repair is asked for before it begins; one claim uses the agreement."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from billing.claims.actions import cancel_claim, edit_claim, prepare_claim, return_claim, sign_and_submit
from billing.claims.choices import ClaimStatus
from billing.claims.models import Claim, Preauthorisation
from billing.claims.photos import photos_of
from billing.claims.preauthorisations.actions import (
    ENDS,
    answer_question,
    approve_request,
    ask_station,
    refuse_request,
    withdraw_request,
)
from billing.claims.preauthorisations.choices import PreauthorisationError
from billing.claims.preauthorisations.choices import PreauthorisationStatus as Status
from common.clock import end_of_day, today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.beforehand import a_request, an_agreement, wanting
from tests.builders.catalog import a_vehicle
from tests.builders.claims import a_certificate, a_draft_claim
from tests.builders.pictures import a_photo
from tests.builders.workshop import a_finished_order
from tests.claims.support import refused
from tests.claims.test_edit_claim import edits


def again(row: Preauthorisation) -> Preauthorisation:
    with at_head_office():
        return Preauthorisation.objects.get(pk=row.pk)


def test_a_station_asks_with_reason_and_photos(appraiser: Actor) -> None:
    row = a_request(photos=[("part.png", a_photo())])
    assert (row.status, row.estimate_minor, row.requested_by) == (Status.REQUESTED, 200_000, appraiser.id)
    with inside(appraiser.station):
        assert [file.name for file in photos_of(row)] == ["part.jpg"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"vin": "LZGJLDR4XBX999999"}, PreauthorisationError.UNKNOWN_VEHICLE),
        ({"component_code": "NONE"}, PreauthorisationError.INCOMPLETE),
        ({"estimate_minor": 0}, PreauthorisationError.AMOUNT),
        ({"reason": " "}, PreauthorisationError.INCOMPLETE),
    ],
)
def test_what_is_not_whole_is_refused(appraiser: Actor, wrong: dict[str, Any], code: PreauthorisationError) -> None:
    a_request()
    with refused(Invalid, code):
        a_request(vehicle=None if "vin" in wrong else a_vehicle(), **wrong)


def test_the_same_is_not_asked_twice_at_once(appraiser: Actor) -> None:
    vehicle = a_vehicle()
    a_request(vehicle=vehicle)
    with refused(Invalid, PreauthorisationError.OPEN_ALREADY):
        a_request(vehicle=vehicle)


def test_a_closed_station_asks_for_nothing(station: Station, appraiser: Actor) -> None:
    a_request()
    Station.objects.filter(pk=station.pk).update(status=StationStatus.SUSPENDED)
    with refused(NotAllowed) as caught:
        a_request()
    assert caught.value.details["rule"] == "station.not_active"


def test_head_office_agrees_to_an_amount_until_a_day(reviewer: Actor) -> None:
    row = a_request()
    until = today() + timedelta(days=9)
    with at_head_office():
        approve_request(row.pk, approved_minor=150_000, valid_until=until, acting_user=reviewer, comment="旧件返回")
        assert Deadline.objects.get(kind=ENDS, subject_id=row.pk).due_at == end_of_day(until)
    agreed = again(row)
    assert (agreed.status, agreed.approved_minor, agreed.decided_by) == (Status.APPROVED, 150_000, reviewer.id)


@pytest.mark.parametrize(("amount", "days"), [(0, 5), (200_001, 5), (100_000, -1), (100_000, 400)])
def test_too_much_or_too_long_is_refused(reviewer: Actor, amount: int, days: int) -> None:
    row = a_request()
    with at_head_office(), refused(Invalid):
        approve_request(row.pk, approved_minor=amount, valid_until=today() + timedelta(days=days), acting_user=reviewer)


def test_a_question_goes_to_the_station_and_back(reviewer: Actor, appraiser: Actor) -> None:
    row = a_request()
    with at_head_office():
        ask_station(row.pk, question="故障码？", acting_user=reviewer)
    with inside(appraiser.station):
        answered = answer_question(row.pk, answer="P0562", acting_user=appraiser)
    assert (answered.status, answered.question, answered.answer) == (Status.REQUESTED, "故障码？", "P0562")


def test_it_is_refused_with_a_reason(reviewer: Actor) -> None:
    row = a_request()
    with at_head_office():
        with refused(Invalid):
            refuse_request(row.pk, comment="", acting_user=reviewer)
        assert refuse_request(row.pk, comment="先检查线束", acting_user=reviewer).status == Status.REFUSED
    with at_head_office(), refused(WrongState):
        approve_request(row.pk, approved_minor=1, valid_until=today(), acting_user=reviewer)


def test_a_station_decides_nothing_and_head_office_asks_for_nothing(appraiser: Actor, reviewer: Actor) -> None:
    row = a_request()
    with inside(appraiser.station), refused(NotAllowed):
        approve_request(row.pk, approved_minor=1, valid_until=today(), acting_user=appraiser)
    with at_head_office(), refused(NotAllowed):
        withdraw_request(row.pk, acting_user=reviewer)


def test_a_rival_finds_nothing(rival_appraiser: Actor) -> None:
    row = a_request()
    with inside(rival_appraiser.station), refused(NotYours):
        withdraw_request(row.pk, acting_user=rival_appraiser)


def test_the_database_keeps_asking_and_deciding_apart(reviewer: Actor) -> None:
    row = an_agreement()
    with at_head_office(), pytest.raises(IntegrityError), transaction.atomic():
        Preauthorisation.objects.filter(pk=row.pk).update(decided_by=row.requested_by)


def test_it_ends_after_its_last_day(reviewer: Actor) -> None:
    row = an_agreement()
    with at_head_office():
        Deadline.objects.filter(subject_id=row.pk).update(due_at=end_of_day(today() - timedelta(days=1)))
    keep_due()
    assert again(row).status == Status.EXPIRED


def a_claim_with(row: Preauthorisation, appraiser: Actor, vehicle: Any) -> Claim:
    with inside(appraiser.station):
        return prepare_claim(a_finished_order(appraiser, vehicle=vehicle).pk, acting_user=appraiser)


def test_a_claim_takes_the_agreement_of_its_repair(appraiser: Actor) -> None:
    vehicle = a_vehicle()
    row = an_agreement(vehicle=vehicle)
    claim = a_claim_with(row, appraiser, vehicle)
    assert claim.preauthorisation_id == row.pk


def test_it_is_used_up_on_submission_and_given_back_when_the_claim_is_cancelled(
    appraiser: Actor, reviewer: Actor
) -> None:
    vehicle = a_vehicle()
    row = an_agreement(vehicle=vehicle)
    claim = a_claim_with(row, appraiser, vehicle)
    a_certificate(appraiser)
    with inside(appraiser.station):
        sign_and_submit(claim.pk, acting_user=appraiser)
    assert again(row).status == Status.USED
    with at_head_office():
        return_claim(claim.pk, question="?", acting_user=reviewer)
    with inside(appraiser.station):
        cancel_claim(claim.pk, acting_user=appraiser)
    assert again(row).status == Status.APPROVED


def test_a_second_claim_can_not_name_it(appraiser: Actor) -> None:
    vehicle = a_vehicle()
    row = an_agreement(vehicle=vehicle)
    first, second = a_claim_with(row, appraiser, vehicle), a_draft_claim()
    with at_head_office():
        Claim.objects.filter(pk=second.pk).update(vin=first.vin)
    with inside(appraiser.station):
        lines = edits(second)
        with refused(Invalid, PreauthorisationError.TAKEN):
            edit_claim(second.pk, lines=lines, acting_user=appraiser, preauthorisation_id=row.pk)


def test_another_vehicles_agreement_is_refused(appraiser: Actor) -> None:
    row, claim = an_agreement(), a_draft_claim()
    with inside(appraiser.station):
        lines = edits(claim)
        with refused(Invalid, PreauthorisationError.NOT_USABLE):
            edit_claim(claim.pk, lines=lines, acting_user=appraiser, preauthorisation_id=row.pk)


def test_the_rules_miss_it_and_name_the_clause(appraiser: Actor) -> None:
    wanting(
        preauthorisation={"clause": "13.1", "threshold_minor": 1_000, "components": [], "types": [], "valid_days": 30}
    )
    claim = a_draft_claim()
    with at_head_office():
        reason = claim.reasons.get(rule="preauthorisation.missing")
    assert reason.clause == "13.1"
    assert claim.status == ClaimStatus.DRAFT


def test_the_rules_are_silent_with_it(appraiser: Actor) -> None:
    wanting(
        preauthorisation={"clause": "13.1", "threshold_minor": 1_000, "components": [], "types": [], "valid_days": 30}
    )
    vehicle = a_vehicle()
    claim = a_claim_with(an_agreement(vehicle=vehicle), appraiser, vehicle)
    with at_head_office():
        assert not claim.reasons.filter(rule__startswith="preauthorisation").exists()
