"""Giving out the next number."""

from django.db import connection

from common.clock import today


def next_number(prefix: str, *, digits: int = 6) -> str:
    """Return the next `PREFIX-YEAR-NNNNNN`. Rolled back with the transaction, so there is no gap; the series is locked until its end."""
    name = f"{prefix}-{today().year}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.numbering_series (name, last) VALUES (%s, 1) "
            "ON CONFLICT (name) DO UPDATE SET last = numbering_series.last + 1 RETURNING last",
            [name],
        )
        number: int = cursor.fetchone()[0]
    return f"{name}-{number:0{digits}d}"
