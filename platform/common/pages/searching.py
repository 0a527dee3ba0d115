"""What the quick-search box of a list looks for: by the search index where there is one, else row by row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q

from common.database.search import can_search, found_by, search
from common.pages.paging import COUNT_CAP
from common.records import Placement, Record

LISTED = 500  # so many keys go into the query as they are; more are a subquery
_COMMON = "common"


@dataclass(frozen=True, slots=True)
class Lookup:
    """One lookup of a filter: the relation that it follows (or none), the model at its end, the field there, and how it compares."""

    text: str
    relation: str
    model: type[Model]
    field: str
    compare: str


@dataclass(frozen=True, slots=True)
class Match:
    """The condition that a word sets. `is_common`: far more rows of the table hold it than anybody pages through, so nobody need count them."""

    condition: Q
    is_common: bool = False


def matching_plainly(lookups: Iterable[str], word: str) -> Q:
    """Return the condition that one of the lookups holds, as the ORM would have it."""
    return reduce(or_, (Q(**{lookup: word}) for lookup in lookups))


def matching(model: type[Model], lookups: Sequence[str], word: str) -> Match:
    """Return the same condition by keys that an index found; plainly where no index helps, or the word is in too many rows to be worth it."""
    parsed = [_parse(model, lookup) for lookup in lookups]
    if not any(can_search(one.model, one.field, word) for one in parsed):
        return Match(matching_plainly(lookups, word))
    found = list(_by_keys(parsed, word))
    if all(isinstance(one, Q) for one in found):
        return Match(reduce(or_, found))
    return Match(matching_plainly(lookups, word), is_common=_COMMON in found)


def _by_keys(lookups: Sequence[Lookup], word: str) -> Iterator[Any]:
    """Yield a condition for each relation; for too many rows None, or `_COMMON`."""
    done: set[str] = set()
    for one in lookups:
        if can_search(one.model, one.field, word) and one.compare == "icontains":
            if one.relation not in done:
                done.add(one.relation)
                yield _searched(one, word)
        elif one.relation and _is_reference(one.model):
            rows = one.model._default_manager.filter(**{f"{one.field}__{one.compare}": word})
            yield _in(one, list(rows.values_list("pk", flat=True)[:LISTED]))
        else:
            yield Q(**{one.text: word})


def _searched(one: Lookup, word: str) -> Any:
    count, keys = search(one.model, word, COUNT_CAP, LISTED)
    if count >= COUNT_CAP:
        return _COMMON if count > COUNT_CAP and not one.relation else None
    return _in(one, keys if count <= LISTED else found_by(one.model, word, COUNT_CAP))


def _in(one: Lookup, keys: Any) -> Q:
    return Q(**{f"{one.relation or 'pk'}__in": keys})


def _is_reference(model: type[Model]) -> bool:
    """Whether the model is one of head office's short tables, such as stations and suppliers."""
    return issubclass(model, Record) and model.placement is Placement.OFFICE


def _parse(model: type[Model], text: str) -> Lookup:
    *path, field, compare = text.split("__")
    for name in path:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return Lookup(text, "__".join(path), model, field, compare)
