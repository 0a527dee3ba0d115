"""Which replays a person may see, and which claims a replay runs over."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum

from accounts.actors import Actor
from billing.claims.models import Claim
from billing.claims.replay.models import Replay, ReplayLine
from billing.claims.replay.policies import fingerprint
from billing.policy.models import PolicyVersion
from common.records import RecordQuerySet

TOP = 50
DIMENSIONS = {
    "rule": ("rule", "clause", "cited_policy"),
    "station": ("station_id",),
    "component": ("component_code",),
    "supplier": ("supplier_id",),
}


def replays_for(actor: Actor) -> RecordQuerySet:
    """Return all replays for those at head office who may see them; nobody else has any."""
    rows = Replay.objects.select_related("job", "only_station")
    return rows if actor.is_office and actor.may("claims.view_replays") else rows.none()


def replay_lines_for(actor: Actor) -> RecordQuerySet:
    """Return the changed lines of the replays in the person's sight."""
    rows = ReplayLine.objects.select_related("replay", "claim", "claim__station")
    rows = rows.defer("reasons_before", "reasons_after")
    return rows if actor.is_office and actor.may("claims.view_replays") else rows.none()


def one_line(actor: Actor, replay_id: UUID, line_id: UUID) -> ReplayLine:
    """Return one changed line with its reasons. Raises NotYours."""
    rows = replay_lines_for(actor).filter(replay=replay_id).defer(None)
    line: ReplayLine = rows.get_or_404(line_id)
    return line


def last_replay(version: PolicyVersion) -> Replay | None:
    """Return the newest finished replay of the version's present clauses; a draft that was edited since has none."""
    rows = Replay.objects.filter(policy=version, content_hash=fingerprint(version), finished_at__isnull=False)
    return rows.order_by("-created_at").first()


def replayed_claims(replay: Replay) -> RecordQuerySet:
    """Return the claims that the replay is about: handed in once, whatever became of them."""
    rows = Claim.objects.filter(
        submitted_at__isnull=False, repair_finished_on__range=(replay.since, replay.until), currency=replay.currency
    )
    if replay.only_station_id:
        rows = rows.filter(station_id=replay.only_station_id)
    if replay.region:
        rows = rows.filter(station__region=replay.region)
    return rows.filter(type=replay.type) if replay.type else rows


def batches(replay: Replay, after: UUID | None, size: int) -> Iterator[Sequence[UUID]]:
    """Yield the keys of the claims in order, `size` at a time, from behind `after`."""
    rows = replayed_claims(replay).order_by("pk").values_list("pk", flat=True)
    while True:
        batch = list((rows.filter(pk__gt=after) if after else rows)[:size])
        if not batch:
            return
        yield batch
        after = batch[-1]


def summarise(replay: Replay) -> dict[str, list[dict[str, Any]]]:
    """Return lines and money by rule, station, component and supplier: those that move the most money first."""
    return {name: _by(replay, fields) for name, fields in DIMENSIONS.items()}


def _by(replay: Replay, fields: Sequence[str]) -> list[dict[str, Any]]:
    rows = ReplayLine.objects.filter(replay=replay).order_by().values(*fields)
    sums = rows.annotate(
        n=Count("pk"), before=Sum("before_minor"), after=Sum("after_minor"), difference=Sum("difference_minor")
    )
    found = sorted(sums, key=lambda row: (-abs(row["difference"]), -row["n"]))[:TOP]
    return [{key: str(value) if isinstance(value, UUID) else value for key, value in row.items()} for row in found]
