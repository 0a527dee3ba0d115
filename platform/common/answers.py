"""Reading the answer of somebody else's service without trusting its size, nor how slowly it drips."""

import time

import httpx


class TooLarge(Exception):
    """The answer is larger than such an answer can be."""


class TooSlow(Exception):
    """The answer is not there in time. A time-out of httpx is one between two bytes: drop by drop an answer would never end."""


def read_within(answer: httpx.Response, most_bytes: int, until: float) -> bytes:
    """Return the body of a streamed answer; `until` is a moment of `time.monotonic()`. Raises TooLarge, TooSlow, httpx.HTTPError."""
    found = bytearray()
    for part in answer.iter_bytes():
        found += part
        if len(found) > most_bytes:
            raise TooLarge("an answer larger than it can be")
        if time.monotonic() > until:
            raise TooSlow("an answer that takes too long")
    return bytes(found)
