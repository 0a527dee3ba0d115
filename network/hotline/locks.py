"""Row locks of the hotline, ordered by key."""

from uuid import UUID

from accounts.actors import Actor
from network.hotline.models import Case
from network.hotline.selectors import cases_for


def lock_case(case_id: UUID, actor: Actor) -> Case:
    """Lock a case through the person's gate. Raises NotYours."""
    case: Case = cases_for(actor).locked().get_or_404(case_id)
    return case


def lock_case_of_rescue(case_id: UUID) -> Case:
    """Lock the case of a rescue that a process or a station moves; the caller stands in head office's scope."""
    return Case.objects.select_for_update().get(pk=case_id)
