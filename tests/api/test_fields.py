"""Whatever is sent for an amount or a file is answered with a sentence, never with a failure of ours."""

from typing import Any

import pytest
from django.utils import translation
from rest_framework import serializers

from common.api import Base64Field, MoneyField


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
