"""The fake provider, in a directory of the test's own."""

from collections.abc import Iterator

import pytest

from common.channels import actions, sending, templates
from common.channels.fake import FakeProvider
from common.channels.templates import message_text


@pytest.fixture
def provider(tmp_path, monkeypatch) -> Iterator[FakeProvider]:
    """The provider in use; its clock stands still unless the test moves it, and its receipts go nowhere unless told."""
    made = FakeProvider(tmp_path / "sms", secret="s3cret", clock=lambda: 1_000.0, post=lambda body, headers: None)
    for module in (actions, sending):
        monkeypatch.setattr(module, "provider_in_use", lambda: made)
    yield made


@pytest.fixture
def words() -> Iterator[str]:
    """A text that only tests know."""
    message_text("test.words", "Test", "Dear driver, open %(link)s before %(time)s.")
    yield "test.words"
    del templates._templates["test.words"]
