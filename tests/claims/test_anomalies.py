"""Looking at claims that were handed in: what is kept, told and weighed, and what a station never sees."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.actions import cancel_claim, return_claim
from billing.claims.anomalies import Setting
from billing.claims.anomalies.actions import dismiss_flag, look_for_anomalies, publish_table
from billing.claims.anomalies.models import ClaimFlag, CostDay, StationCost
from billing.claims.anomalies.peers import compute_if_due
from billing.claims.anomalies.selectors import flags_for, hit_rates
from billing.claims.anomalies.weighing import table_in_force
from billing.claims.choices import ClaimError
from billing.claims.models import Claim, ClaimLine
from catalog.models import Vehicle
from common.clock import today
from common.errors import Invalid, NotAllowed, WrongState
from common.files.store import store_bytes, store_picture
from common.history.models import History
from common.history.relay import deliver_pending
from common.scope import for_station
from common.working_days.models import CalendarDay
from tenants.registry.standing import at_head_office, inside
from tests.builders.catalog import a_vehicle
from tests.builders.claims import a_first_reviewed_claim, a_submitted_claim, an_outbound_claim
from tests.builders.pictures import a_photo
from tests.claims.support import refused
from tests.world import RIVAL, office_actor, station_actor


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def kinds(claim: Claim) -> set[str]:
    return set(ClaimFlag.objects.filter(claim=claim).values_list("kind", flat=True))


def a_pair() -> tuple[Claim, Claim]:
    """Return two claims for one vehicle with the same work, looked at."""
    first, again = _two_of(a_vehicle())
    deliver_pending()
    for claim in (first, again):
        claim.refresh_from_db()
    return first, again


def _two_of(vehicle: Vehicle) -> tuple[Claim, Claim]:
    return a_submitted_claim(vehicle=vehicle), a_submitted_claim(RIVAL, vehicle=vehicle)


def test_both_claims_of_a_pair_are_flagged_whichever_came_first() -> None:
    first, again = a_pair()
    assert "claim.similar" in kinds(first) & kinds(again)
    assert first.risk == sum(flag.weight for flag in first.flags.all()) > 0


def test_a_lone_claim_is_not_flagged() -> None:
    claim = a_submitted_claim()
    deliver_pending()
    claim.refresh_from_db()
    assert (kinds(claim), claim.risk) == (set(), 0)
    assert not History.objects.filter(verb="claim.flagged").exists()


def test_looking_twice_changes_nothing() -> None:
    first, _ = a_pair()
    before = list(ClaimFlag.objects.order_by("pk").values()), History.objects.count()
    look_for_anomalies(first.pk)
    assert (list(ClaimFlag.objects.order_by("pk").values()), History.objects.count()) == before


def test_what_was_cancelled_makes_nobody_suspicious() -> None:
    first, again = a_pair()
    return_claim(again.pk, question="?", acting_user=office_actor(Role.CLAIMS_REVIEWER))
    clerk = station_actor(Role.APPRAISER, RIVAL)
    with inside(clerk.station):
        cancel_claim(again.pk, acting_user=clerk)
    deliver_pending()
    first.refresh_from_db()
    assert (kinds(first), first.risk) == (set(), 0)


def test_a_decided_claim_is_left_as_it_was_judged() -> None:
    vehicle = a_vehicle()
    decided = a_first_reviewed_claim(vehicle=vehicle)
    deliver_pending()
    a_submitted_claim(RIVAL, vehicle=vehicle)
    deliver_pending()
    assert kinds(decided) == set()


def test_the_event_says_it_in_both_languages() -> None:
    first, _ = a_pair()
    told = History.objects.filter(aggregate_id=first.pk, verb="claim.flagged").latest("occurred_at").after
    assert (told["station_id"], told["risk"]) == (str(first.station_id), first.risk)
    words = next(one for one in told["flags"] if one["kind"] == "claim.similar")
    assert "same" in words["en"] and "同一" in words["zh"]


def test_a_station_sees_neither_flag_nor_event() -> None:
    first, _ = a_pair()
    manager = station_actor(Role.STATION_MANAGER)
    assert not flags_for(manager).exists()
    with for_station(first.station_id):
        assert not History.objects.filter(verb="claim.flagged").exists()


def test_the_same_photo_again_is_seen_also_when_it_was_saved_anew() -> None:
    first, again = a_submitted_claim(), a_submitted_claim(RIVAL)
    for claim, look in ((first, "00ff00ff00ff00ff"), (again, "00ff00ff00ff00fd")):
        photo = {"kind": "claim.photo", "name": "p.jpg", "content_type": "image/jpeg", "station_id": claim.station_id}
        store_bytes(look.encode(), subject_id=claim.pk, perceptual_hash=look, **photo)  # type: ignore[arg-type]
    deliver_pending()
    assert "photo.again" in kinds(again)


def test_a_photo_that_was_turned_round_is_seen_again() -> None:
    first, again = a_submitted_claim(), a_submitted_claim(RIVAL)
    picture = a_photo(size=(800, 600), scene=7)
    turned = io.BytesIO()
    Image.open(io.BytesIO(picture)).transpose(Image.Transpose.ROTATE_90).save(turned, "JPEG", quality=70)
    for claim, content in ((first, picture), (again, turned.getvalue())):
        given = {"kind": "photo.failed_part", "name": "p.jpg", "station_id": claim.station_id, "uploaded_by": None}
        store_picture(content, subject_id=claim.pk, **given)  # type: ignore[arg-type]
    deliver_pending()
    assert "photo.again" in kinds(again)


def test_a_drive_beyond_the_rescue_s_track_is_seen() -> None:
    claim = a_submitted_claim()
    an_outbound_claim(vin=claim.vin, distance_m=20_000)
    Claim.objects.filter(rescue_number__gt="").update(repair_finished_on=claim.repair_finished_on)
    drive = {"name_zh": "外出", "name_en": "Drive", "unit_price_minor": 0, "claimed_minor": 0}
    ClaimLine.objects.create(
        claim=claim, station_id=claim.station_id, position=9, kind="outbound", quantity=60, **drive
    )
    assert "outbound.over_track" in {flag.kind for flag in look_for_anomalies(claim.pk).flags.all()}


def test_work_on_a_public_holiday_is_seen() -> None:
    claim = a_submitted_claim()
    CalendarDay.objects.update_or_create(
        day=claim.repair_finished_on, defaults={"is_working": False, "name": "Spring Festival"}
    )
    assert {flag.kind for flag in look_for_anomalies(claim.pk).flags.all()} == {"repair.closed_day"}


def test_costs_are_computed_once_a_day() -> None:
    for _ in range(5):
        a_submitted_claim()
    CostDay.objects.update_or_create(id=1, defaults={"day": today() - timedelta(days=1)})
    assert (compute_if_due(), compute_if_due()) == (True, False)
    assert [row.claims for row in StationCost.objects.all()] == [5]


def test_a_flag_is_dismissed_with_a_reason(reviewer: Actor) -> None:
    first, _ = a_pair()
    flag = first.flags.all()[0]
    dismiss_flag(flag.pk, reason="另一侧的同一件", acting_user=reviewer)
    first.refresh_from_db()
    assert first.risk == sum(one.weight for one in first.flags.all() if not one.is_dismissed)
    told = History.objects.get(verb="claim.flag_dismissed")
    assert flag.kind in told.reason and flag.kind not in {one["kind"] for one in told.after["flags"]}
    look_for_anomalies(first.pk)
    assert ClaimFlag.objects.get(pk=flag.pk).is_dismissed


def test_dismissing_needs_a_reason_and_a_reviewer(reviewer: Actor, final_reviewer: Actor) -> None:
    first, _ = a_pair()
    flag = first.flags.all()[0]
    with refused(Invalid, ClaimError.REASON_MISSING):
        dismiss_flag(flag.pk, reason=" ", acting_user=reviewer)
    with refused(NotAllowed):
        dismiss_flag(flag.pk, reason="x", acting_user=final_reviewer)
    return_claim(first.pk, question="?", acting_user=reviewer)
    with refused(WrongState):
        dismiss_flag(flag.pk, reason="x", acting_user=reviewer)


def test_a_new_table_weighs_what_waits_and_leaves_what_was_decided() -> None:
    office = office_actor(Role.SERVICE_MANAGEMENT)
    first, _ = a_pair()
    ClaimFlag.objects.exclude(kind="claim.similar").delete()
    row = publish_table({"claim.similar": Setting(5, {"days": 10})}, note="试行", acting_user=office)
    first.refresh_from_db()
    assert (row.edition, first.risk, table_in_force().settings["claim.similar"].limits["days"]) == (1, 5, 10)
    assert table_in_force().settings["serial.again"].weight == 50


@pytest.mark.parametrize("wrong", [Setting(101), Setting(-1), Setting(1, {"days": -1}), Setting(1, {"nonsense": 1})])
def test_the_table_refuses_what_can_t_be(wrong: Setting) -> None:
    with refused(Invalid, ClaimError.BAD_WEIGHT):
        publish_table({"claim.similar": wrong}, note="x", acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def test_a_reviewer_does_not_weigh(reviewer: Actor) -> None:
    with refused(NotAllowed):
        publish_table({}, note="x", acting_user=reviewer)


def test_the_hit_rate_counts_what_was_followed_by_a_cut(reviewer: Actor) -> None:
    first, _ = a_pair()
    Claim.objects.filter(pk=first.pk).update(first_reviewed_at=first.submitted_at, approved_minor=0)
    rate = next(one for one in hit_rates(reviewer) if one.detector.code == "claim.similar")
    assert (rate.flags, rate.decided, rate.hits, rate.percent) == (2, 1, 1, 100)
