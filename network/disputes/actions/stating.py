"""What each side says, with its evidence."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from common.errors import WrongState
from common.files.store import store_evidence
from common.history.record import record
from common.people import Person
from network.disputes.choices import EVIDENCE, HEARD, Channel, DisputeStatus, Side
from network.disputes.deadlines import put_under
from network.disputes.locks import lock_dispute
from network.disputes.models import DisputeStatement, ServiceDispute
from network.disputes.policies import text_of
from network.disputes.selectors import has_stated

Upload = tuple[str, bytes]  # the file's name and its content


@transaction.atomic
def state_for_station(
    dispute_id: UUID, *, text: str, photos: Sequence[Upload] = (), acting_user: Actor
) -> ServiceDispute:
    """The station says how it was. Raises WrongState once both sides have agreed or it is over, Invalid without words."""
    acting_user.require("disputes.answer")
    dispute = lock_dispute(acting_user, dispute_id)
    say(dispute, Side.STATION, Channel.STATION, text, photos, by=acting_user)
    return dispute


@transaction.atomic
def state_for_driver(
    dispute_id: UUID, *, text: str, photos: Sequence[Upload] = (), acting_user: Actor
) -> ServiceDispute:
    """The hotline writes down what the driver says. Raises as above."""
    acting_user.require("disputes.record")
    dispute = lock_dispute(acting_user, dispute_id)
    say(dispute, Side.DRIVER, Channel.HOTLINE, text, photos, by=acting_user)
    return dispute


def say(
    dispute: ServiceDispute, side: Side, channel: Channel, text: str, photos: Sequence[Upload], *, by: Any
) -> DisputeStatement:
    """Add a statement to a locked dispute. When both sides have spoken, mediation begins without waiting for the limit."""
    if dispute.status not in HEARD:
        raise WrongState
    statement = DisputeStatement(
        dispute=dispute,
        station_id=dispute.station_id,
        side=side,
        channel=channel,
        text=text_of(text, "text"),
        made_by_name="" if channel == Channel.LINK else by.name,
    )
    statement.save(force_insert=True)
    for name, content in photos:
        store_evidence(
            content, subject_id=statement.pk, kind=EVIDENCE, name=name, station_id=dispute.station_id,
            uploaded_by=by.id,
        )  # fmt: skip
    after = {"side": side, "channel": channel, "photos": len(photos)}
    record(dispute, "service_dispute.stated", by, after=after, reason=statement.text)
    if dispute.status == DisputeStatus.HEARING and all(has_stated(dispute, one) for one in Side):
        begin_mediation(dispute, by)
    return statement


def begin_mediation(dispute: ServiceDispute, by: Person) -> None:
    """Go on to the mediator, whose time begins. The caller has locked the dispute."""
    before = dispute.status
    dispute.move_to(DisputeStatus.MEDIATION, is_overdue=False)
    put_under(dispute)
    after = {"status": dispute.status, "due_at": dispute.due_at}
    record(dispute, "service_dispute.in_mediation", by, before={"status": before}, after=after)
