"""Which requests for positions a person may see."""

from typing import Any
from uuid import UUID

from accounts.actors import Actor
from common.records import RecordQuerySet
from network.hotline.sharing.models import PositionRequest


def requests_for(actor: Actor) -> RecordQuerySet:
    """Return the requests: head office's alone."""
    rows = PositionRequest.objects.select_related("case")
    return rows.all() if actor.is_office and actor.roles else rows.none()


def latest_of_form(actor: Actor, form_key: UUID) -> PositionRequest | None:
    """Return the newest request that was sent from a form."""
    found: PositionRequest | None = requests_for(actor).filter(form_key=form_key).first()
    return found


def as_told(request: PositionRequest) -> dict[str, Any]:
    """Return what the agent's form needs to know of a request."""
    return {
        "id": str(request.pk),
        "status": request.status,
        "words": str(request.get_status_display()),
        "to": request.masked_phone,
        "lat": request.lat,
        "lon": request.lon,
        "accuracy_m": request.accuracy_m,
        "place": request.words,
        "answers": request.answers,
        "answered_at": request.answered_at.isoformat() if request.answered_at else "",
    }
