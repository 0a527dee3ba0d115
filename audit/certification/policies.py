"""Who is qualified for what, on a day. Claims and dispatch ask here."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from audit.certification.models import Certificate
from common.clock import business_zone


def certificate_on(user_id: UUID, station_id: UUID, scope: str, day: date) -> Certificate | None:
    """Return the certificate by which the person was qualified for `scope` at this station on `day`, or None.

    One that was revoked counts for the days before its revocation: what was signed then stays signed.
    """
    rows = Certificate.objects.filter(in_force(day), station_id=station_id, user_id=user_id, scope=scope)
    found: Certificate | None = rows.order_by("-valid_until").first()
    return found


def holders(scope: str, day: date, station_ids: Collection[UUID] | None = None) -> set[tuple[UUID, UUID]]:
    """Return (station, person) of everybody who is qualified for `scope` on `day`; of some stations, when they are named."""
    return holders_by_scope([scope], day, station_ids)[scope]


def holders_by_scope(
    scopes: Collection[str], day: date, station_ids: Collection[UUID] | None = None
) -> dict[str, set[tuple[UUID, UUID]]]:
    """Return the same for several scopes, with one query."""
    rows = Certificate.objects.filter(in_force(day), scope__in=scopes)
    if station_ids is not None:
        rows = rows.filter(station_id__in=station_ids)
    found: dict[str, set[tuple[UUID, UUID]]] = {scope: set() for scope in scopes}
    for scope, station_id, user_id in rows.values_list("scope", "station_id", "user_id"):
        found[scope].add((station_id, user_id))
    return found


def in_force(day: date) -> Q:
    """Return the condition of being in force on the whole of `day`: inside its dates, and not revoked before the day ended."""
    end_of_day = datetime.combine(day + timedelta(days=1), time(), tzinfo=business_zone())
    unrevoked = Q(revoked_at__isnull=True) | Q(revoked_at__gte=end_of_day)
    return unrevoked & Q(valid_from__lte=day, valid_until__gte=day)
