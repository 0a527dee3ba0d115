"""Starting a replay."""

from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from billing.claims.replay.models import Replay
from billing.claims.replay.policies import fingerprint, require_alive, require_period
from billing.policy.selectors import policy_of, versions_for
from common.history.record import record
from common.ids import new_id
from common.jobs.actions import start_job
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for

KIND = "claims.replay"


@transaction.atomic
def start_replay(
    version_id: UUID,
    *,
    since: date,
    until: date,
    acting_user: Actor,
    region: str = "",
    station_id: UUID | None = None,
    type: str = "",
) -> Replay:
    """Queue the replay of a version over the claims whose repair was finished in a period.

    Raises NotYours for a version or station out of sight, WrongState for a withdrawn draft or while the same person's replay of this
    version is running, Invalid for a period that ends before it begins.
    """
    acting_user.require(KIND)
    version = versions_for(acting_user).get_or_404(version_id)
    station: Station | None = stations_for(acting_user).get_or_404(station_id) if station_id else None
    require_alive(version)
    require_period(since, until)
    key = new_id()
    job = start_job(
        KIND,
        {"replay": str(key)},
        acting_user=acting_user,
        subject=f"{version.label} · {since} – {until}",
        key=f"{version.pk}:{acting_user.id}",
    )
    replay = Replay.objects.create(
        id=key,
        policy=version,
        policy_label=version.label,
        content_hash=fingerprint(version),
        job=job,
        started_by=acting_user.id,
        started_by_name=acting_user.name,
        since=since,
        until=until,
        region=region,
        only_station=station,
        type=type,
        currency=policy_of(version).currency,
    )
    record(replay, "replay.started", acting_user, after={"policy": version.label, "since": since, "until": until})
    return replay
