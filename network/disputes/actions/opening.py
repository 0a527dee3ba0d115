"""Opening a dispute from a rescue, a complaint or a repair."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid
from common.history.record import record
from common.numbering.next_number import next_number
from common.sealed import seal
from network.disputes.actions.stating import Upload, say
from network.disputes.choices import Cause, Channel, DisputeError, Origin, Side
from network.disputes.deadlines import put_under
from network.disputes.models import ServiceDispute
from network.disputes.origins import Matter, matter_of
from network.disputes.policies import amount_of, policy_on, text_of
from network.disputes.selectors import live_about
from network.hotline.policies import plain_phone
from tenants.registry.selectors import stations_for


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFacts:
    """What is known when a dispute is opened. `station_id`, `contact_name` and `contact_phone` are needed where the origin does not tell."""

    origin: str
    reference: str
    cause: str
    subject: str
    statement: str
    station_id: UUID | None = None
    demanded_minor: int = 0
    contact_name: str = ""
    contact_phone: str = ""
    photos: Sequence[Upload] = ()


@transaction.atomic
def open_dispute(facts: DisputeFacts, *, acting_user: Actor) -> ServiceDispute:
    """Open it with the first statement: the driver's when head office opens it, the station's when the station does.

    Raises Invalid for a number that is nobody's, without a station or words, or while a dispute about the same is live.
    """
    acting_user.require("disputes.open")
    matter = matter_of(Origin(facts.origin), facts.reference, actor=acting_user)
    dispute = ServiceDispute(
        number=next_number("SDP"),
        station_id=_station_of(matter, facts, acting_user),
        cause=Cause(facts.cause),
        origin=facts.origin,
        origin_id=matter.key,
        reference=matter.reference,
        vin=matter.vin,
        plate=matter.plate,
        contact_name_sealed=seal(facts.contact_name.strip() or matter.name),
        contact_phone_sealed=seal(plain_phone(facts.contact_phone, field="contact_phone") or matter.phone),
        language=matter.language,
        subject=text_of(facts.subject, "subject"),
        demanded_minor=amount_of(facts.demanded_minor, "demanded"),
        opened_by_id=acting_user.id,
        opened_by_name=acting_user.name,
        handlers=matter.handlers,
        due_at=now() + policy_on(now()).time_of_statements,
    )
    _insert(dispute, acting_user)
    put_under(dispute)
    after = {"status": dispute.status, "cause": dispute.cause, "reference": dispute.reference}
    record(dispute, "service_dispute.opened", acting_user, after=after, reason=dispute.subject)
    side, channel = (Side.STATION, Channel.STATION) if acting_user.is_station else (Side.DRIVER, Channel.HOTLINE)
    say(dispute, side, channel, facts.statement, facts.photos, by=acting_user)
    return dispute


def _station_of(matter: Matter, facts: DisputeFacts, actor: Actor) -> UUID:
    wanted = matter.station_id or facts.station_id
    if wanted is None:
        message = _("Say which station it is about: the case does not tell.")
        raise Invalid(message, code=DisputeError.STATION, field="station")
    found: UUID = actor.station.pk if actor.is_station else stations_for(actor).get_or_404(wanted).pk
    return found


def _insert(dispute: ServiceDispute, actor: Actor) -> None:
    """Insert it, and say it in a sentence when the same is disputed already, even if that came at the same moment."""
    try:
        with transaction.atomic():
            dispute.save(force_insert=True)
    except IntegrityError as error:
        live = live_about(actor, dispute.origin, dispute.reference)
        known = {"number": live.number if live else dispute.reference}
        message = _("A dispute about this is open already: %(number)s.") % known
        raise Invalid(message, code=DisputeError.ONCE, field="reference") from error
