"""A call rings: it pops up for those for whom it rings, one of them takes it, and the form is filled in."""

from uuid import uuid4

import pytest
from django.db import transaction

from accounts.roles import Role
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from common.scope import for_office
from network.hotline.choices import SignalKind
from network.hotline.models import Call, Case
from network.hotline.telephony.screen import pop_up
from network.hotline.telephony.seats import get_up, seat_of, sit_at
from network.hotline.telephony.taking import pick_up
from tests.builders.catalog import a_vehicle
from tests.builders.exchange import NUMBER, a_fake, a_ringing_call, a_signal, call_of, moment, say
from tests.builders.hotline import a_case
from tests.hotline.test_pages import typed
from tests.races.fifty import crowd, race_of


@pytest.fixture
def fake(request):
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")
    with a_fake() as line:
        yield line


@pytest.fixture
def office(fake, dispatcher, client_for):
    return client_for(dispatcher)


@pytest.fixture
def colleague(fake, dispatcher):
    return crowd(Role.DISPATCHER, 1)[0]


def seated(actor, extension, acting):
    with acting(actor):
        return sit_at(extension, acting_user=actor)


def ringing(actor, acting):
    with acting(actor):
        return [one["phone"] for one in pop_up(actor)["calls"]]


def test_it_pops_up_with_what_is_known_and_a_masked_number(office):
    vehicle = a_vehicle(plate="沪A77777")
    case = a_case(vehicle=vehicle.vin, contact_phone=NUMBER)
    a_ringing_call("in-0", at=moment(-20))
    say(a_signal(SignalKind.HANG_UP, "in-0", after_s=-10))
    call = a_ringing_call()
    (shown,) = office.get("/hotline/calls/ringing/").json()["calls"]
    assert (shown["id"], shown["phone"], shown["caller"]) == (str(call.pk), "138****5678", "王师傅")
    assert [one["plate"] for one in shown["vehicles"]] == ["沪A77777"]
    assert [(one["number"], one["is_open"]) for one in shown["cases"]] == [(case.number, True)]
    assert shown["earlier"] == 1
    assert NUMBER not in office.get("/hotline/").content.decode()


def test_it_rings_where_the_agent_sits_or_at_everybodys(fake, dispatcher, colleague, acting):
    seated(dispatcher, "8001", acting)
    a_ringing_call("in-1", extension="8001")
    a_ringing_call("in-2", number="13900000000")
    assert ringing(dispatcher, acting) == ["138****5678", "139****0000"]
    assert ringing(colleague, acting) == ["139****0000"]


@pytest.mark.parametrize("end", [SignalKind.HANG_UP, SignalKind.ANSWER])
def test_what_is_over_or_answered_does_not_ring(fake, dispatcher, acting, end):
    a_ringing_call()
    say(a_signal(end, after_s=5, extension="8009"))
    assert ringing(dispatcher, acting) == []


def test_a_ring_whose_end_never_came_is_forgotten(fake, dispatcher, acting):
    a_ringing_call(at=moment(-600))
    assert ringing(dispatcher, acting) == []


def test_taking_it_opens_the_form_filled_in(office, at_office):
    vehicle = a_vehicle(plate="沪A77777")
    a_case(vehicle=vehicle.vin, contact_phone=NUMBER, kind="question", description="?")
    call = a_ringing_call()
    answer = office.post(f"/hotline/calls/{call.pk}/pick-up/")
    assert answer.url == f"/hotline/take/?call={call.pk}"
    form = office.get(answer.url).context["form"]
    assert (form["contact_phone"].value(), form["contact_name"].value()) == (NUMBER, "王师傅")
    assert (form["vehicle"].value(), form["call"].value()) == ("沪A77777", str(call.pk))
    filled = typed(call=str(call.pk), vehicle="沪A77777", form_token=str(uuid4()))
    assert office.post("/hotline/take/", filled).status_code == 302
    with at_office():
        case = Case.objects.get(kind="rescue")
        assert Call.objects.get(case=case).pk == call.pk


