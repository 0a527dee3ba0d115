"""Paging that stays fast: it counts to a cap, never over a million rows."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

COUNT_CAP = 10_000
PAGE_SIZES = (25, 50, 100, 200)


def capped_count(rows: QuerySet[Any], cap: int = COUNT_CAP) -> int:
    """Return the number of rows, or `cap + 1` when there are more: the database stops counting there."""
    return rows.order_by()[: cap + 1].count()


def count_text(count: int, cap: int = COUNT_CAP) -> str:
    """Return `1,234`, or `10,000+` past the cap."""
    return f"{cap:,}+" if count > cap else f"{count:,}"


class CappedPaginator(Paginator):
    """Pages over the rows of a table; past the cap the person narrows the filter instead of turning 200 pages."""

    @cached_property
    def true_count(self) -> int:
        """Return the count to the cap, plus one when there is more."""
        data = getattr(getattr(self.object_list, "data", None), "data", None)
        return capped_count(data) if isinstance(data, QuerySet) else len(self.object_list)

    @cached_property
    def count(self) -> int:
        """Return how many rows can be paged through."""
        return min(self.true_count, COUNT_CAP)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than can be paged through."""
        return self.true_count > COUNT_CAP

    @property
    def text(self) -> str:
        """Return the count for people."""
        return count_text(self.true_count)


class FullPaginator(CappedPaginator):
    """Pages over rows of which it is known that there are more than anybody pages through: they are not counted."""

    @cached_property
    def true_count(self) -> int:
        """Return more than the cap."""
        return COUNT_CAP + 1


def page_size(asked: str | None, default: int) -> int:
    """Return the asked page size when it is one of the offered ones."""
    return int(asked) if asked and asked.isdigit() and int(asked) in PAGE_SIZES else default
