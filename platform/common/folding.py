"""Small rows below a record, read with it in one query: its remarks, its flags. For a page that shows one record with many kinds of rows.

    rows = claims_for(actor).annotate(noted=folded(ReviewNote.objects.filter(claim=OuterRef("pk"))))
    notes = unfolded(ReviewNote, claim.noted)

For a list, or for rows with decimals (which JSON would round), `prefetch_related` is the right tool.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DecimalField, FloatField, Model, QuerySet
from django.db.models.functions import JSONObject

M = TypeVar("M", bound=Model)


def folded(rows: QuerySet[Any]) -> ArraySubquery:
    """Return the rows as one value, in their order. They point at the outer query by `OuterRef`."""
    fields = rows.model._meta.concrete_fields
    inexact = [one.name for one in fields if isinstance(one, DecimalField | FloatField)]
    if inexact:
        raise TypeError(f"JSON would round {', '.join(inexact)}")
    return ArraySubquery(rows.values(folded=JSONObject(**{one.attname: one.attname for one in fields})))


def unfolded(model: type[M], found: Iterable[Mapping[str, Any]]) -> list[M]:
    """Return the records again, as if they had been read by themselves."""
    fields = model._meta.concrete_fields
    return [
        model.from_db(None, [one.attname for one in fields], [one.to_python(row[one.attname]) for one in fields])
        for row in found
    ]
