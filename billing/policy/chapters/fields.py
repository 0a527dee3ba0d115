"""The kinds of fields that a clause has: each is read from JSON, asked for in a form and said in words, by one class.

Values in JSON: amounts in minor units, percentages and hours as text (no float comes near money), lists of codes as lists.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.db.models.enums import ChoicesType
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.policy.policies import ANY
from common.money import format_minor, to_decimal, to_minor
from common.text import Text

PERCENT_MAX = Decimal(1000)
AMOUNT_MAX = 10**12
HOURS_MAX = Decimal(999)
WHOLE_MAX = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Field:
    """One value of a clause. `key` fields say what a line is about; `clause` names the member that holds a figure's clause number."""

    name: str
    label: Text
    key: bool = False
    clause: str = "clause"
    help: Text = ""

    def read(self, value: Any) -> Any:
        """Return the value as the policy holds it. Raises ValueError when it is not usable."""
        raise NotImplementedError

    def form_field(self) -> forms.Field:
        """Return the field that asks for it."""
        raise NotImplementedError

    def shown(self, value: Any) -> Any:
        """Return what the form shows of a JSON value."""
        return value

    def json(self, given: Any) -> Any:
        """Return what was typed as JSON."""
        return given

    def say(self, value: Any, currency: str) -> str:
        """Return a value of the policy in words."""
        return str(value)

    @property
    def asked(self) -> dict[str, Any]:
        """Return what every form field gets."""
        return {"label": self.label, "help_text": self.help}

    @property
    def speaks(self) -> bool:
        """Whether the words need no label beside them."""
        return False


@dataclass(frozen=True, kw_only=True)
class Words(Field):
    """A text that is not empty."""

    most: int = 120

    def read(self, value: Any) -> str:
        """Return the text without spaces around it."""
        if not isinstance(value, str) or not value.strip():
            raise ValueError
        return value.strip()

    def form_field(self) -> forms.Field:
        """Return a line to type in."""
        return forms.CharField(**self.asked, max_length=self.most)


@dataclass(frozen=True, kw_only=True)
class Code(Words):
    """A code of the catalogue; with `wild`, `*` stands for any. `source` is the catalogue's list: chosen when short, else checked."""

    most: int = 30
    source: str = ""
    wild: bool = True

    def say(self, value: Any, currency: str) -> str:
        """Say "any" for the star."""
        return now_("any") if value == ANY else str(value)


