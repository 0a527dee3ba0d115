"""Taking in many rows in the background: some groups a step, each written with its rows, so that a worker who is killed leaves no group half
done and the next one finds only what is still ready."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.imports.actions import conclude_import, groups_of, hold_import, ready_rows, take_in_group
from common.imports.selectors import TAKE_IN
from common.jobs.kinds import Result, Step, Steps, Work, job
from common.jobs.models import Job

GROUPS_A_STEP = 5


def _page(row: Job) -> str:
    return reverse("desk:import", args=[row.params["import"]])


@job(TAKE_IN, _("Import"), action="desk.use", link=_page)
def take_in(work: Work) -> Steps:
    """Take in what is ready; the rows themselves say what is left."""
    key = UUID(work.params["import"])
    parent, importer = hold_import(key, acting_user=work.actor)
    rows = ready_rows(parent)
    groups = groups_of(parent, importer, rows)
    total = work.cursor.get("total", len(rows))
    done = total - len(rows)
    for start in range(0, len(groups), GROUPS_A_STEP):
        hold_import(key, acting_user=work.actor)
        for group in groups[start : start + GROUPS_A_STEP]:
            take_in_group(importer, group, rows, work.actor)
            done += len(group.rows)
        yield Step(done, total, cursor={"total": total})
    conclude_import(key, acting_user=work.actor)
    return Result({"import": parent.public_id})
