"""Drafting a claim from a document of the station's own system: the same draft as one from a repair order of ours."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as now_

from accounts.actors import Actor
from billing.claims.actions.draft import LineEdit, head_of, lines_of, words_of
from billing.claims.adjudication import judge_and_keep
from billing.claims.choices import ClaimError, ClaimType
from billing.claims.models import Claim, ClaimLine
from billing.claims.once import require_once
from billing.claims.policies import require_active, require_done_in_time
from billing.claims.preauthorisations.using import name_preauthorisation
from billing.claims.selectors import require_vehicle
from billing.policy.selectors import require_version_on
from common.clock import today
from common.errors import Invalid, NotYours
from common.history.record import record
from tenants.registry.models import Station


@dataclass(frozen=True, slots=True)
class Document:
    """A finished repair as the station's own system tells it. `words` are the draft's (complaint, cause, failed_on, …)."""

    document_id: str
    vin: str
    type: ClaimType
    mileage_km: int
    finished_on: date
    lines: Sequence[LineEdit]
    words: dict[str, Any] = field(default_factory=dict)
    preauthorisation: Any = None


@transaction.atomic
def draft_from_document(document: Document, *, acting_user: Actor) -> Claim:
    """Draft a claim; the rules have judged it when this returns.

    Raises Invalid for an unknown vehicle, a policy gap (`policy.gap`), or a document that has a claim already; NotAllowed when the station is
    not active.
    """
    acting_user.require("claims.prepare")
    if acting_user.station_id is None:
        raise NotYours()
    station = Station.objects.get(pk=acting_user.station_id)
    require_active(station)
    require_done_in_time(station, document.finished_on)
    claim = _create(document, station, acting_user)
    if document.preauthorisation is not None:
        name_preauthorisation(claim, document.preauthorisation, acting_user)
    lines = ClaimLine.objects.bulk_create(lines_of(claim, document.lines))
    claim.change(**words_of(claim, document.words), claimed_minor=sum(line.claimed_minor for line in lines))
    judgement = judge_and_keep(claim, lines, today())
    claim.change(is_clean=judgement.is_clean)
    after = {"number": claim.number, "document": document.document_id, "claimed_minor": claim.claimed_minor}
    record(claim, "claim.prepared", acting_user, after=after)
    return claim


def _create(document: Document, station: Station, actor: Actor) -> Claim:
    version = require_version_on(document.finished_on)
    vehicle = require_vehicle(document.vin, field="vin")
    require_once(vehicle.vin, document.type, None, station.pk)
    try:
        with transaction.atomic():
            return Claim.objects.create(
                **head_of(vehicle, station, version, actor),
                type=document.type,
                mileage_km=document.mileage_km,
                document_id=document.document_id,
                repair_finished_on=document.finished_on,
            )
    except IntegrityError as error:
        require_once(vehicle.vin, document.type, None, station.pk)
        sentence = now_("This document has a claim already: %(document)s.") % {"document": document.document_id}
        raise Invalid(sentence, code=ClaimError.ALREADY_CLAIMED, field="documentId") from error
