"""The end of a rescue as the crew reports it: the outcome, the driver's signature. Each step may come twice, or late."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.selectors import failure_code_by_code
from common.clock import database_now
from common.errors import Invalid, WrongState
from common.files.models import StoredFile
from common.files.pictures import read_drawing
from common.files.store import store_bytes
from common.history.record import record
from common.scope import for_office
from network.dispatch.actions.driving import driven_m, own_rescue, unload_crew, within_reason
from network.dispatch.choices import NoHelp, Outcome, RescueStatus, Unsigned
from network.dispatch.limits import release
from network.dispatch.live import tell_rescue
from network.dispatch.locks import lock_rescue
from network.dispatch.models import Rescue
from network.dispatch.policies import DispatchError
from network.dispatch.selectors import SIGNATURE, signatures_of
from network.hotline.choices import Symptom
from network.hotline.progress import resolve
from tenants.registry.models import Station


@dataclass(frozen=True, slots=True)
class Found:
    """What the crew found and did, as data. `towed_to` goes with being towed, `no_help` with not being helped; `found_cause` is a failure code."""

    outcome: str = ""
    towed_to: UUID | None = None
    no_help: str = ""
    found_symptom: str = ""
    found_cause: str = ""
    unsigned: str = ""


@transaction.atomic
def finish(
    rescue_id: UUID,
    *,
    result: str = "",
    signed_by: str = "",
    found: Found | None = None,
    acting_user: Actor,
    at: datetime | None = None,
) -> Rescue:
    """The work is done: measure the way, free the crew, resolve the case. The fee follows from the event. Harmless when repeated.

    Raises Invalid without an outcome or words, or for one that misses where to or why; WrongState before the arrival.
    """
    rescue, found = own_rescue(rescue_id, acting_user), found or Found()
    _require_told(found, result.strip())
    with for_office():
        rescue = lock_rescue(rescue.pk)
        if rescue.status == RescueStatus.FINISHED:
            return rescue
        if RescueStatus.FINISHED not in rescue.possible_moves():
            raise WrongState(status=str(rescue.status), wanted=str(RescueStatus.FINISHED))
        moment = within_reason(at, rescue.arrived_at)
        rescue.move_to(
            RescueStatus.FINISHED,
            finished_at=moment,
            distance_m=driven_m(rescue),
            result=result.strip(),
            signed_by=signed_by.strip()[:80],
            towed_to=_station(found),
            outcome=found.outcome,
            no_help=found.no_help if found.outcome == Outcome.NOT_HELPED else "",
            found_symptom=found.found_symptom,
            found_cause=found.found_cause.strip(),
            unsigned=found.unsigned,
        )
        unload_crew(rescue.serving_crew_id)
        release(rescue)
        said = " – ".join(filter(None, [rescue.outcome_words, rescue.result]))
        resolve(rescue.case_id, said, acting_user=acting_user)
        told = {"finished_at": moment, "distance_m": rescue.distance_m, "outcome": rescue.outcome}
        record(rescue, "rescue.finished", acting_user, after=told, reason=said)
        tell_rescue(rescue)
        return rescue


@transaction.atomic
def sign_rescue(
    rescue_id: UUID,
    drawing: bytes,
    *,
    key: UUID,
    acting_user: Actor,
    at: datetime | None = None,
    place: tuple[float, float] | None = None,
) -> StoredFile:
    """Keep the signature that the driver drew: a PNG with its hash, the phone's time and place. `key` makes a repeated one the same.

    Raises Invalid for what is no drawing or empty, WrongState before the arrival.
    """
    rescue = own_rescue(rescue_id, acting_user)
    read = read_drawing(drawing)
    with for_office():
        rescue = lock_rescue(rescue.pk)
    if rescue.status not in (RescueStatus.ARRIVED, RescueStatus.FINISHED):
        raise WrongState(status=str(rescue.status), wanted=str(RescueStatus.ARRIVED))
    name = f"{key}.png"
    known: StoredFile | None = signatures_of(rescue).filter(name=name).first()
    if known is not None:
        return known
    lat, lon = place or (None, None)
    kept = store_bytes(
        read.content,
        subject_id=rescue.pk,
        kind=SIGNATURE,
        name=name,
        content_type="image/png",
        station_id=rescue.station_id,
        uploaded_by=acting_user.id,
        source_sha256=read.source_sha256,
        captured_at=at if at is None else min(at, database_now()),
        captured_lat=lat,
        captured_lon=lon,
    )
    record(rescue, "rescue.signed", acting_user, after={"file": kept.pk, "sha256": kept.sha256})
    return kept


def _require_told(found: Found, words: str) -> None:
    """Raise Invalid unless somebody who was not there knows afterwards what became of the vehicle."""
    if (found.outcome and found.outcome not in Outcome.values) or not (found.outcome or words):
        raise Invalid(
            _("Say what became of it: repaired, towed to where, not helped and why, or nobody there."),
            code=DispatchError.NO_RESULT,
            field="outcome" if found.outcome else "result",
        )
    if found.outcome == Outcome.TOWED and found.towed_to is None and not words:
        raise Invalid(
            _("Choose the station to which it was towed, or write where."),
            code=DispatchError.NO_PLACE,
            field="towed_to",
        )
    if found.outcome == Outcome.NOT_HELPED and found.no_help not in NoHelp.values:
        raise Invalid(_("Say why the crew could not help."), code=DispatchError.NO_REASON, field="no_help")
    if found.found_symptom and found.found_symptom not in Symptom.values:
        raise Invalid(_("This symptom is not in the list."), code=DispatchError.UNKNOWN_CAUSE, field="found_symptom")
    if found.found_cause.strip() and failure_code_by_code(found.found_cause) is None:
        raise Invalid(
            _("This failure code is not in the catalogue."), code=DispatchError.UNKNOWN_CAUSE, field="found_cause"
        )
    if found.unsigned and found.unsigned not in Unsigned.values:
        raise Invalid(_("Say why the driver can't sign."), code=DispatchError.NO_REASON, field="unsigned")


def _station(found: Found) -> Station | None:
    if found.outcome != Outcome.TOWED or found.towed_to is None:
        return None
    station = Station.objects.filter(pk=found.towed_to).first()
    if station is None:
        raise Invalid(_("There is no such station."), code=DispatchError.NO_PLACE, field="towed_to")
    return station
