"""When a step happened: now, or a time that was told and can be true."""

from datetime import timedelta

import pytest

from common.clock import now
from common.errors import Invalid
from tenants.workshop.choices import WorkshopError
from tenants.workshop.policies import happened


def test_it_is_now_when_nobody_says_otherwise() -> None:
    assert abs(happened(None, "finished_at") - now()) < timedelta(minutes=1)


def test_a_time_that_was_told_is_kept() -> None:
    told = now() - timedelta(hours=2)
    assert happened(told, "finished_at", after=told - timedelta(hours=1)) == told


def test_a_time_in_the_future_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        happened(now() + timedelta(days=1), "finished_at")
    assert refused.value.code == WorkshopError.IN_THE_FUTURE


def test_a_time_before_the_step_that_comes_first_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        happened(now() - timedelta(hours=2), "finished_at", after=now() - timedelta(hours=1))
    assert refused.value.code == WorkshopError.OUT_OF_ORDER
