"""Whatever is sent for an amount or a file is answered with a sentence, never with a failure of ours."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from rest_framework import serializers

from common.api import Base64Field, DayField, MomentField, MoneyField

ROOT = Path(__file__).resolve().parents[2]


class Sent(serializers.Serializer):
    """An amount and a file."""

    amount = MoneyField(required=False)
    content = Base64Field(required=False)


@pytest.mark.parametrize("currency", [{}, ["CNY"], {"amount_minor": 5}, None, 7, "", "XXX", "EUR"])
def test_a_currency_that_is_none_is_refused(currency: Any) -> None:
    given = Sent(data={"amount": {"amount_minor": 5, "currency": currency}})
    assert not given.is_valid()
    assert list(given.errors) == ["amount"]


@pytest.mark.parametrize("content", ["😀", "密封", "a", "====", "x\x00y"])
def test_a_text_that_is_not_base64_is_refused(content: str) -> None:
    given = Sent(data={"content": content})
    assert not given.is_valid()
    assert list(given.errors) == ["content"]


def test_what_is_wrong_is_said_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        given = Sent(data={"amount": 12, "content": "密封"})
        assert not given.is_valid()
        said = [str(messages[0]) for messages in given.errors.values()]
    assert [sentence[0] for sentence in said] == ["请", "请"]


@pytest.mark.parametrize(
    "told",
    ["0001-01-01", "0001-01-01T00:00:00Z", "9999-12-31T15:59:00Z", "9999-12-31T23:00:00-14:00", "2200-01-01T00:00"],
)
def test_a_moment_beyond_our_years_is_refused(told: str) -> None:
    with pytest.raises(serializers.ValidationError):
        MomentField().run_validation(told)


@pytest.mark.parametrize("told", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_beyond_our_years_is_refused(told: str) -> None:
    with pytest.raises(serializers.ValidationError):
        DayField().run_validation(told)


def test_no_body_takes_a_moment_or_a_day_without_bounds() -> None:
    unbounded = [
        f"{path.relative_to(ROOT)}:{number}"
        for wing in ("network", "billing", "audit", "tenants")
        for path in (ROOT / wing).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if (
            any(kind in line for kind in ("serializers.DateTimeField(", "serializers.DateField("))
            and "as_of" not in line
            and "read_only" not in line
            and "source=" not in line
        )
        or any(kind in line for kind in ("forms.DateTimeField(", "forms.DateField("))
    ]
    assert unbounded == []
