"""A provider that behaves like one, for tests and the demo: it keeps what it was given in a directory of its own, not in our database."""

from common.channels.fake.provider import FakeProvider

__all__ = ["FakeProvider"]