def test_a_colleagues_call_is_not_filled_in(office, fake, colleague, acting):
    call = a_ringing_call()
    with acting(colleague):
        pick_up(call.pk, acting_user=colleague)
    assert NUMBER not in office.get(f"/hotline/take/?call={call.pk}").content.decode()


def test_the_exchange_puts_it_through_to_the_agents_extension(fake, dispatcher, acting):
    seated(dispatcher, "8001", acting)
    key = fake.ring(NUMBER)
    for _event, payload, headers in fake.deliveries():
        from network.hotline.telephony.receiving import receive

        receive(payload, headers)
    with acting(dispatcher):
        pick_up(call_of(key).pk, acting_user=dispatcher)
    deliver_pending()
    assert [(one.kind, one.extension) for one in fake.due()][-1] == (SignalKind.ANSWER, "8001")


def test_the_second_agent_reads_who_has_it(office, fake, colleague, acting, at_office):
    call = a_ringing_call()
    with acting(colleague):
        pick_up(call.pk, acting_user=colleague)
    answer = office.post(f"/hotline/calls/{call.pk}/pick-up/")
    assert answer.status_code == 409 and colleague.name in answer.content.decode()
    with at_office():
        assert Call.objects.get(pk=call.pk).agent_id == colleague.id
        assert History.objects.filter(verb="call.picked_up").count() == 1


def test_pressing_twice_is_harmless(fake, dispatcher, acting):
    call = a_ringing_call()
    with acting(dispatcher):
        first = pick_up(call.pk, acting_user=dispatcher)
        assert pick_up(call.pk, acting_user=dispatcher).version == first.version


def test_a_caller_who_has_hung_up_can_not_be_taken(fake, dispatcher, acting):
    call = a_ringing_call()
    say(a_signal(SignalKind.HANG_UP, after_s=5))
    with acting(dispatcher), pytest.raises(WrongState) as refusal:
        pick_up(call.pk, acting_user=dispatcher)
    assert refusal.value.code == "call.over"


def test_who_only_looks_can_not_take_it(fake, customer_service_manager, acting):
    call = a_ringing_call()
    with acting(customer_service_manager), pytest.raises(NotAllowed):
        pick_up(call.pk, acting_user=customer_service_manager)
    assert call_of().agent_id is None


def test_whoever_forgot_to_get_up_is_signed_off(fake, dispatcher, colleague, acting):
    seated(colleague, "8001", acting)
    seated(dispatcher, "8000", acting)
    seated(dispatcher, "8001", acting)
    assert seat_of(dispatcher).extension == "8001"
    assert seat_of(colleague) is None
    with acting(dispatcher):
        get_up(acting_user=dispatcher)
    assert seat_of(dispatcher) is None


def test_an_extension_is_digits(fake, dispatcher, acting):
    with acting(dispatcher), pytest.raises(Invalid) as refusal:
        sit_at("desk", acting_user=dispatcher)
    assert refusal.value.field == "extension"


def careless(call_id, *, acting_user):
    call = Call.objects.get(pk=call_id)
    if call.agent_id is not None:
        raise WrongState
    call.change(agent_id=acting_user.id)
    return call


@pytest.mark.parametrize(("take", "many"), [(pick_up, False), (careless, True)], ids=["guarded", "red control"])
def test_of_twenty_who_press_at_once_one_wins(committed_db, fake, take, many):
    with for_office(), transaction.atomic():
        people = crowd(Role.DISPATCHER, 20)
    call = a_ringing_call()
    outcome = race_of(people, lambda who: take(call.pk, acting_user=who))
    assert outcome.broken == []
    assert (len(outcome.won) > 1) is many
    if not many:
        assert len(outcome.won) == 1 and outcome.statuses == {409}
        assert {who.name for who in people if who.id == call_of().agent_id} == {call_of().agent_name}
