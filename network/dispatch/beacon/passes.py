"""The signed pass that says for which crew a phone may report. Pages of those who may drive bring fresh ones every few seconds."""

import time
from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from accounts.actors import Actor
from common.live import raw_address
from network.dispatch.models import Crew

SALT = "dispatch.beacon"
VALID_S = 5 * 60  # so long may somebody who has left the crew still report for it, and nothing else
ADDRESS = "positions/"
MOST_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Pass:
    """Whose positions may be reported until when (seconds since 1970)."""

    crew_id: UUID
    station_id: UUID
    until: float


def pass_for(actor: Actor, crew: Crew) -> dict[str, str]:
    """Return address and pass for the phone of somebody who may drive; empty for others. The caller has fetched the crew through its gate."""
    return {"address": raw_address(ADDRESS), "pass": issue(crew)} if actor.may("rescues.drive") else {}


def issue(crew: Crew) -> str:
    """Return a pass for a crew."""
    return signing.dumps([crew.pk.hex, crew.station_id.hex, int(time.time()) + VALID_S], salt=SALT)


class Passes:
    """The passes that this process has verified: a phone shows each some twenty times, and a signature costs as much as storing a position."""

    def __init__(self) -> None:
        self.known: dict[str, Pass] = {}

    def read(self, text: str) -> Pass | None:
        """Return what a pass says, or None when it is forged or too old."""
        found = self.known.get(text) or self._verify(text)
        return found if found is not None and time.time() < found.until else None

    def _verify(self, text: str) -> Pass | None:
        try:
            crew, station, until = signing.loads(text, salt=SALT)
        except signing.BadSignature:
            return None
        if len(self.known) >= MOST_KEPT:
            self.known.clear()
        return self.known.setdefault(text, Pass(UUID(crew), UUID(station), float(until)))
