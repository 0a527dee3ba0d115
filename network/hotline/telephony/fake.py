"""A telephone exchange that behaves like one: it rings, connects, hangs up and records, and tells so late, twice, and out of order.

Its state is plain JSON in a `Drawer`: in memory for a test, in a file for the processes of a demo.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

from common.fakes import Drawer, Json, MemoryDrawer
from network.hotline.choices import CallDirection, SignalKind
from network.hotline.telephony.port import Refused, Signal, Unavailable
from network.hotline.telephony.signing import read_signed, signed

Delivery = tuple[bytes, dict[str, str]]
PATIENCE_S, TALK_S, LIFT_S = 40, 150, 4
NOBODY_THERE = "0"  # a number that ends like this is called in vain


def nothing_yet() -> Json:
    """Return the state of a fake that has just begun."""
    return {"calls": {}, "waiting": [], "dialled": {}}


class FakeExchange:
    """The port, and the other side of it: callers who ring and lose patience, drivers who lift or don't."""

    def __init__(self, secret: str, drawer: Drawer | None = None) -> None:
        self.secret, self.drawer = secret, drawer or MemoryDrawer(nothing_yet)
        self.is_down = False

    # the port

    def read_signal(self, payload: bytes, headers: Mapping[str, str]) -> Signal:
        """Check the signature as for a real one."""
        return read_signed(payload, headers, self.secret)

    def dial(self, extension: str, number: str, *, key: str) -> str:
        """Call out: the extension rings, then the number; whoever is there lifts after some seconds."""
        self._refuse_when_down()
        if not extension or not number.lstrip("+").isdigit():
            raise Refused("extension or number")
        with self.drawer.opened() as state:
            if key in state["dialled"]:
                return str(state["dialled"][key])
            call = state["dialled"][key] = f"out-{uuid4().hex[:16]}"
            at = datetime.now(tz=UTC)
            told = {"number": number, "extension": extension, "direction": CallDirection.OUTBOUND}
            _say(state, call, SignalKind.RING, at, **told)
            if number.endswith(NOBODY_THERE):
                _say(state, call, SignalKind.HANG_UP, at + timedelta(seconds=PATIENCE_S), **told)
            else:
                _say(state, call, SignalKind.ANSWER, at + timedelta(seconds=LIFT_S), **told)
                _end(state, call, at + timedelta(seconds=LIFT_S + TALK_S), **told)
        return call

    def put_through(self, call: str, extension: str) -> None:
        """Give a ringing call to an extension; who comes second is refused."""
        self._refuse_when_down()
        with self.drawer.opened() as state:
            known = state["calls"].get(call)
            if (
                not extension
                or known is None
                or known["extension"]
                or datetime.now(tz=UTC) >= _moment(known["gives_up_at"])
            ):
                raise Refused("not ringing")
            known["extension"] = extension
            state["waiting"] = [
                one for one in state["waiting"] if one["call"] != call or one["kind"] != SignalKind.HANG_UP
            ]
            at = datetime.now(tz=UTC)
            told = {"number": known["number"], "extension": extension, "direction": CallDirection.INBOUND}
            _say(state, call, SignalKind.ANSWER, at, **told)
            _end(state, call, at + timedelta(seconds=TALK_S), **told)

    # what happens without us

    def ring(self, number: str, *extensions: str, patience_s: int = PATIENCE_S) -> str:
        """Somebody calls: the extensions ring (none named: everybody's), until somebody answers or the caller loses patience."""
        call, at = f"in-{uuid4().hex[:16]}", datetime.now(tz=UTC)
        gives_up = at + timedelta(seconds=patience_s)
        with self.drawer.opened() as state:
            state["calls"][call] = {"number": number, "extension": "", "gives_up_at": gives_up.isoformat()}
            for extension in extensions or ("",):
                _say(state, call, SignalKind.RING, at, number=number, extension=extension)
            _say(state, call, SignalKind.HANG_UP, gives_up, number=number)
        return call

    def due(self, at: datetime | None = None) -> list[Signal]:
        """Return what has happened by `at` (now) and has not been delivered, in its order."""
        until = at or datetime.now(tz=UTC)
        with self.drawer.opened() as state:
            return sorted(
                (_signal(one) for one in state["waiting"] if _moment(one["at"]) <= until), key=lambda one: one.at
            )

    def next_at(self, but: Collection[str] = ()) -> datetime | None:
        """Return when the next thing happens, apart from these events."""
        with self.drawer.opened() as state:
            return min((_moment(one["at"]) for one in state["waiting"] if one["event_id"] not in but), default=None)

    def delivered(self, *event_ids: str) -> None:
        """These have arrived; until then they are sent again."""
        with self.drawer.opened() as state:
            state["waiting"] = [one for one in state["waiting"] if one["event_id"] not in event_ids]

    def deliveries(self, at: datetime | None = None) -> list[tuple[str, bytes, dict[str, str]]]:
        """Return (event, body, headers) of what is due, in its order."""
        return [(one.event_id, *signed(one, self.secret)) for one in self.due(at)]

    def untidy(self, at: datetime, roll: Random) -> list[Delivery]:
        """Return the same as a bad line delivers it: some twice, in any order."""
        once = [(body, headers) for _event, body, headers in self.deliveries(at)]
        often = [*once, *roll.choices(once, k=len(once))] if once else []
        roll.shuffle(often)
        return often

    def _refuse_when_down(self) -> None:
        if self.is_down:
            raise Unavailable("down")


def _say(state: Json, call: str, kind: SignalKind, at: datetime, **told: str) -> None:
    state["waiting"].append(
        {"event_id": f"evt-{uuid4().hex}", "call": call, "kind": str(kind), "at": at.isoformat()} | told
    )


def _end(state: Json, call: str, at: datetime, **told: str) -> None:
    _say(state, call, SignalKind.HANG_UP, at, **told)
    _say(
        state, call, SignalKind.RECORDING, at + timedelta(seconds=1), recording=f"exchange://recordings/{call}", **told
    )


def _signal(one: Json) -> Signal:
    return Signal(**(one | {"kind": SignalKind(one["kind"]), "at": _moment(one["at"])}))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
