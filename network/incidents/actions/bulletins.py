"""Bulletins to stations, and their signatures."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record
from network.incidents import locks
from network.incidents.actions.opening import MANAGE, text_of
from network.incidents.choices import IncidentError
from network.incidents.models import Bulletin, BulletinReceipt
from network.incidents.selectors import incidents_for, receipts_for
from tenants.registry.choices import Region, StationStatus
from tenants.registry.models import Station


@transaction.atomic
def issue_bulletin(
    incident_id: UUID,
    *,
    title: str,
    text: str,
    regions: Sequence[str] = (),
    stations: Sequence[UUID] = (),
    acting_user: Actor,
) -> Bulletin:
    """Issue the next edition to the stations of some offices, to named stations, or to all when neither is given.

    Raises Invalid when that is nobody, WrongState for a closed event.
    """
    acting_user.require(MANAGE)
    incident = locks.lock_incident(incidents_for(acting_user), incident_id)
    audience = _audience(regions, stations)
    bulletin = Bulletin(
        incident=incident,
        edition=incident.bulletins.count() + 1,
        title=text_of(title, "title"),
        text=text_of(text, "text"),
        regions=[str(Region(one)) for one in regions],
        issued_by_name=acting_user.name,
    )
    bulletin.save(force_insert=True)
    BulletinReceipt.objects.bulk_create(BulletinReceipt(bulletin=bulletin, station=one) for one in audience)
    after = {"bulletin": bulletin.title, "edition": bulletin.edition, "sent": len(audience)}
    record(incident, "incident.bulletin_issued", acting_user, after=after | {"bulletin_id": bulletin.pk})
    return bulletin


@transaction.atomic
def sign_bulletin(receipt_id: UUID, *, acting_user: Actor) -> BulletinReceipt:
    """Sign for a bulletin (签收) at the station. Raises WrongState when it is signed for."""
    acting_user.require("bulletins.sign")
    receipt = locks.lock_receipt(receipts_for(acting_user), receipt_id)
    if receipt.signed_at:
        raise WrongState
    receipt.change(signed_at=now(), signed_by_name=acting_user.name)
    record(receipt, "bulletin.signed", acting_user, after={"signed_by_name": acting_user.name})
    return receipt


def _audience(regions: Sequence[str], stations: Sequence[UUID]) -> list[Station]:
    rows = Station.objects.filter(status__in=[StationStatus.ACTIVE, StationStatus.SUSPENDED])
    if regions or stations:
        rows = rows.filter(region__in=regions) | rows.filter(pk__in=stations)
    found = list(rows)
    if not found:
        raise Invalid(_("No station would get it."), code=IncidentError.AUDIENCE, field="regions")
    return found
