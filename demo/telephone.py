"""The telephone exchange of the last days: calls that rang, were answered or missed, were recorded; and the calls that are owed."""

from datetime import datetime, timedelta
from random import Random

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import database_now
from common.deadlines.keep import set_deadline
from common.ids import new_id
from demo.chance import dice
from demo.people import office
from network.hotline.callbacks.actions import Promise, claim_callback, note_outcome, promise_callback
from network.hotline.callbacks.choices import Origin, Outcome
from network.hotline.callbacks.owing import owe_missed
from network.hotline.callbacks.selectors import callbacks_for
from network.hotline.choices import CallDirection, SignalKind
from network.hotline.models import Call
from network.hotline.telephony import Signal, exchange
from network.hotline.telephony.fake import FakeExchange
from network.hotline.telephony.playing import DEMO_CALL
from network.hotline.telephony.receiving import receive
from network.hotline.telephony.seats import sit_at
from network.hotline.telephony.signing import signed
from tenants.registry.standing import at_head_office

CALLS, DAYS, STILL_TO_ASK = 36, 5, 8
EXTENSION = "8001"
FIRST_CALL = timedelta(seconds=90)
WISHES = ("配件到货后回电告知", "回复索赔进度", "核实服务站营业时间后回电")
SAID = ("已恢复行驶，用户满意", "已到站维修，当日提车", "用户认可处理结果")


def live_on_the_telephone() -> None:
    """Let it have rung; leave a few calls missed, a few promised, a few drivers to be asked."""
    fake = exchange()
    if not isinstance(fake, FakeExchange):
        return
    agent, roll = office(Role.DISPATCHER), dice("telephone")
    with at_head_office():
        sit_at(EXTENSION, acting_user=agent)
        moment = database_now()
        for number in range(CALLS):
            at = moment - timedelta(seconds=roll.uniform(3_600, DAYS * 86_400))
            _ring(fake, f"demo-{number}", _number(roll), at, roll, answered=roll.random() < 0.85)
        for number in range(3):
            _ring(
                fake,
                f"demo-missed-{number}",
                _number(roll),
                moment - timedelta(minutes=6 * number + 2),
                roll,
                answered=False,
            )
        for call in Call.objects.filter(exchange_key__startswith="demo-missed-"):
            owe_missed(call)
        _promise(agent, moment, roll)
        _ask_drivers(agent, roll)
    set_deadline(DEMO_CALL, new_id(), database_now() + FIRST_CALL)


def _ring(fake: FakeExchange, key: str, number: str, at: datetime, roll: Random, *, answered: bool) -> None:
    waits, talks = int(min(90, roll.expovariate(1 / 14))) + 2, roll.randint(60, 420)
    ends = at + timedelta(seconds=waits + (talks if answered else 0))
    told = [(SignalKind.RING, at, "")]
    if answered:
        told += [(SignalKind.ANSWER, at + timedelta(seconds=waits), EXTENSION)]
    told += [(SignalKind.HANG_UP, ends, "")]
    if answered:
        told += [(SignalKind.RECORDING, ends + timedelta(seconds=2), EXTENSION)]
    for kind, moment, extension in told:
        recording = f"exchange://recordings/{key}" if kind == SignalKind.RECORDING else ""
        signal = Signal(
            event_id=f"{key}-{kind}", call=key, kind=kind, at=moment, number=number, extension=extension,
            direction=CallDirection.INBOUND, recording=recording,
        )  # fmt: skip
        receive(*signed(signal, fake.secret))


def _promise(agent: Actor, moment: datetime, roll: Random) -> None:
    for place, wish in enumerate(WISHES):
        due_at = moment + timedelta(hours=place * 3 + 1)
        promise = Promise(phone=_number(roll), due_at=due_at, wish=wish, contact_name=f"{roll.choice('赵钱孙周')}师傅")
        promise_callback(promise, acting_user=agent)


def _ask_drivers(agent: Actor, roll: Random) -> None:
    """Drivers of the older rescues have been asked; most were helped, some did not lift."""
    owed = list(callbacks_for(agent).filter(origin=Origin.FOLLOW_UP).order_by("created_at"))
    for callback in owed[: max(0, len(owed) - STILL_TO_ASK)]:
        claim_callback(callback.pk, acting_user=agent)
        note_outcome(callback.pk, Outcome.HELPED, result=roll.choice(SAID), acting_user=agent)
    for callback in owed[-STILL_TO_ASK:][:2]:
        claim_callback(callback.pk, acting_user=agent)
        note_outcome(callback.pk, Outcome.NO_ANSWER, acting_user=agent)


def _number(roll: Random) -> str:
    return f"13{roll.randint(0, 999_999_999):09d}"
