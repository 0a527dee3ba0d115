"""Two at one rescue: a second dispatcher takes back only what they have seen; a crew that goes off duty while it is asked says no."""

import pytest

from common.errors import WrongState
from network.dispatch.actions import offer_to, reassign_rescue, set_duty
from network.dispatch.actions.searching import ranking_for, try_offer
from network.dispatch.choices import DeclineReason, OfferStatus, RescueStatus
from network.dispatch.models import Crew, Offer, Rescue
from network.dispatch.policies import DispatchError, policy_on
from tests.builders.dispatch import RIVAL, a_crew, a_rescue, accepted, an_offer, rules, settle
from tests.dispatch.invariants import broken_invariants
from tests.dispatch.test_api import Caller


@pytest.fixture
def office(dispatcher, client_for):
    return client_for(dispatcher)


@pytest.fixture
def two(db):
    """A near and a far crew that can both go."""
    rules(max_distance_m=3_000_000.0)
    return a_crew(), a_crew(RIVAL, name="Far crew")


def open_crews(at_office):
    with at_office():
        assert not broken_invariants()
        return [one.crew_id for one in Offer.objects.filter(status=OfferStatus.OPEN)]


def seen_on(page):
    return page.context["form"]["seen_round"].value()


def test_an_offer_that_went_out_meanwhile_is_not_taken_back_unseen(two, dispatcher, acting, at_office):
    near, far = two
    rescue = a_rescue()
    seen = rescue.round
    an_offer(rescue)
    with acting(dispatcher), pytest.raises(WrongState) as caught:
        offer_to(rescue.pk, far.pk, reason="They have the part", seen_round=seen, acting_user=dispatcher)
    assert caught.value.code == DispatchError.OVERTAKEN
    assert "Crew 1" in str(caught.value.message)
    assert open_crews(at_office) == [near.pk]


def test_who_has_seen_nothing_takes_nothing_back(two, dispatcher, acting, at_office):
    near, far = two
    rescue = an_offer().rescue
    with acting(dispatcher), pytest.raises(WrongState):
        offer_to(rescue.pk, far.pk, reason="They have the part", acting_user=dispatcher)
    assert open_crews(at_office) == [near.pk]


def test_the_form_says_who_is_being_asked_and_then_takes_it_back(two, office, at_office):
    near, far = two
    rescue = a_rescue()
    address = f"/dispatch/rescues/{rescue.pk}/choose/"
    typed = {"crew": str(far.pk), "reason": "They have the part", "seen_round": seen_on(office.get(address))}
    an_offer(rescue)
    told = office.post(address, typed)
    text = told.content.decode()
    assert told.status_code == 409 and open_crews(at_office) == [near.pk]
    assert "调度引擎 已于" in text and "向 Crew 1（SHA01" in text and "正在询问中，截止" in text
    assert "They have the part" in text  # nothing typed is lost
    typed["seen_round"] = seen_on(told)
    assert office.post(address, typed).status_code == 302
    assert open_crews(at_office) == [far.pk]


def test_a_crew_that_is_asked_already_is_named_in_a_sentence(two, office, at_office):
    rescue = an_offer().rescue
    typed = {"crew": str(two[0].pk), "reason": "They are near", "seen_round": "1"}
    told = office.post(f"/dispatch/rescues/{rescue.pk}/choose/", typed)
    assert told.status_code == 422 and "该救援队已不能派单" in told.content.decode()


def test_a_rescue_is_taken_from_the_crew_that_was_seen(two, office, dispatcher, acting, at_office):
    _near, far = two
    rescue = accepted()
    address = f"/dispatch/rescues/{rescue.pk}/reassign/"
    typed = {"reason": "They are stuck", "cause": "late", "seen_round": seen_on(office.get(address))}
    with acting(dispatcher):  # another dispatcher was faster, and the far crew has accepted
        reassign_rescue(rescue.pk, reason="They are stuck", acting_user=dispatcher)
        offer = offer_to(rescue.pk, far.pk, reason="They are free", acting_user=dispatcher)
    accepted(offer, RIVAL)
    told = office.post(address, typed)
    assert told.status_code == 409 and "Far crew" in told.content.decode()
    with at_office():
        assert Rescue.objects.get().crew_id == far.pk
    typed["seen_round"] = seen_on(told)
    assert office.post(address, typed).status_code == 302


def test_the_api_knows_the_same(two, office, at_office):
    _near, far = two
    api, rescue = Caller(office), an_offer().rescue
    body = {"crew": far.public_id, "reason": "They have the part"}
    refused = api.post(f"rescues/{rescue.public_id}/offer-to", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "rescue.overtaken")
    assert api.post(f"rescues/{rescue.public_id}/offer-to", body | {"seen_round": 1}).status_code == 200
    assert open_crews(at_office) == [far.pk]


def test_a_crew_that_goes_off_duty_while_it_is_asked_says_no(two, technician, acting, at_office):
    near, far = two
    offer = an_offer()
    with acting(technician):
        set_duty(near.pk, False, acting_user=technician)
    with at_office():
        offer.refresh_from_db()
        assert (offer.status, offer.decline_reason) == (OfferStatus.DECLINED, DeclineReason.OFF_DUTY)
        assert Rescue.objects.get().status == RescueStatus.WAITING
    settle()
    assert open_crews(at_office) == [far.pk]


def test_of_several_that_are_asked_the_others_are_asked_on(technician, acting, at_office):
    rules(max_distance_m=3_000_000.0, parallel=2)
    near, far = a_crew(), a_crew(RIVAL, name="Far crew")
    an_offer()
    with acting(technician):
        set_duty(near.pk, False, acting_user=technician)
    assert open_crews(at_office) == [far.pk]


def test_a_crew_that_went_off_duty_since_its_ranking_is_not_asked(two, technician, acting, at_office):
    near, _far = two
    rescue = a_rescue()
    with at_office():
        ranking = ranking_for(rescue, rescue.created_at, policy_on(rescue.created_at))
        Crew.objects.filter(pk=near.pk).update(on_duty=False)
        assert ranking.ranked[0].crew.crew_id == near.pk
        assert try_offer(rescue, ranking.ranked[0], rescue.created_at, slot=0, round_=1) is None
    assert open_crews(at_office) == []


def test_a_dispatcher_may_still_call_in_a_crew_that_is_off_duty(two, technician, dispatcher, acting, at_office):
    near, _far = two
    rescue = a_rescue()
    with acting(technician):
        set_duty(near.pk, False, acting_user=technician)
    with acting(dispatcher):
        offer_to(rescue.pk, near.pk, reason="Called at home", acting_user=dispatcher)
    assert open_crews(at_office) == [near.pk]
