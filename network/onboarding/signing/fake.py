"""A provider that behaves like one: two sides sign in order, or decline, or let the limit pass; it tells so late, twice and out of order.

Its state is plain JSON in a `Drawer`: in memory for a test, in a file for the processes of a demo.
"""

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from random import Random
from uuid import uuid4

from common.fakes import Drawer, Json, MemoryDrawer
from common.pages.addresses import public_address
from network.onboarding.signing.choices import EnvelopeState, Side
from network.onboarding.signing.notices import read_signed, signed
from network.onboarding.signing.port import Envelope, Notice, Parcel, Refused, Unavailable

Delivery = tuple[str, bytes, dict[str, str]]
OPEN = (EnvelopeState.SENT, EnvelopeState.STATION_SIGNED)
TURN = {EnvelopeState.SENT: Side.STATION, EnvelopeState.STATION_SIGNED: Side.OFFICE}
AFTER = {Side.STATION: EnvelopeState.STATION_SIGNED, Side.OFFICE: EnvelopeState.COMPLETED}
PAGE = "onboarding:fake_signing"


def nothing_yet() -> Json:
    """Return the state of a fake that has just begun."""
    return {"envelopes": {}, "keys": {}, "waiting": []}


class FakeProvider:
    """The port, and the other side of it: people who sign, decline or forget."""

    def __init__(self, secret: str, drawer: Drawer | None = None) -> None:
        self.secret, self.drawer = secret, drawer or MemoryDrawer(nothing_yet)
        self.is_down = False
        self.tampers = False  # hands out a document that is not the one that was put in

    # the port

    def create(self, parcel: Parcel) -> Envelope:
        """Make an envelope; the same key gives the same one."""
        self._refuse_when_down()
        order = [one.side for one in parcel.signatories]
        if hashlib.sha256(parcel.pdf).hexdigest() != parcel.sha256 or order != [Side.STATION, Side.OFFICE]:
            raise Refused("hash or signatories")
        with self.drawer.opened() as state:
            if parcel.key not in state["keys"]:
                envelope = state["keys"][parcel.key] = f"env-{uuid4().hex}"
                state["envelopes"][envelope] = {
                    "id": envelope,
                    "title": parcel.title,
                    "names": {one.side: one.name for one in parcel.signatories},
                    "state": EnvelopeState.SENT,
                    "sha256": parcel.sha256,
                    "pdf": b64encode(parcel.pdf).decode(),
                    "expires_at": parcel.expires_at.isoformat(),
                    "signed": {},
                    "reason": "",
                }
            return _envelope(_found(state, state["keys"][parcel.key]))

    def get(self, envelope: str) -> Envelope:
        """Look."""
        self._refuse_when_down()
        with self.drawer.opened() as state:
            return _envelope(_found(state, envelope))

    def cancel(self, envelope: str) -> None:
        """Take it back."""
        self._refuse_when_down()
        with self.drawer.opened() as state:
            one = _found(state, envelope)
            if one["state"] == EnvelopeState.CANCELLED:
                return
            if one["state"] not in OPEN:
                raise Refused("it is over")
            _move(state, one, EnvelopeState.CANCELLED)

    def link(self, envelope: str, side: Side) -> str:
        """Return the address of the fake's own page; another side's turn has none."""
        self._refuse_when_down()
        with self.drawer.opened() as state:
            if TURN.get(EnvelopeState(_found(state, envelope)["state"])) != side:
                raise Refused("not its turn")
        return public_address(PAGE, envelope, str(side))

    def signed_document(self, envelope: str) -> bytes:
        """Return the document with both signatures behind it."""
        self._refuse_when_down()
        with self.drawer.opened() as state:
            one = _found(state, envelope)
            if one["state"] != EnvelopeState.COMPLETED:
                raise Refused("not signed by both")
            pdf = b64decode(one["pdf"])
            signed_pdf = _with_signatures(pdf, one)
        return signed_pdf.replace(b"%PDF-", b"%PDF-1.4 %", 1) if self.tampers else signed_pdf

    def read_notice(self, payload: bytes, headers: Mapping[str, str]) -> Notice:
        """Check the signature as for a real one."""
        return read_signed(payload, headers, self.secret)

    # what people do there

    def seen(self, envelope: str) -> Json:
        """Return what its signing page shows: title, names, hash, whose turn it is. Raises Refused."""
        with self.drawer.opened() as state:
            one = _found(state, envelope)
            shown = {name: one[name] for name in ("title", "names", "sha256", "state", "reason")}
            return shown | {"turn": TURN.get(EnvelopeState(one["state"]), "")}

    def sign(self, envelope: str, side: Side) -> None:
        """This side signs. Raises Refused when it is not its turn."""
        with self.drawer.opened() as state:
            one = _in_turn(state, envelope, side)
            one["signed"][side] = datetime.now(tz=UTC).isoformat()
            _move(state, one, AFTER[side])

    def decline(self, envelope: str, side: Side, reason: str) -> None:
        """This side says no. Raises Refused when it is not its turn."""
        with self.drawer.opened() as state:
            one = _in_turn(state, envelope, side)
            one["reason"] = reason.strip()[:500]
            _move(state, one, EnvelopeState.DECLINED)

    # what it tells

    def deliveries(self) -> list[Delivery]:
        """Return (event, body, headers) of what was not taken in yet, in its order."""
        with self.drawer.opened() as state:
            told = [Notice(**(one | {"at": datetime.fromisoformat(one["at"])})) for one in state["waiting"]]
        return [(one.event_id, *signed(one, self.secret)) for one in told]

    def delivered(self, event_ids: Collection[str]) -> None:
        """These have arrived; until then they are sent again."""
        with self.drawer.opened() as state:
            state["waiting"] = [one for one in state["waiting"] if one["event_id"] not in event_ids]

    def untidy(self, roll: Random) -> list[Delivery]:
        """Return the same as a bad line delivers it: some twice, in any order."""
        once = self.deliveries()
        often = [*once, *roll.choices(once, k=len(once))] if once else []
        roll.shuffle(often)
        return often

    def _refuse_when_down(self) -> None:
        if self.is_down:
            raise Unavailable("down")


