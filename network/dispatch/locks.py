"""Row locks of dispatch. Order everywhere: rescue, offer, crew, case; then history, a station's stream before head office's."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from accounts.actors import Actor
from network.dispatch.models import AutomaticPause, Crew, Offer, Rescue, RescuePart
from network.dispatch.selectors import crews_for, pauses_for
from network.hotline.models import Case


class Busy(RuntimeError):
    """Somebody is changing the row right now; a time limit looks again in a moment instead of waiting for them."""


def lock_rescue(rescue_id: UUID) -> Rescue:
    """Lock a rescue; the caller stands in head office's scope and has passed its gate."""
    return Rescue.objects.select_for_update(no_key=True, of=("self",)).get(pk=rescue_id)


def lock_case_to_begin(case_id: UUID) -> Case | None:
    """Lock a case that has no rescue yet, so that it is not closed while its rescue begins; None for any other."""
    rows = Case.objects.select_for_update(no_key=True, of=("self",))
    found: Case | None = rows.filter(pk=case_id, rescue__isnull=True).first()
    return found


def lock_rescues(rescue_ids: Collection[UUID]) -> list[Rescue]:
    """Lock several rescues in the order of their keys; the caller stands in head office's scope and has passed its gate."""
    return list(Rescue.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=rescue_ids).order_by("pk"))


def lock_crews(crew_ids: Collection[UUID]) -> None:
    """Lock the rows of crews in the order of their keys, before many of them move: two batches can't wait for each other."""
    crews = Crew.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=crew_ids)
    list(crews.order_by("pk").values_list("pk"))


def lock_crew(crew_id: UUID, actor: Actor) -> Crew:
    """Lock a crew of the actor's station that goes on or off duty, against whoever holds it for an offer. Raises NotYours."""
    rows = crews_for(actor).select_related(None).select_for_update(of=("self",))
    found: Crew = rows.get_or_404(crew_id)
    return found


def hold_on_duty(crew_id: UUID) -> bool:
    """Keep a crew from going off duty until the commit, and say whether it is on duty; its positions go on being written.

    An offer's foreign key would hold the row no sooner than at the commit, and there after the history: whoever takes the crew off duty
    has the row and waits for the history.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM dispatch_crew WHERE id = %s AND on_duty FOR KEY SHARE", [crew_id])
        return cursor.fetchone() is not None


def wait_to_ask(crew_ids: Collection[UUID]) -> None:
    """Wait for whoever is asking one of these crews together with others, in the order of their keys, and keep them from it until the commit.

    Two rescues that ask the same crews in different orders would otherwise wait for each other's offers. Positions go on being written.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('ask:' || id, 0)) FROM unnest(%s::uuid[]) AS id ORDER BY id",
            [list(crew_ids)],
        )


def may_ask_too(crew_id: UUID) -> bool:
    """Whether nobody is asking this crew together with others right now; it is kept until the commit. Never waits: it comes out of turn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('ask:' || %s::uuid, 0))", [crew_id])
        return bool(cursor.fetchone()[0])


def lock_rescue_at_once(rescue_id: UUID) -> Rescue:
    """Lock a rescue without waiting, and read its case. Raises Busy: a poller holds its deadline's row, for which the other one may wait."""
    rescue = (
        Rescue.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .select_related("case")
        .filter(pk=rescue_id)
        .first()
    )
    if rescue is None:
        raise Busy(str(rescue_id))
    return rescue


def lock_taken_offer(offer_id: UUID) -> Offer | None:
    """Lock an offer that was taken from its crew, with its rescue and case; None for any other. For what follows from the event."""
    rows = Offer.objects.select_for_update(no_key=True, of=("self",)).select_related("rescue__case", "crew")
    return rows.exclude(taken="").filter(pk=offer_id).first()


def lock_parts_to_take(rescue: Rescue, lines: Collection[UUID] | None = None) -> list[RescuePart]:
    """Lock the parts of a rescue that no repair order has yet, or those of them that are named; the caller has passed its gate."""
    rows = RescuePart.objects.select_for_update(no_key=True, of=("self",)).filter(rescue=rescue, order_id__isnull=True)
    return list((rows if lines is None else rows.filter(pk__in=lines)).order_by("pk"))


def lock_open_pause() -> AutomaticPause | None:
    """Lock the switch that has not ended, if there is one."""
    found: AutomaticPause | None = (
        AutomaticPause.objects.select_for_update(no_key=True).filter(ended_at__isnull=True).first()
    )
    return found


def lock_pause(pause_id: UUID, actor: Actor) -> AutomaticPause:
    """Lock a switch that the person may see. Raises NotYours otherwise. Comes before the rescues that it lets go."""
    pause: AutomaticPause = pauses_for(actor).locked().get_or_404(pause_id)
    return pause


def lock_pause_at_once(pause_id: UUID) -> AutomaticPause:
    """Lock a switch without waiting. Raises Busy: whoever switches waits for the deadline's row, which a poller holds."""
    found = AutomaticPause.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=pause_id).first()
    if found is None:
        raise Busy(str(pause_id))
    pause: AutomaticPause = found
    return pause
