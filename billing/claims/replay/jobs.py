"""The replay as a job: batches of claims, judged by a crew on all cores, written down batch by batch."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from billing.claims.replay.actions import KIND
from billing.claims.replay.comparing import Changed, Compared, Tally, as_if_ever, compare
from billing.claims.replay.loading import load, read_norms
from billing.claims.replay.models import Replay, ReplayLine
from billing.claims.replay.policies import require_same
from billing.claims.replay.selectors import batches, replayed_claims, summarise
from billing.policy.models import PolicyVersion
from billing.policy.policies import Policy
from billing.policy.selectors import policy_of
from common.clock import now
from common.history.record import record
from common.jobs.crew import Crew
from common.jobs.kinds import Result, Step, Steps, Work, job
from common.jobs.models import Job
from common.scope import for_office

BATCH = 250


class Judge:
    """Judges batches under the replayed policy and under those by which the claims were judged; each process of the crew has one."""

    def __init__(self, version: PolicyVersion) -> None:
        self.after = as_if_ever(policy_of(version))
        self.before: dict[UUID, Policy] = {}
        self.norms = read_norms()

    def __call__(self, claim_ids: Sequence[UUID]) -> Compared:
        """Return what comes out for these claims."""
        outcome = Compared()
        with for_office(), transaction.atomic():
            for past in load(claim_ids, self.norms):
                compare(past, self._policy(past.policy_id), self.after, outcome)
        return outcome

    def _policy(self, key: UUID) -> Policy:
        if key not in self.before:
            self.before[key] = as_if_ever(policy_of(PolicyVersion.objects.get(pk=key)))
        return self.before[key]


def _page(row: Job) -> str:
    """Return the page of the replay that a job made."""
    replay = Replay.objects.filter(job=row).first()
    return replay.get_absolute_url() if replay else ""


@job(KIND, _("Policy replay"), action=KIND, link=_page)
def replay_policy(work: Work) -> Steps:
    """Replay the version over its claims; the cursor is the last claim."""
    replay = Replay.objects.get(pk=work.params["replay"])
    version = PolicyVersion.objects.get(pk=replay.policy_id)
    require_same(version, replay.content_hash)
    total = work.cursor.get("total") or replayed_claims(replay).count()
    done, last = work.cursor.get("done", 0), work.cursor.get("last")
    yield Step(done, total, cursor={"total": total, "done": done, "last": last})
    sizes: list[tuple[int, UUID]] = []

    def ahead() -> Any:
        for batch in batches(replay, UUID(last) if last else None, BATCH):
            sizes.append((len(batch), batch[-1]))
            yield batch

    with Crew(Judge(version)) as crew:
        for outcome in crew.map(ahead()):
            count, end = sizes.pop(0)
            done += count
            _keep(replay, outcome)
            yield Step(done, max(total, done), cursor={"total": total, "done": done, "last": str(end)})
    _conclude(replay, work.actor)
    return Result({"replay": replay.public_id})


def _keep(replay: Replay, outcome: Compared) -> None:
    """Write down what a batch brought: the changed lines, and the sums."""
    ReplayLine.objects.bulk_create([_row(replay, one) for one in outcome.changed], batch_size=500)
    sums = {name.name: F(name.name) + value for name in fields(Tally) if (value := asdict(outcome.tally)[name.name])}
    Replay.objects.filter(pk=replay.pk).update(**sums)


def _row(replay: Replay, one: Changed) -> ReplayLine:
    line = one.line
    return ReplayLine(
        replay=replay,
        station_id=one.station_id,
        claim_id=one.claim_id,
        line_id=line.id,
        position=line.position,
        kind=line.kind,
        name_zh=line.name_zh,
        name_en=line.name_en,
        code=line.operation_code or line.part_number,
        component_code=line.component_code,
        supplier_id=line.supplier_id,
        claimed_minor=line.claimed_minor,
        before_minor=one.before_minor,
        after_minor=one.after_minor,
        difference_minor=one.after_minor - one.before_minor,
        effect=one.effect,
        rule=one.rule,
        clause=one.clause,
        cited_policy=one.cited_policy,
        reasons_before=one.reasons_before,
        reasons_after=one.reasons_after,
    )


def _conclude(replay: Replay, actor: Any) -> None:
    replay.refresh_from_db()
    replay.change(summary=summarise(replay), finished_at=now())
    after = {
        "claims": replay.claims,
        "changed_lines": replay.changed_lines,
        "difference_minor": replay.difference_minor,
    }
    record(replay, "replay.finished", actor, after=after)
