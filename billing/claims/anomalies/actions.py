"""Looking at a claim for anomalies, dismissing what turned out to be nothing, and a new table of weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from billing.claims.anomalies.gather import keep_prints, photos_of, picture_of
from billing.claims.anomalies.models import AnomalyTable, ClaimFlag
from billing.claims.anomalies.registry import DETECTORS, Finding, Setting, detect, sentence_of
from billing.claims.anomalies.weighing import stored_form, table_in_force
from billing.claims.choices import ClaimError, ClaimStatus
from billing.claims.locks import lock_claim, lock_for_watch, lock_lines
from billing.claims.models import Claim, ClaimLine
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record
from common.people import Person, Process

WATCH = Process(gettext_noop("Anomaly watch"))
NOT_HANDED_IN = (ClaimStatus.DRAFT, ClaimStatus.CANCELLED)
MOST = 100


@dataclass(frozen=True, slots=True)
class OfficeSide:
    """A claim as the subject of a history row that its station must not read: the row belongs to no station."""

    pk: UUID


@transaction.atomic
def look_for_anomalies(claim_id: UUID, *, acting_user: Person = WATCH) -> Claim:
    """Ask the detectors about a claim that was handed in, and keep what they see; done again, it changes nothing.

    What is not seen any more goes, unless a reviewer dismissed it: that is kept for the statistics. Needs head office's scope.
    """
    claim = lock_for_watch(claim_id)
    look_at(claim, lock_lines(claim), acting_user)
    return claim


def look_at(claim: Claim, lines: Sequence[ClaimLine], actor: Person = WATCH) -> None:
    """Do the same with a claim and lines that the caller has locked, in its transaction."""
    if claim.status in NOT_HANDED_IN:
        return
    photos = photos_of(claim)
    keep_prints(claim, photos)
    table = table_in_force()
    if _keep(claim, detect(picture_of(claim, lines, photos), table.settings), table.edition):
        _tell(claim, "claim.flagged", actor)


def look_again_at(others: Sequence[Claim]) -> None:
    """Ask again about waiting claims of a vehicle for which something has changed; the caller has locked them all."""
    for claim in others:
        look_at(claim, lock_lines(claim))


@transaction.atomic
def dismiss_flag(flag_id: UUID, *, reason: str, acting_user: Actor) -> ClaimFlag:
    """Say that a flag turned out to be nothing, and why; the claim's risk falls by its weight.

    Raises WrongState when the claim does not wait for the first review or the flag is dismissed, Invalid without a reason.
    """
    acting_user.require("claims.first_review")
    flag: ClaimFlag = ClaimFlag.objects.all().get_or_404(flag_id)
    claim = lock_claim(flag.claim_id, acting_user)
    flag.refresh_from_db()
    if claim.status != ClaimStatus.SUBMITTED or flag.is_dismissed:
        raise WrongState(status=str(claim.status))
    if not reason.strip():
        raise Invalid(_("Say why this is nothing."), code=ClaimError.REASON_MISSING, field="reason")
    told = {"dismissed_by": acting_user.id, "dismissed_by_name": acting_user.name, "dismiss_reason": reason.strip()}
    flag.change(dismissed_at=now(), **told)
    _weigh(claim)
    _tell(claim, "claim.flag_dismissed", acting_user, reason=f"{flag.kind}: {flag.dismiss_reason}")
    return flag


@transaction.atomic
def publish_table(settings: Mapping[str, Setting], *, note: str, acting_user: Actor) -> AnomalyTable:
    """Add an edition of the table and weigh the flags of all waiting claims by it; what was decided keeps its weights.

    Raises Invalid for a weight that is not 0–100, a limit below nothing, an unknown detector, or without a note.
    """
    acting_user.require("claims.weigh")
    _require_sound(settings)
    if not note.strip():
        raise Invalid(_("Say why the table is changed."), code=ClaimError.REASON_MISSING, field="note")
    before = table_in_force()
    row = AnomalyTable.objects.create(
        edition=before.edition + 1,
        settings=stored_form({**before.settings, **settings}),
        note=note.strip(),
        made_by=acting_user.id,
        made_by_name=acting_user.name,
    )
    _weigh_waiting(row)
    told = {code: one for code, one in row.settings.items() if one != stored_form(before.settings).get(code)}
    record(row, "anomaly_table.published", acting_user, after={"edition": row.edition, **told}, reason=row.note)
    return row


def _require_sound(settings: Mapping[str, Setting]) -> None:
    for code, one in settings.items():
        unknown = code not in DETECTORS or set(one.limits) - set(DETECTORS[code].limits)
        if unknown or not 0 <= one.weight <= MOST or any(value < 0 for value in one.limits.values()):
            raise Invalid(_("A weight is 0 to 100, and a limit not negative."), code=ClaimError.BAD_WEIGHT, field=code)


def _keep(claim: Claim, findings: Sequence[Finding], edition: int) -> bool:
    """Bring the stored flags in line with the findings; returns whether that changed anything."""
    seen = {(one.kind, one.position): one for one in findings}
    stored = {(flag.kind, flag.position): flag for flag in ClaimFlag.objects.filter(claim=claim)}
    gone = [flag.pk for key, flag in stored.items() if key not in seen and not flag.is_dismissed]
    fresh = [_flag(claim, one, edition) for key, one in seen.items() if key not in stored]
    changed = [flag for key, flag in stored.items() if key in seen and _differs(flag, seen[key])]
    ClaimFlag.objects.filter(pk__in=gone).delete()
    ClaimFlag.objects.bulk_create(fresh)
    for flag in changed:
        one = seen[flag.kind, flag.position]
        flag.change(weight=one.weight, params=one.params, edition=edition)
    if gone or fresh or changed:
        _weigh(claim)
    return bool(gone or fresh or changed)


def _flag(claim: Claim, one: Finding, edition: int) -> ClaimFlag:
    return ClaimFlag(
        claim=claim,
        station_id=claim.station_id,
        kind=one.kind,
        position=one.position,
        weight=one.weight,
        edition=edition,
        params=one.params,
    )


def _differs(flag: ClaimFlag, one: Finding) -> bool:
    return not flag.is_dismissed and (flag.weight, flag.params) != (one.weight, one.params)


def _weigh(claim: Claim) -> None:
    """Set the claim's risk to the sum of its open flags. The version stays: a reviewer's form is not stale for it."""
    rows = ClaimFlag.objects.filter(claim=claim, dismissed_at__isnull=True)
    claim.risk = rows.aggregate(sum=Coalesce(Sum("weight"), 0))["sum"]
    Claim.objects.filter(pk=claim.pk).update(risk=claim.risk)


def _weigh_waiting(table: AnomalyTable) -> None:
    """Weigh the open flags of waiting claims by a new edition: one statement for each detector, one for the claims."""
    waiting = ClaimFlag.objects.filter(claim__status=ClaimStatus.SUBMITTED, dismissed_at__isnull=True)
    for code, one in table.settings.items():
        waiting.filter(kind=code).update(weight=one["weight"], edition=table.edition)
    for claim in (
        Claim.objects.filter(status=ClaimStatus.SUBMITTED)
        .annotate(weighed=Coalesce(Sum("flags__weight", filter=Q(flags__dismissed_at__isnull=True)), 0))
        .exclude(weighed=F("risk"))
        .only("pk")
    ):
        Claim.objects.filter(pk=claim.pk).update(risk=claim.weighed)


def _tell(claim: Claim, verb: str, actor: Person, *, reason: str = "") -> None:
    """Record what is open now, in both languages, for rooms that can't ask this one."""
    flags = [_told(flag) for flag in ClaimFlag.objects.filter(claim=claim, dismissed_at__isnull=True)]
    after: dict[str, Any] = {
        "number": claim.number,
        "station_id": claim.station_id,
        "repaired_on": claim.repair_finished_on,
        "risk": claim.risk,
        "flags": flags,
    }
    record(OfficeSide(claim.pk), verb, actor, after=after, reason=reason)


def _told(flag: ClaimFlag) -> dict[str, Any]:
    words = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            words[name] = f"{DETECTORS[flag.kind].title}: {sentence_of(flag.kind, flag.params)}"
    return {"kind": flag.kind, "position": flag.position, "weight": flag.weight, **words}
