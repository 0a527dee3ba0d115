"""What a claim does with a pre-authorisation: name it, use it up on submission, give it back when it is cancelled. Parts of other actions."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.models import Claim, Preauthorisation
from billing.claims.preauthorisations.actions import ENDS
from billing.claims.preauthorisations.choices import USABLE, PreauthorisationError, PreauthorisationStatus
from billing.claims.preauthorisations.locks import lock_preauthorisation
from common.clock import end_of_day, today
from common.deadlines.keep import call_off, set_deadline
from common.errors import Invalid


def name_preauthorisation(claim: Claim, key: UUID | None, actor: Actor) -> None:
    """Write on a draft which pre-authorisation it uses. Raises Invalid for another vehicle's, one that was never granted, or one that
    another claim holds (of two claims that ask at once the unique constraint lets one win)."""
    if key == claim.preauthorisation_id:
        return
    if claim.preauthorisation_id is not None:
        give_back(claim)
    if key is not None:
        row = lock_preauthorisation(key, actor)
        if row.vin != claim.vin or row.status not in USABLE:
            message = _("This pre-authorisation is for another vehicle, or it was not agreed to.")
            raise Invalid(message, code=PreauthorisationError.NOT_USABLE, field="preauthorisation")
    try:
        with transaction.atomic():
            claim.change(preauthorisation_id=key)
    except IntegrityError as error:
        message = _("Another claim uses this pre-authorisation. Each serves one claim.")
        raise Invalid(message, code=PreauthorisationError.TAKEN, field="preauthorisation") from error


def use_up(claim: Claim) -> None:
    """Mark the claim's pre-authorisation as used: the claim is handed in."""
    row = _locked(claim)
    if row is not None and row.status != PreauthorisationStatus.USED:
        row.move_to(PreauthorisationStatus.USED)
        call_off(row.pk, ENDS)


def give_back(claim: Claim) -> None:
    """Free the claim's pre-authorisation for another claim; after its last day it stays as expired."""
    row = _locked(claim)
    if row is None or row.status != PreauthorisationStatus.USED or row.valid_until is None:
        return
    if row.valid_until < today():
        row.move_to(PreauthorisationStatus.EXPIRED)
    else:
        row.move_to(PreauthorisationStatus.APPROVED)
        set_deadline(ENDS, row.pk, end_of_day(row.valid_until), step=row.version, station_id=row.station_id)


def _locked(claim: Claim) -> Preauthorisation | None:
    key = claim.preauthorisation_id
    return Preauthorisation.objects.filter(pk=key).locked().first() if key else None
