"""Several crews asked at once, as the policy says: the first to accept goes, the others are told."""

from datetime import timedelta

import pytest

from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import WrongState
from network.dispatch.actions import accept_offer, cancel_rescue, decline_offer, pause_automatic, reassign_rescue
from network.dispatch.choices import OfferStatus, RescueStatus
from network.dispatch.models import Offer, Rescue
from tests.builders.dispatch import HOME, RIVAL, a_certificate, a_crew, a_rescue, an_offer, make_due, rules
from tests.dispatch.invariants import broken_invariants
from tests.world import Role, station_actor


@pytest.fixture
def both_asked(db, at_office):
    """A rescue that was offered to a crew of each of two stations; returns the near and the far offer."""
    rules(parallel=2, max_distance_m=3_000_000.0)
    a_crew(HOME), a_crew(RIVAL)
    an_offer(a_rescue())
    with at_office():
        return list(Offer.objects.order_by("slot"))


def states(at_office):
    with at_office():
        assert not broken_invariants()
        return [one.status for one in Offer.objects.order_by("round")]


def test_both_are_asked_until_the_same_moment(both_asked, at_office):
    near, far = both_asked
    assert (near.round, far.round, near.expires_at) == (1, 2, far.expires_at)
    assert states(at_office) == ["open", "open"]


def test_the_first_to_accept_goes_and_the_other_reads_why_not(
    both_asked, technician, rival_technician, acting, at_office
):
    near, far = both_asked
    with acting(rival_technician):
        accept_offer(far.pk, acting_user=rival_technician)
    assert states(at_office) == ["withdrawn", "accepted"]
    with acting(technician), pytest.raises(WrongState) as refused:
        accept_offer(near.pk, acting_user=technician)
    assert "其他救援队" in str(refused.value.message)
    assert states(at_office) == ["withdrawn", "accepted"]


def test_when_one_declines_the_other_is_still_asked(both_asked, technician, rival_technician, acting, at_office):
    near, far = both_asked
    with acting(technician):
        decline_offer(near.pk, reason="busy", acting_user=technician)
    assert states(at_office) == ["declined", "open"]
    with at_office():
        assert Rescue.objects.get().status == RescueStatus.OFFERED
    with acting(rival_technician):
        decline_offer(far.pk, reason="busy", acting_user=rival_technician)
    keep_due()
    with at_office():
        assert Rescue.objects.get().status == RescueStatus.UNSERVED
        assert not broken_invariants()


def test_all_run_out_together(both_asked, at_office):
    with at_office():
        Offer.objects.update(expires_at="2020-01-01T00:00:00Z")
    make_due(both_asked[0])
    keep_due()
    assert states(at_office) == ["expired", "expired"]


def test_calling_it_off_takes_all_back(both_asked, dispatcher, acting, at_office):
    with acting(dispatcher):
        cancel_rescue(both_asked[0].rescue_id, reason="Driver repaired it", acting_user=dispatcher)
    assert states(at_office) == ["withdrawn", "withdrawn"]


def test_whoever_came_too_late_is_asked_again_when_the_winner_loses_it(
    both_asked, rival_technician, dispatcher, acting, at_office
):
    with acting(rival_technician):
        accept_offer(both_asked[1].pk, acting_user=rival_technician)
    with acting(dispatcher):
        reassign_rescue(both_asked[0].rescue_id, reason="Broken down", acting_user=dispatcher)
    keep_due()
    with at_office():
        assert Offer.objects.get(status=OfferStatus.OPEN).station.code == HOME
        assert not broken_invariants()


@pytest.fixture
def third(both_asked):
    """A second crew of the home station, which nobody asks at first."""
    a_certificate(station_actor(Role.WORKSHOP))
    return a_crew(HOME, name="Crew 2", role=Role.WORKSHOP, certified=False)


def test_a_declined_slot_is_filled_at_once_by_the_next_best(both_asked, third, technician, acting, at_office):
    near, far = both_asked
    with acting(technician):
        decline_offer(near.pk, reason="busy", acting_user=technician)
    keep_due()
    with at_office():
        fresh = Offer.objects.get(crew=third)
        assert (fresh.status, fresh.slot, fresh.round) == ("open", near.slot, 3)
        assert fresh.expires_at > far.expires_at
        assert (
            Deadline.objects.get(subject_id=near.rescue_id, kind="offer.expires", done_at=None).due_at == far.expires_at
        )
    assert states(at_office) == ["declined", "open", "open"]


def test_only_whose_time_is_over_is_expired(both_asked, third, at_office):
    near, far = both_asked
    with at_office():
        Offer.objects.filter(pk=far.pk).update(expires_at=now() + timedelta(hours=1))
    make_due(near)
    keep_due()
    with at_office():
        assert Offer.objects.get(crew=third).slot == near.slot
    assert states(at_office) == ["expired", "open", "open"]


def test_nobody_is_left_for_the_slot(both_asked, technician, acting, at_office):
    near, far = both_asked
    with acting(technician):
        decline_offer(near.pk, reason="busy", acting_user=technician)
    keep_due()
    assert states(at_office) == ["declined", "open"]
    with at_office():
        assert Rescue.objects.get().status == RescueStatus.OFFERED
        assert (
            Deadline.objects.get(subject_id=near.rescue_id, kind="offer.expires", done_at=None).due_at == far.expires_at
        )


def test_while_automatic_mode_is_off_no_slot_is_filled(both_asked, third, dispatcher, technician, acting, at_office):
    with acting(dispatcher):
        pause_automatic(reason="Storm", acting_user=dispatcher)
    with acting(technician):
        decline_offer(both_asked[0].pk, reason="busy", acting_user=technician)
    keep_due()
    assert states(at_office) == ["declined", "open"]


def test_the_crew_that_filled_the_slot_may_win(both_asked, third, technician, workshop_supervisor, acting, at_office):
    with acting(technician):
        decline_offer(both_asked[0].pk, reason="busy", acting_user=technician)
    keep_due()
    with at_office():
        fresh = Offer.objects.get(crew=third)
    with acting(workshop_supervisor):
        accept_offer(fresh.pk, acting_user=workshop_supervisor)
    assert states(at_office) == ["declined", "withdrawn", "accepted"]