def _found(state: Json, envelope: str) -> Json:
    """Return an envelope; one whose limit has passed expires when somebody looks."""
    one: Json | None = state["envelopes"].get(envelope)
    if one is None:
        raise Refused("no such envelope")
    if one["state"] in OPEN and datetime.fromisoformat(one["expires_at"]) <= datetime.now(tz=UTC):
        _move(state, one, EnvelopeState.EXPIRED)
    return one


def _in_turn(state: Json, envelope: str, side: Side) -> Json:
    one = _found(state, envelope)
    if TURN.get(EnvelopeState(one["state"])) != side:
        raise Refused("not its turn")
    return one


def _move(state: Json, one: Json, to: EnvelopeState) -> None:
    one["state"] = to
    state["waiting"].append(
        {
            "event_id": f"evt-{uuid4().hex}",
            "envelope": one["id"],
            "kind": f"envelope.{to}",
            "at": datetime.now(tz=UTC).isoformat(),
        }
    )


def _envelope(one: Json) -> Envelope:
    at = {Side(side): datetime.fromisoformat(when) for side, when in one["signed"].items()}
    return Envelope(one["id"], EnvelopeState(one["state"]), one["sha256"], at, one["reason"])


def _with_signatures(pdf: bytes, one: Json) -> bytes:
    """Append the signatures as a reader of PDF passes over them: comments, then the place of the table of objects once more."""
    lines = [f"% signed by {side} at {when} in {one['id']}" for side, when in one["signed"].items()]
    places = re.findall(rb"startxref\s+(\d+)", pdf)
    end = b"startxref\n" + (places[-1] if places else b"0") + b"\n%%EOF\n"
    return pdf + b"\n" + "\n".join(lines).encode() + b"\n" + end