@dataclass(frozen=True, kw_only=True)
class Codes(Field):
    """Several codes, typed with commas between them; they may be none."""

    source: str = ""
    choices: type[TextChoices] | None = None

    def read(self, value: Any) -> tuple[str, ...]:
        """Return the codes."""
        if not isinstance(value, list) or not all(isinstance(code, str) and code.strip() for code in value):
            raise ValueError
        codes = tuple(code.strip() for code in value)
        if self.choices is not None and not set(codes) <= set(self.choices.values):
            raise ValueError
        return codes

    def form_field(self) -> forms.Field:
        """Return boxes to tick when the choices are few, else a line to type in."""
        if self.choices is not None:
            return forms.MultipleChoiceField(
                **self.asked,
                choices=self.choices.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        asked = self.asked | {"help_text": self.help or _("Several with commas between them.")}
        return forms.CharField(**asked, max_length=1000, required=False)

    def shown(self, value: Any) -> Any:
        """Return the codes with commas between them."""
        return list(value) if self.choices is not None else ", ".join(value)

    def json(self, given: Any) -> list[str]:
        """Return the codes as typed; Chinese commas count too."""
        if isinstance(given, str):
            given = given.replace("，", ",").replace("、", ",").split(",")
        return [code.strip() for code in given if code.strip()]

    def say(self, value: Any, currency: str) -> str:
        """Return them with commas between them, a dash for none."""
        names = {str(code): str(label) for code, label in self.choices.choices} if self.choices else {}
        return ", ".join(names.get(code, code) for code in value) or "–"


@dataclass(frozen=True, kw_only=True)
class Pick(Field):
    """One of a few words; with `wild`, `*` stands for any."""

    choices: type[TextChoices] | Callable[[], Sequence[tuple[str, Text]]]
    wild: bool = False

    def options(self) -> list[tuple[str, Text]]:
        """Return the words with their codes."""
        found = self.choices.choices if isinstance(self.choices, ChoicesType) else self.choices()
        return [*([(ANY, _("any"))] if self.wild else []), *found]

    def read(self, value: Any) -> str:
        """Return the code, if it is one of them."""
        if not isinstance(value, str) or value not in [code for code, _label in self.options()]:
            raise ValueError
        return value

    def form_field(self) -> forms.Field:
        """Return a list to choose from."""
        return forms.ChoiceField(**self.asked, choices=self.options())

    def say(self, value: Any, currency: str) -> str:
        """Return the word."""
        return str(dict(self.options()).get(value, value))


@dataclass(frozen=True, kw_only=True)
class Whole(Field):
    """A whole number of at least `least`. `unit` is a sentence with `%(n)s`; `optional` ones may be left empty."""

    least: int = 0
    optional: bool = False
    unit: Text = ""
    none: Text = ""

    def read(self, value: Any) -> int | None:
        """Return the number."""
        if value is None and self.optional:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= WHOLE_MAX:
            raise ValueError
        return value

    def form_field(self) -> forms.Field:
        """Return a box for a number."""
        return forms.IntegerField(
            **self.asked,
            min_value=self.least,
            max_value=WHOLE_MAX,
            required=not self.optional,
        )

    def say(self, value: Any, currency: str) -> str:
        """Return the number with its unit."""
        if value is None:
            return str(self.none or "–")
        return str(self.unit) % {"n": f"{value:,}"} if self.unit else f"{value:,}"

    @property
    def speaks(self) -> bool:
        """With a unit it speaks for itself."""
        return bool(self.unit)


@dataclass(frozen=True, kw_only=True)
class Share(Field):
    """A percentage, kept as text."""

    most: Decimal = PERCENT_MAX

    def read(self, value: Any) -> Decimal:
        """Return the percentage."""
        return _decimal(value, self.most)

    def form_field(self) -> forms.Field:
        """Return a box for a percentage."""
        return forms.DecimalField(
            **self.asked,
            min_value=Decimal(0),
            max_value=self.most,
            max_digits=6,
            decimal_places=2,
        )

    def json(self, given: Any) -> str:
        """Return it as the shortest text."""
        return f"{Decimal(given).normalize():f}"

    def say(self, value: Any, currency: str) -> str:
        """Return `15 %`."""
        return f"{value.normalize():f} %"


@dataclass(frozen=True, kw_only=True)
class Hours(Field):
    """Standard hours, kept as text."""

    def read(self, value: Any) -> Decimal:
        """Return the hours."""
        return _decimal(value, HOURS_MAX)

    def form_field(self) -> forms.Field:
        """Return a box for hours."""
        return forms.DecimalField(
            **self.asked, min_value=Decimal(0), max_value=HOURS_MAX, max_digits=5, decimal_places=2
        )

    def json(self, given: Any) -> str:
        """Return them as the shortest text."""
        return f"{Decimal(given).normalize():f}"

    def say(self, value: Any, currency: str) -> str:
        """Return `1.5 h`."""
        return now_("%(hours)s h") % {"hours": f"{value.normalize():f}"}

    @property
    def speaks(self) -> bool:
        """The unit is there."""
        return True


@dataclass(frozen=True, kw_only=True)
class Amount(Field):
    """Money in minor units."""

    least: int = 0
    per: Text = ""

    def read(self, value: Any) -> int:
        """Return the minor units."""
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= AMOUNT_MAX:
            raise ValueError
        return value

    def form_field(self) -> forms.Field:
        """Return a box for an amount."""
        return forms.DecimalField(
            **self.asked,
            min_value=to_decimal(self.least),
            max_digits=12,
            decimal_places=2,
        )

    def shown(self, value: Any) -> Any:
        """Return yuan."""
        return to_decimal(value)

    def json(self, given: Any) -> int:
        """Return fen."""
        return to_minor(given)

    def say(self, value: Any, currency: str) -> str:
        """Return `¥80.00`, with what it is paid for."""
        amount = format_minor(value, currency)
        return str(self.per) % {"rate": amount} if self.per else amount


def _decimal(value: Any, most: Decimal) -> Decimal:
    try:
        found = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        found = Decimal("NaN")
    if not (found.is_finite() and 0 <= found <= most):
        raise ValueError
    return found
