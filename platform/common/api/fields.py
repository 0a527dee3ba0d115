"""Fields that look alike everywhere: money, moments and public ids."""

import base64
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.clock import is_known
from common.errors import NotYours
from common.ids import public_id
from common.money import DEFAULT_CURRENCY, MINOR_UNITS, Money
from common.records import Record

MOST_MINOR = 999_999_999_999
MONEY_SCHEMA = {
    "type": "object",
    "required": ["amount_minor", "currency"],
    "properties": {
        "amount_minor": {"type": "integer", "description": "Whole minor units (fen, cents)."},
        "currency": {"type": "string", "example": DEFAULT_CURRENCY},
    },
}


@extend_schema_field(MONEY_SCHEMA)
class MoneyField(serializers.Field):
    """`{"amount_minor": 1200, "currency": "CNY"}`, from a column of minor units in the currency of its row.

    A row without `currency` is kept in the default one. A body must name the currency of the record that the command is about.
    """

    def get_attribute(self, instance: Any) -> Any:
        """Return the amount in the currency of the row that holds it, which is another one for each row of a list."""
        minor = super().get_attribute(instance)
        if minor is None:
            return None
        for name in self.source_attrs[:-1]:
            instance = getattr(instance, name)
        return Money(minor, currency_of(instance))

    def to_representation(self, value: Money | int) -> dict[str, Any]:
        """Return the amount with its currency; whole minor units by themselves are in the default one."""
        return (value if isinstance(value, Money) else Money(value)).as_json()

    def to_internal_value(self, data: Any) -> int:
        """Return whole minor units. Anything else is refused, and what no column and no product of it with a quantity could hold."""
        minor = data.get("amount_minor") if isinstance(data, dict) else None
        if (
            not isinstance(minor, int)
            or isinstance(minor, bool)
            or abs(minor) > MOST_MINOR
            or data.get("currency", DEFAULT_CURRENCY) not in list(MINOR_UNITS)  # compared, since an object has no hash
        ):
            raise serializers.ValidationError(_('Give money as {"amount_minor": 1200, "currency": "CNY"}.'))
        kept_in = currency_of(self.context.get("record"))
        if data.get("currency", kept_in) != kept_in:
            raise serializers.ValidationError(_("Amounts here are in %(currency)s.") % {"currency": kept_in})
        return minor


def currency_of(row: Any) -> str:
    """Return the currency of a row's amounts: what it says itself, else the default one."""
    said = row.get("currency") if isinstance(row, Mapping) else getattr(row, "currency", None)
    return said or DEFAULT_CURRENCY


@extend_schema_field({"type": "string", "format": "byte"})
class Base64Field(serializers.CharField):
    """The bytes of a file in Base64. `max_length` counts the letters of the text."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the bytes."""
        text = super().to_internal_value(data)
        try:
            return base64.b64decode(text, validate=True)
        except ValueError as error:  # binascii.Error is one, and so is what a letter beyond ASCII raises
            raise serializers.ValidationError(_("Give the bytes in Base64.")) from error


class DayField(serializers.DateField):
    """A day that a client tells, within the years that we know."""

    default_error_messages = {"overflow": _("Choose a day between the years 1900 and 2199.")}

    def to_internal_value(self, value: Any) -> Any:
        """Return it."""
        day = super().to_internal_value(value)
        if not is_known(day):
            self.fail("overflow")
        return day


class MomentField(serializers.DateTimeField):
    """A moment that a client tells, within the years that we know."""

    def to_internal_value(self, value: Any) -> Any:
        """Return it in the current zone."""
        try:
            moment = super().to_internal_value(value)
        except OverflowError:  # at the edge of the calendar the way to UTC leads out of it
            self.fail("overflow")
        if not is_known(moment):
            self.fail("overflow")
        return moment


@extend_schema_field({"type": "string", "example": "sta_01j9z3n4…"})
class PublicIdField(serializers.Field):
    """Another record's public id, from a column that holds its key."""

    def __init__(self, model: type[Record], **options: Any) -> None:
        self.model = model
        super().__init__(**options)

    def to_representation(self, value: UUID | Record) -> str:
        """Return the prefixed id."""
        return public_id(self.model.public_prefix, value if isinstance(value, UUID) else value.pk)

    def to_internal_value(self, data: Any) -> UUID:
        """Return the key behind the id."""
        try:
            return self.model.key_of(str(data))
        except NotYours as error:
            raise serializers.ValidationError(f"Give an id that begins with {self.model.public_prefix}_.") from error
