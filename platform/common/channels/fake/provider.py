"""The fake provider: accepts under an id, reports by signed webhook (late, twice), knows bad numbers, limits the rate, can be away."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

from common.channels.choices import MessageError
from common.channels.port import BadReceipt, Outgoing, Receipt, Refused, TryLater
from common.webhooks import key_of, read_signed, signed

Post = Callable[[bytes, Mapping[str, str]], Any]
RECEIPTS = "/messages/receipts/"


@dataclass(slots=True)
class Weather:
    """What goes wrong at the provider. `most` is how many it takes before it asks to wait `wait_s`."""

    away: bool = False
    dies_after_taking: bool = False
    most: int | None = None
    wait_s: float = 1.0
    receipt_after_s: float = 1.0
    receipts: int = 1
    undelivered: set[str] = field(default_factory=set)


class FakeProvider:
    """Numbers of fewer than 11 digits, and those that begin with 000, are refused; those that end in 0000 are never reached."""

    def __init__(
        self,
        directory: Path | None = None,
        *,
        secret: str = "",
        clock: Callable[[], float] = time.time,
        post: Post | None = None,
    ) -> None:
        self.directory = directory or Path(settings.SMS_FAKE_DIRECTORY)
        self.secret = secret or settings.SMS_WEBHOOK_SECRET
        self.clock = clock
        self.post = post or post_receipt
        self.weather = Weather()

    # the port

    def send(self, message: Outgoing) -> str:
        """Take the message; the file of its reference is made once, whoever comes first."""
        if self.weather.away:
            raise TryLater(MessageError.AWAY)
        path = self._path(message.reference)
        if path.exists():
            return str(json.loads(path.read_text())["id"])
        if self.weather.most is not None and len(self.taken()) >= self.weather.most:
            raise TryLater(MessageError.BUSY, self.weather.wait_s)
        digits = message.to.lstrip("+")
        if len(digits) < 11 or digits.startswith("000"):
            raise Refused(MessageError.BAD_NUMBER)
        provider_id = self._keep(path, message)
        if self.weather.dies_after_taking:
            raise ConnectionResetError
        return provider_id

    def read_receipt(self, body: bytes, headers: Mapping[str, str]) -> Receipt:
        """Check and read a receipt."""
        try:
            _id, told = read_signed(body, headers, key_of(self.secret))
            return Receipt(str(told["reference"]), str(told["id"]), told["state"] == "delivered")
        except (ValueError, KeyError, TypeError) as error:
            raise BadReceipt from error

    def idle(self) -> None:
        """Post the receipts that are due."""
        for one in self.taken():
            if not one["reported"] and self.clock() >= one["at"] + self.weather.receipt_after_s:
                self._report(one)

    # what tests and the demo look at

    def taken(self) -> list[dict[str, Any]]:
        """Return what was accepted, oldest first."""
        found = [json.loads(path.read_text()) for path in self.directory.glob("*.json")]
        return sorted(found, key=lambda one: (one["at"], one["reference"]))

    def _path(self, reference: str) -> Path:
        self.directory.mkdir(parents=True, exist_ok=True)
        return self.directory / f"{reference}.json"

    def _keep(self, path: Path, message: Outgoing) -> str:
        row = {
            "id": f"fake-{message.reference[-12:]}",
            "reference": message.reference,
            "to": message.to,
            "text": message.text,
            "language": message.language,
            "at": self.clock(),
            "reported": False,
        }
        _write(path, row)
        return str(row["id"])

    def _report(self, one: dict[str, Any]) -> None:
        lost = one["to"].endswith("0000") or one["to"] in self.weather.undelivered
        told = {"id": one["id"], "reference": one["reference"], "state": "undelivered" if lost else "delivered"}
        try:
            for _time in range(self.weather.receipts):
                self.post(*signed(one["id"], told, key_of(self.secret)))
        except (URLError, OSError):
            return  # the product is away: the next round reports again
        _write(self._path(one["reference"]), one | {"reported": True})


def post_receipt(body: bytes, headers: Mapping[str, str]) -> None:
    """Send a receipt to the product's webhook."""
    address = settings.BASE_URL.rstrip("/") + RECEIPTS
    request = Request(address, data=body, headers={"Content-Type": "application/json", **headers})  # noqa: S310  our own address
    with urlopen(request, timeout=5):  # noqa: S310  our own address
        pass


def _write(path: Path, row: dict[str, Any]) -> None:
    """Write whole or not at all: another process may be reading."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(row, ensure_ascii=False))
    fresh.replace(path)
