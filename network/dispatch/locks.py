"""Row locks of dispatch. Order everywhere: rescue, offer, crew, case; then history, a station's stream before head office's."""

from collections.abc import Collection
from uuid import UUID

from accounts.actors import Actor
from network.dispatch.models import DispatchPolicy, Rescue
from network.dispatch.selectors import policies_for


class Busy(RuntimeError):
    """Somebody is changing the rescue right now; a time limit looks again in a moment instead of waiting for them."""


def lock_rescue(rescue_id: UUID) -> Rescue:
    """Lock a rescue; the caller stands in head office's scope and has passed its gate."""
    return Rescue.objects.select_for_update(of=("self",)).get(pk=rescue_id)


def lock_rescues(rescue_ids: Collection[UUID]) -> list[Rescue]:
    """Lock several rescues in the order of their keys; the caller stands in head office's scope and has passed its gate."""
    return list(Rescue.objects.select_for_update(of=("self",)).filter(pk__in=rescue_ids).order_by("pk"))


def lock_rescue_at_once(rescue_id: UUID) -> Rescue:
    """Lock a rescue without waiting. Raises Busy: a poller holds its deadline's row, for which the other one may wait."""
    rescue = Rescue.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=rescue_id).first()
    if rescue is None:
        raise Busy(str(rescue_id))
    return rescue


def lock_policy(version_id: UUID, actor: Actor) -> DispatchPolicy:
    """Lock a version of the rules that the person may see. Raises NotYours otherwise."""
    version: DispatchPolicy = policies_for(actor).locked().get_or_404(version_id)
    return version
