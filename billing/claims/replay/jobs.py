"""The replay as a job: batches of claims, judged by a crew on all cores, written down batch by batch."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from billing.claims.replay.actions import KIND
from billing.claims.replay.comparing import Compared, Tally, as_if_ever, compare
from billing.claims.replay.loading import load, read_norms
from billing.claims.replay.models import Replay
from billing.claims.replay.policies import require_same
from billing.claims.replay.selectors import batches, replayed_claims, summarise
from billing.claims.replay.writing import as_rows, write_rows
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

    def __init__(self, replay: Replay, version: PolicyVersion) -> None:
        self.replay_id = replay.pk
        self.after = as_if_ever(policy_of(version))
        self.before: dict[UUID, Policy] = {}
        self.norms = read_norms()

    def __call__(self, claim_ids: Sequence[UUID]) -> tuple[Tally, str]:
        """Return the sums of these claims, and the rows of the lines that change."""
        outcome = Compared()
        with for_office(), transaction.atomic():
            for past in load(claim_ids, self.norms):
                compare(past, self._policy(past.policy_id), self.after, outcome)
        return outcome.tally, as_rows(self.replay_id, outcome.changed)

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

    with Crew(Judge(replay, version)) as crew:
        for tally, rows in crew.map(ahead()):
            count, end = sizes.pop(0)
            done += count
            _keep(replay, tally, rows)
            yield Step(done, max(total, done), cursor={"total": total, "done": done, "last": str(end)})
    _conclude(replay, work.actor)
    return Result({"replay": replay.public_id})


def _keep(replay: Replay, tally: Tally, rows: str) -> None:
    """Write down what a batch brought: the changed lines, and the sums."""
    write_rows(rows)
    sums = {name: F(name) + value for name, value in asdict(tally).items() if value}
    Replay.objects.filter(pk=replay.pk).update(**sums)


def _conclude(replay: Replay, actor: Any) -> None:
    replay.refresh_from_db()
    replay.change(summary=summarise(replay), finished_at=now())
    after = {
        "claims": replay.claims,
        "changed_lines": replay.changed_lines,
        "difference_minor": replay.difference_minor,
    }
    record(replay, "replay.finished", actor, after=after)
