"""What the fake provider's numbers have received, for the page on which one plays the driver."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from common.channels.fake.provider import FakeProvider

LINK = re.compile(r"https?://[\w.:/?=&%+~-]+")
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Sms:
    """A message on a phone; `link` is the address in it, if there is one."""

    to: str
    at: datetime
    before: str
    link: str
    after: str
    language: str


def latest(provider: FakeProvider | None = None) -> list[Sms]:
    """Return the newest messages, newest first."""
    taken = (provider or FakeProvider()).taken()[-SHOWN:]
    return [_sms(one) for one in reversed(taken)]


def _sms(one: dict[str, str]) -> Sms:
    text = one["text"]
    found = LINK.search(text)
    before, link, after = (text[: found.start()], found.group(), text[found.end() :]) if found else (text, "", "")
    return Sms(one["to"], datetime.fromtimestamp(float(one["at"]), UTC), before, link, after, one["language"])
