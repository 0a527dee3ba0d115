"""A station's code: the province's prefix and a running number, such as HUN03. A number is given once, even if the opening fails later."""

from django.db import connection

from network.planning.provinces import BY_GB
from tenants.registry.models import Station

NEXT = (
    "INSERT INTO public.numbering_series (name, last) VALUES (%s, 1) "
    "ON CONFLICT (name) DO UPDATE SET last = numbering_series.last + 1 RETURNING last"
)


def next_code(province_code: str) -> str:
    """Return the next free code of a province. The series stays locked until the transaction ends, so two openings wait for each other."""
    prefix = BY_GB[province_code].prefix
    while True:
        code = f"{prefix}{_next(f'STATION-{prefix}'):02d}"
        if not Station.objects.filter(code=code).exists():
            return code


def schema_of(code: str) -> str:
    """Return the name of the schema of the station with this code."""
    return f"station_{code.lower()}"


def _next(series: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [series])
        number: int = cursor.fetchone()[0]
    return number
