"""Which gateway is used, and where the fake keeps its state."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from billing.stripe import gateway
from billing.stripe.adapter import StripeGateway
from billing.stripe.choose import _configured
from billing.stripe.fake import FakeGateway, FakeStripe
from billing.stripe.store import FileStore


@pytest.fixture(autouse=True)
def _fresh() -> Any:
    _configured.cache_clear()
    yield
    _configured.cache_clear()


def test_with_a_key_it_is_the_real_one(settings: Any) -> None:
    settings.STRIPE_API_KEY = "sk_live_x"
    assert isinstance(gateway(), StripeGateway)


def test_without_one_it_is_the_fake(settings: Any, tmp_path: Path) -> None:
    settings.STRIPE_API_KEY, settings.PRODUCTION, settings.STATE = "", False, tmp_path
    assert isinstance(gateway(), FakeGateway)


def test_production_does_not_run_on_the_fake(settings: Any) -> None:
    settings.STRIPE_API_KEY, settings.PRODUCTION = "", True
    with pytest.raises(ImproperlyConfigured):
        gateway()


def test_processes_share_the_fake_s_file(tmp_path: Path) -> None:
    path = tmp_path / "state" / "fake.json"
    one, other = (FakeStripe(FileStore(path)) for _ in range(2))
    _status, customer = one.call("POST", "customers", {"name": "x"}, "k")
    assert other.call("GET", f"customers/{customer['id']}")[0] == 200
    assert other.call("POST", "customers", {"name": "x"}, "k")[1]["id"] == customer["id"]
