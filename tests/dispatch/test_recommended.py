"""The recommended crews of a rescue: who stands there, why, and what one key does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.clock import now
from network.dispatch import finding
from network.dispatch.actions import offer_best, plan_batch
from network.dispatch.actions.holding import hold
from network.dispatch.choices import Held
from network.dispatch.decisions import ENGINE
from network.dispatch.models import Offer, Rescue
from network.dispatch.policies import policy_on
from network.dispatch.recommending import recommend
from tenants.registry.models import Station
from tests.builders.dispatch import RIVAL, a_crew, a_rescue, accepted, an_offer, rules
from tests.dispatch.test_api import Caller


@pytest.fixture
def office(dispatcher, client_for):
    return client_for(dispatcher)


@pytest.fixture
def api(office):
    return Caller(office)


@pytest.fixture
def two(db):
    """A near and a far crew that can both go."""
    rules(max_distance_m=3_000_000.0)
    return a_crew(), a_crew(RIVAL, name="Far crew")


def text_of(client, rescue, language="en"):
    return client.get(f"/dispatch/rescues/{rescue.pk}/", HTTP_ACCEPT_LANGUAGE=language).content.decode()


def press(client, rescue, crew, reason=""):
    return client.post(f"/dispatch/rescues/{rescue.pk}/recommended/offer/", {"crew": str(crew.pk), "reason": reason})


def asked(at_office):
    with at_office():
        return [one.crew_id for one in Offer.objects.order_by("round")]


def test_a_rescue_that_waits_shows_who_can_go_and_why(office, two):
    text = text_of(office, a_rescue())
    assert text.index("Crew 1") < text.index("Far crew")
    assert text.count("data-crew=") == 2 and "recommended/offer/" in text


def test_the_first_row_is_whom_the_engine_would_ask(two, at_office):
    rescue = a_rescue()
    with at_office():
        first = recommend(rescue).lines[0].ranked.crew.crew_id
    assert offer_best(rescue.pk).crew_id == first == two[0].pk


def test_a_crew_of_a_committed_plan_comes_first_and_says_so(two, at_office):
    rescue = a_rescue()
    with at_office():
        Rescue.objects.filter(pk=rescue.pk).update(planned_crew_id=two[1].pk)
        rescue.refresh_from_db()
        line = recommend(rescue).lines[0]
    assert line.ranked.crew.crew_id == two[1].pk and len(line.because) == 3
    assert offer_best(rescue.pk).crew_id == two[1].pk


def test_one_key_asks_the_first_without_a_reason(office, two, at_office):
    rescue = a_rescue()
    assert press(office, rescue, two[0]).status_code == 302
    assert asked(at_office) == [two[0].pk]


def test_one_key_asks_as_many_as_the_rules_say(office, at_office):
    rules(max_distance_m=3_000_000.0, parallel=2)
    near, far = a_crew(), a_crew(RIVAL, name="Far crew")
    assert press(office, a_rescue(), near).status_code == 302
    assert asked(at_office) == [near.pk, far.pk]


def test_another_row_needs_a_reason(office, two, at_office):
    rescue = a_rescue()
    assert press(office, rescue, two[1]).status_code == 422
    assert asked(at_office) == []
    assert press(office, rescue, two[1], "They are on the right side").status_code == 302
    assert asked(at_office) == [two[1].pk]


def test_it_is_refused_while_a_crew_is_being_asked(office, two, at_office):
    rescue = an_offer().rescue
    for crew in two:
        assert press(office, rescue, crew, "I want to").status_code == 409
    assert asked(at_office) == [two[0].pk]


def test_a_crew_that_has_left_since_is_refused(office, two, at_office):
    rescue = a_rescue()
    with at_office():
        type(two[0]).objects.filter(pk=two[0].pk).update(on_duty=False)
    assert press(office, rescue, two[0]).status_code == 409
    assert asked(at_office) == []


def test_a_held_rescue_shows_the_ranking_too(office, two, at_office):
    rescue = a_rescue()
    with at_office():
        hold(rescue, Held.PAUSED, policy_on(rescue.created_at), ENGINE)
    assert 'id="recommended"' in text_of(office, rescue)
    assert press(office, rescue, two[0]).status_code == 302


def test_who_is_excluded_stands_under_each_reason(two, at_office):
    with at_office():
        type(two[1]).objects.filter(pk=two[1].pk).update(on_duty=False, brands=["another"])
        left = {one.why: one for one in recommend(a_rescue()).left}
    assert left["off_duty"].count == 1 and left["off_duty"].nearest[0].name == "Far crew"
    assert left["off_duty"].words and left["off_duty"].more == 0
    assert left["brand"].count == 1  # a crew with two reasons stands under both


def test_a_station_without_authority_for_the_brand_is_passed_over_and_asked_only_with_a_reason(
    office, two, dispatcher, acting, at_office
):
    near, far = two
    with at_office():
        Station.objects.filter(pk=near.station_id).update(brands=["another"])
    rescue = a_rescue()
    with acting(dispatcher):
        assert [one.crew.crew_id for one in plan_batch(dispatcher, now())] == [far.pk]
    with at_office():
        found = recommend(rescue)
    assert [one.ranked.crew.crew_id for one in found.lines] == [far.pk]
    assert [(one.why, one.nearest[0].name) for one in found.left] == [("station_brand", "Crew 1")]
    assert "服务站未获该品牌授权" in text_of(office, rescue, "zh-hans")
    assert press(office, rescue, near).status_code == 409 and asked(at_office) == []
    assert press(office, rescue, near, "The only one within an hour").status_code == 302
    assert offer_best(a_rescue().pk).crew_id == far.pk
    assert asked(at_office) == [near.pk, far.pk]


def test_when_nobody_can_go_it_says_why(office):
    a_crew(certified=False)
    text = text_of(office, a_rescue())
    assert 'id="recommended"' in text and "data-crew=" not in text
    assert "Crew 1" in text


def test_of_very_many_crews_it_says_that_only_the_nearest_are_ranked(office, two, at_office, monkeypatch):
    monkeypatch.setattr(finding, "LARGE", 0)
    finding.forget_index()
    rescue = a_rescue()
    with at_office():
        type(two[0]).objects.filter(pk=two[0].pk).update(on_duty=False)
        told = recommend(rescue)
    assert told.known == 2 and [one.ranked.crew.name for one in told.lines] == ["Far crew"]
    assert [one.why for one in told.left] == ["off_duty"]  # the index does not find it, people want to know why
    assert "共 2 个救援队，此处只排列就近的" in text_of(office, rescue)


def test_of_very_many_crews_nobody_is_explained_by_the_nearest(two, at_office, monkeypatch):
    monkeypatch.setattr(finding, "LARGE", 0)
    finding.forget_index()
    with at_office():
        type(two[0]).objects.update(on_duty=False)
    rescue = a_rescue()
    assert offer_best(rescue.pk) is None
    with at_office():
        rescue.refresh_from_db()
    assert rescue.shortfall["crews"] == 2 and rescue.shortfall["reasons"]["off_duty"] == 2


def test_why_nobody_can_go_is_said_once(office, customer_service_manager, client_for, at_office):
    a_crew(certified=False)
    rescue = a_rescue()
    assert offer_best(rescue.pk) is None
    for reader in (office, client_for(customer_service_manager)):
        assert text_of(reader, rescue).count("共查看 1 个救援队") == 1


def test_only_who_may_offer_sees_it(customer_service_manager, client_for, two):
    rescue = a_rescue()
    manager = client_for(customer_service_manager)
    assert 'id="recommended"' not in text_of(manager, rescue)
    assert manager.get(f"/dispatch/rescues/{rescue.pk}/recommended/").status_code == 403
    assert press(manager, rescue, two[0]).status_code == 403


def test_a_rescue_under_way_shows_none(office, two):
    rescue = accepted(an_offer())
    assert 'id="recommended"' not in text_of(office, rescue)
    assert office.get(f"/dispatch/rescues/{rescue.pk}/recommended/").status_code == 204


def test_the_section_alone_is_shown_anew(office, two):
    answer = office.get(f"/dispatch/rescues/{a_rescue().pk}/recommended/")
    text = answer.content.decode()
    assert answer.status_code == 200 and "Far crew" in text and "<html" not in text


def test_it_reads_the_crews_once(two, at_office):
    rescue = a_rescue()
    with at_office(), CaptureQueriesContext(connection) as seen:
        recommend(rescue)
    assert len(seen) <= 12, [one["sql"][:90] for one in seen]


def test_choose_a_crew_says_what_speaks_for_it_too(office, two, at_office):
    with at_office():
        type(two[0]).objects.filter(pk=two[1].pk).update(on_duty=False)
    text = office.get(f"/dispatch/rescues/{a_rescue().pk}/choose/").content.decode()
    assert "没有其他任务" in text and "不符：下班" in text


def test_the_api_ranks_and_offers(api, two, at_office):
    rescue = a_rescue()
    found = api.get(f"rescues/{rescue.public_id}/recommended").json()
    assert [one["name"] for one in found["crews"]] == ["Crew 1", "Far crew"]
    assert found["able"] == 2 and found["nobody"] == "" and found["crews"][0]["because"]
    first, second = (one["crew"] for one in found["crews"])
    assert api.post(f"rescues/{rescue.public_id}/offer-recommended", {"crew": second}).status_code == 422
    assert api.post(f"rescues/{rescue.public_id}/offer-recommended", {"crew": first}).json()["status"] == "offered"
    again = api.post(f"rescues/{rescue.public_id}/offer-recommended", {"crew": first})
    assert (again.status_code, again.json()["code"]) == (409, "rescue.being_asked")
    told = api.get(f"rescues/{rescue.public_id}/recommended")  # as on the page: no ranking while a crew is being asked
    assert (told.status_code, told.json()["code"]) == (409, "rescue.being_asked")


def test_a_station_gets_no_ranking_by_the_api(technician, client_for, two):
    rescue = a_rescue()
    assert Caller(client_for(technician), "SHA01").get(f"rescues/{rescue.public_id}/recommended").status_code in (
        403,
        404,
    )
