"""What a call is, from all that the exchange has said of it. Pure: neither the order in which signals arrive nor a second copy changes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from network.hotline.choices import CallDirection, CallStatus, SignalKind
from network.hotline.telephony.port import Signal


@dataclass(frozen=True, slots=True)
class Picture:
    """One call as its signals tell it. `ringing` are the extensions that were rung, `extension` the one that answered."""

    direction: str
    number: str
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    extension: str
    ringing: tuple[str, ...]
    recording: str

    @property
    def status(self) -> CallStatus:
        """Return where the call stands. Answered counts even when the clock of the exchange says that it ended before."""
        if self.answered_at is not None:
            return CallStatus.TALKING if self.ended_at is None else CallStatus.ANSWERED
        return CallStatus.RINGING if self.ended_at is None else CallStatus.MISSED

    @property
    def answer_s(self) -> int | None:
        """Return how long it rang before it was answered, in whole seconds."""
        return None if self.answered_at is None else max(0, int((self.answered_at - self.rang_at).total_seconds()))


def picture_of(signals: Iterable[Signal]) -> Picture:
    """Return the call that these signals tell. There must be one at least."""
    told = sorted({one.event_id: one for one in signals}.values(), key=lambda one: (one.at, one.event_id))
    rings, answers = _of(told, SignalKind.RING), _of(told, SignalKind.ANSWER)
    ends, recordings = _of(told, SignalKind.HANG_UP), _of(told, SignalKind.RECORDING)
    moments = [one.at for one in rings] or [one.at for one in answers] or [one.at for one in told]
    return Picture(
        direction=CallDirection.OUTBOUND
        if any(one.direction == CallDirection.OUTBOUND for one in told)
        else CallDirection.INBOUND,
        number=next((one.number for one in told if one.number), ""),
        rang_at=moments[0],
        answered_at=answers[0].at if answers else None,
        ended_at=ends[-1].at if ends else None,
        extension=next((one.extension for one in answers if one.extension), ""),
        ringing=tuple(dict.fromkeys(one.extension for one in rings if one.extension)),
        recording=recordings[-1].recording if recordings else "",
    )


def _of(signals: list[Signal], kind: SignalKind) -> list[Signal]:
    return [one for one in signals if one.kind == kind]
