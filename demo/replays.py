"""A draft of the next policy, replayed over the last year: what its authors look at before a second person publishes it."""

from copy import deepcopy

from django.test.utils import override_settings

from accounts.roles import Role
from billing.claims.replay.actions import start_replay
from billing.policy.actions import draft_policy
from billing.policy.choices import PolicyStatus
from billing.policy.models import PolicyVersion
from common.clock import today
from common.jobs.run import run_waiting
from demo.chance import days_ago
from demo.people import office
from demo.size import Size
from tenants.registry.models import Station

YEAR = 365


def replay_a_draft(stations: list[Station], size: Size) -> None:
    """Draft lower mark-ups, fewer kilometres and more automatic decisions, and replay the draft."""
    drafter = office(Role.SERVICE_MANAGEMENT)
    newest = PolicyVersion.objects.filter(status=PolicyStatus.PUBLISHED).order_by("-effective_from").first()
    assert newest is not None  # noqa: S101  the policies were made before
    content = deepcopy(newest.content)
    content["parts"]["markup_percent"] = "12"
    content["coverage"][0]["mileage_km"] = 100_000
    content["limits"]["automatic_types"] = ["warranty", "outbound_rescue"]
    draft = draft_policy(
        label=f"{days_ago(-60).year}-R1",
        effective_from=days_ago(-60),
        summary="配件加价率由 15% 降至 12%，一般总成保修里程由 12 万公里降至 10 万公里，无异议的小额报单按规则自动通过。",
        content=content,
        acting_user=drafter,
    )
    start_replay(draft.pk, since=days_ago(YEAR), until=today(), acting_user=drafter)
    with override_settings(JOB_PROCESSES=0):  # this step's own transaction is not committed yet
        run_waiting()
