"""Money: whole minor units (fen, cents) and a currency. No float comes near it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models

DEFAULT_CURRENCY = "CNY"
MINOR_UNITS = {"CNY": 2, "EUR": 2, "USD": 2, "JPY": 0}
SYMBOLS = {"CNY": "¥", "EUR": "€", "USD": "$", "JPY": "¥"}


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units of one currency. Adding two currencies raises ValueError."""

    minor: int
    currency: str = DEFAULT_CURRENCY

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        return format_minor(self.minor, self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} can't be added")

    def as_json(self) -> dict[str, Any]:
        """Return the API's shape: `{"amount_minor": 1200, "currency": "CNY"}`."""
        return {"amount_minor": self.minor, "currency": self.currency}


def times(minor: int, factor: Decimal) -> int:
    """Multiply minor units by a factor, rounded half up once, as Chinese invoices do."""
    return int((Decimal(minor) * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_minor(amount: Decimal, currency: str = DEFAULT_CURRENCY) -> int:
    """Turn 12.34 into 1234. Raises ValueError when there are more decimals than the currency has."""
    scaled = amount.scaleb(MINOR_UNITS[currency])
    if scaled != scaled.to_integral_value():
        raise ValueError("too many decimals")
    return int(scaled)


def to_decimal(minor: int, currency: str = DEFAULT_CURRENCY) -> Decimal:
    """Turn 1234 into 12.34."""
    return Decimal(minor).scaleb(-MINOR_UNITS[currency])


def format_minor(minor: int, currency: str = DEFAULT_CURRENCY) -> str:
    """Return `¥1,234.50`; a negative amount keeps its sign in front: `-¥12.00`."""
    sign = "-" if minor < 0 else ""
    places = MINOR_UNITS[currency]
    return f"{sign}{SYMBOLS[currency]}{to_decimal(abs(minor), currency):,.{places}f}"


class MoneyMinorField(models.BigIntegerField):
    """An amount in minor units; the row (or its parent) holds the currency."""

    description = "Money in minor units"
