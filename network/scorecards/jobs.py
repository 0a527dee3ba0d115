"""The monthly assessment in the background: portions of stations, each in one transaction with its progress, then offices and ranks.

A worker that dies leaves whole portions; the next goes on after the last one. A card is written over, never doubled.
"""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.history.record import record
from common.jobs.kinds import Result, Step, Steps, Work, job
from common.jobs.models import Job
from network.scorecards.choices import AssessmentStatus
from network.scorecards.computing import compute_offices, compute_portion, last_day, stations_to_assess
from network.scorecards.locks import lock_assessment
from network.scorecards.selectors import assessments_for

COMPUTE = "scorecards.compute"
STATIONS_A_STEP = 100  # some twenty queries whatever the portion; it stays well below a second


def _page(row: Job) -> str:
    return reverse("scorecards:assessment", args=[row.params["assessment"]])


@job(COMPUTE, _("Monthly assessment"), action="scorecards.compute", link=_page)
def compute_a_month(work: Work) -> Steps:
    """Compute all cards of a month. It ends without a change when somebody published the month meanwhile."""
    key = UUID(work.params["assessment"])
    assessment = assessments_for(work.actor).get_or_404(key)
    total = stations_to_assess(last_day(assessment.month))
    after, done = work.cursor.get("after", ""), work.cursor.get("done", 0)
    while assessment.status == AssessmentStatus.COMPUTING:
        keys = compute_portion(assessment, after, STATIONS_A_STEP)
        if not keys:
            break
        after, done = str(keys[-1]), done + len(keys)
        yield Step(done, total, cursor={"after": after, "done": done})
    locked = lock_assessment(assessments_for(work.actor), key)
    if locked.status == AssessmentStatus.COMPUTING:
        compute_offices(locked)
        locked.move_to(AssessmentStatus.COMPUTED, computed_at=now(), stations=done)
        record(locked, "assessment.computed", work.actor, after={"stations": done, "month": str(locked)})
    return Result({"stations": done, "month": str(locked)})
