"""Row locks of the hotline, ordered by key."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Q

from accounts.actors import Actor
from network.hotline.models import Case, PositionRequest, Seat
from network.hotline.selectors import cases_for


def lock_case(case_id: UUID, actor: Actor) -> Case:
    """Lock a case through the person's gate. Raises NotYours."""
    case: Case = cases_for(actor).locked().get_or_404(case_id)
    return case


def lock_case_of_rescue(case_id: UUID) -> Case:
    """Lock the case of a rescue that a process or a station moves; the caller stands in head office's scope."""
    return Case.objects.select_for_update(no_key=True).get(pk=case_id)


def lock_case_of_position(request: PositionRequest) -> Case:
    """Lock the case for which a driver was asked; the caller has come to the request by its link or through the person's gate."""
    return Case.objects.select_for_update(no_key=True, of=("self",)).get(position_requests=request)


def lock_exchange_call(call_key: str) -> None:
    """Let one transaction at a time reckon a call of the exchange, which may have no row yet. The next one reads what this one wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"exchange:{call_key}"])


def lock_seats(extension: str, user_id: UUID) -> Sequence[Seat]:
    """Lock an extension and wherever the person sits."""
    return list(
        Seat.objects.filter(Q(extension=extension) | Q(user_id=user_id)).order_by("pk").select_for_update(no_key=True)
    )
