"""Tables of records: columns that know money, times and statuses, and that give plain values to an export."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

import django_tables2
from django.db.models import Model
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2 import BooleanColumn, Column

from common.money import DEFAULT_CURRENCY, format_minor, to_decimal
from common.pages.signatures import remember_signatures
from common.pages.tones import label_of, tone_of

__all__ = [
    "AmountColumn",
    "BooleanColumn",
    "ChoiceColumn",
    "Column",
    "MomentColumn",
    "MoneyColumn",
    "NumberColumn",
    "RecordTable",
    "StatusColumn",
    "badge",
    "show_moment",
]

remember_signatures()


def show_moment(value: datetime | date | None, *, seconds: bool = False) -> str:
    """Return `YYYY-MM-DD HH:mm` in the person's zone; a date without a time stays a date."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
    return value.isoformat()


def badge(tone: str, label: Any) -> SafeString:
    """Return a status as a mark with its word; the mark's shape differs too, so colour is never alone."""
    return format_html('<span class="status-badge" data-tone="{}">{}</span>', tone, label)


class NumberColumn(Column):
    """The record's name or number: the link to the record. It is always shown."""

    def __init__(self, **extra: Any) -> None:
        extra.setdefault("linkify", True)
        extra.setdefault("attrs", {"td": {"class": "cell-number"}})
        super().__init__(**extra)


class StatusColumn(Column):
    """A status as a badge; the export gets its word."""

    def __init__(self, **extra: Any) -> None:
        extra.setdefault("attrs", {"td": {"class": "cell-status"}})
        super().__init__(**extra)

    def render(self, record: Model, bound_column: Any) -> SafeString:
        """Draw the badge."""
        return badge(tone_of(type(record), bound_column.accessor.resolve(record)), self.value(record, bound_column))

    def value(self, record: Model, bound_column: Any) -> str:
        """Return the word."""
        return str(label_of(record, str(bound_column.accessor)))


class MoneyColumn(Column):
    """Minor units as an amount, to the right; `currency` names the field that holds the currency."""

    def __init__(self, currency: str = "currency", **extra: Any) -> None:
        self.currency = currency
        extra.setdefault("attrs", {"td": {"class": "cell-amount"}, "th": {"class": "cell-amount"}})
        super().__init__(**extra)

    def _currency(self, record: Model) -> str:
        return str(getattr(record, self.currency, DEFAULT_CURRENCY))

    def render(self, value: int, record: Model) -> str:
        """Draw `¥1,234.50`."""
        return format_minor(value, self._currency(record))

    def value(self, value: int | None, record: Model) -> Any:
        """Return the decimal amount."""
        return None if value is None else to_decimal(value, self._currency(record))


class AmountColumn(Column):
    """A count or quantity, to the right."""

    def __init__(self, **extra: Any) -> None:
        extra.setdefault("attrs", {"td": {"class": "cell-amount"}, "th": {"class": "cell-amount"}})
        super().__init__(**extra)


class MomentColumn(Column):
    """A time or a date, `YYYY-MM-DD HH:mm`."""

    def __init__(self, **extra: Any) -> None:
        extra.setdefault("attrs", {"td": {"class": "cell-moment"}})
        super().__init__(**extra)

    def render(self, value: datetime | date) -> SafeString:
        """Draw it with its machine-readable form."""
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), show_moment(value))

    def value(self, value: datetime | date | None) -> str:
        """Return it as text."""
        return show_moment(value)


class ChoiceColumn(Column):
    """A field with choices: the word of the choice."""

    def render(self, record: Model, bound_column: Any) -> str:
        """Return the word."""
        return str(label_of(record, str(bound_column.accessor)))

    def value(self, record: Model, bound_column: Any) -> str:
        """Return the word."""
        return self.render(record, bound_column)


class RecordTable(django_tables2.Table):
    """The base of all lists. `Meta.model`, `Meta.fields`; the rows link to `record.get_absolute_url()`.

    `default_columns` names the columns shown at first; the person may choose others. `fixed` columns can't be hidden.
    """

    default_columns: ClassVar[Sequence[str]] = ()
    fixed: ClassVar[Sequence[str]] = ()

    class Meta:
        template_name = "pages/table.html"
        per_page = 50
        attrs: ClassVar[dict[str, str]] = {"class": "table table-sm table-records"}

    def choose(self, names: Iterable[str]) -> None:
        """Show only `names` (unknown ones are ignored) and the fixed columns; nothing chosen means the default ones."""
        known = list(self.columns.names())
        wanted = [name for name in names if name in known] or [n for n in self.default_columns if n in known] or known
        keep = set(wanted) | set(self.fixed) | {known[0]}
        for name in known:
            self.columns[name].column.visible = name in keep

    def drawn(self) -> Iterator[tuple[Any, list[tuple[str, str, Any]]]]:
        """Yield (record, cells) of each row of the page; a cell is (class, header, content). Classes are worked out once."""
        heads = [(column.name, column.attrs["td"].get("class", ""), str(column.header)) for column in self.columns]
        for row in self.paginated_rows:
            yield row.record, [(css, header, row.get_cell(name)) for name, css, header in heads]

    def links(self) -> list[str]:
        """Return the addresses of this page's records, in order: those of the first column that is a link."""
        linked = next((column for column in self.columns.iterall() if column.link), None)
        if linked is None:
            return []
        rows = self.paginated_rows
        return [linked.link.compose_url(record=row.record, bound_column=linked, table=self) for row in rows]

    def shown(self) -> list[str]:
        """Return the names of the visible columns."""
        return [column.name for column in self.columns.iterall() if column.visible]

    def choices(self) -> list[tuple[str, Any, bool, bool]]:
        """Return (name, header, shown, fixed) of each column, for the column menu."""
        first = self.columns.names()[0]
        return [(c.name, c.header, bool(c.visible), c.name in (first, *self.fixed)) for c in self.columns.iterall()]
