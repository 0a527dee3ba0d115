"""The tax of an amount, to the cent. An invoice is written from a price without tax or from one with tax: each rounds once, in its own place."""

from decimal import Decimal

from common.money import times

WHOLE = Decimal(1)


def expected_tax(net_minor: int, rate: Decimal) -> int:
    """Return the tax on a price without tax; `rate` in percent."""
    return times(net_minor, rate / 100)


def is_right_tax(net_minor: int, tax_minor: int, rate: Decimal) -> bool:
    """Whether the tax is net × rate, or net is the rounded price without tax of their sum, as the tax platform splits a price with tax.

    The amounts of a statement include tax, and every ninth of them (at 13 %) is no sum of a net and its rounded tax: such a total can be
    invoiced the second way alone.
    """
    return tax_minor == expected_tax(net_minor, rate) or net_minor == net_of(net_minor + tax_minor, rate)


def net_of(total_minor: int, rate: Decimal) -> int:
    """Return the price without tax of a price with tax, rounded half up."""
    return times(total_minor, WHOLE / (WHOLE + rate / 100))
