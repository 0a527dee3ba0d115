"""What claims on a component cost at each station: computed again once a day, by whoever comes first."""

from datetime import date, timedelta

from django.db import connection, transaction

from billing.claims.anomalies.models import CostDay
from common.clock import today

WINDOW_DAYS = 180
LEAST_CLAIMS = 5

REPLACE = """
INSERT INTO claim_station_cost (id, version, created_at, station_id, region, component_code, claims, median_minor)
SELECT gen_random_uuid(), 1, now(), c.station_id, s.region, l.component_code, count(*),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY c.claimed_minor)
  FROM claim c JOIN claim_line l ON l.claim_id = c.id AND l.is_causal JOIN station s ON s.id = c.station_id
 WHERE c.repair_finished_on >= %s AND c.status NOT IN ('draft', 'cancelled') AND l.component_code <> ''
 GROUP BY c.station_id, s.region, l.component_code HAVING count(*) >= %s
"""


def compute_if_due() -> bool:
    """Compute the costs of the day unless somebody did. Returns whether it was done here. Needs head office's scope."""
    day = today()
    if CostDay.objects.filter(id=1, day__gte=day).exists():
        return False
    with transaction.atomic():
        if not _take(day):
            return False
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM claim_station_cost")
            cursor.execute(REPLACE, [day - timedelta(days=WINDOW_DAYS), LEAST_CLAIMS])
    return True


def _take(day: date) -> bool:
    """Take the day by a guarded update; the first day of all makes the row."""
    if CostDay.objects.filter(day__lt=day).update(day=day):
        return True
    return bool(CostDay.objects.get_or_create(id=1, defaults={"day": day})[1])
