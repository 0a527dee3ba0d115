"""The escalation ladder: each level does what the policy says (looks farther, asks neighbours, tells somebody) and is kept with who knew."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from accounts.models import User
from accounts.roles import Role
from accounts.selectors import office_people, people_at, regional_people
from common.clock import database_now
from common.errors import Invalid, WrongState
from common.history.record import record
from common.pages.addresses import office_address, station_page
from common.people import Person
from common.scope import for_office
from desk.actions import tell
from network.dispatch.choices import SEARCH_STEPS, SEARCHING, LadderStep, Limit, RescueStatus
from network.dispatch.facts import home_region, neighbours
from network.dispatch.limits import put_under
from network.dispatch.live import tell_rescue
from network.dispatch.locks import lock_rescue
from network.dispatch.models import Escalation, Rescue
from network.dispatch.policies import DispatchError, Policy, policy_on
from network.dispatch.selectors import rescues_for

BY_HAND = "by_hand"
SENTENCES = {
    LadderStep.NEIGHBOURS: gettext_noop("Rescue %(number)s, %(place)s, has no crew. Can your station send one?"),
    LadderStep.REGIONAL: gettext_noop("Rescue %(number)s, %(place)s, needs your help (escalation level %(level)d)."),
    LadderStep.LEAD: gettext_noop("Rescue %(number)s, %(place)s, needs a decision (escalation level %(level)d)."),
}


@transaction.atomic
def escalate_rescue(rescue_id: UUID, *, reason: str, acting_user: Actor) -> Rescue:
    """Take the next level at once. While a crew is looked for, all are asked again. Raises WrongState at the top, or when it is over."""
    acting_user.require("dispatch.offer")
    rescue: Rescue = rescues_for(acting_user).get_or_404(rescue_id)
    if not reason.strip():
        raise Invalid(_("Write down why."), code=DispatchError.NO_REASON, field="reason")
    with for_office():
        rescue = lock_rescue(rescue.pk)
        if not rescue.is_open:
            raise WrongState
        if climb(rescue, acting_user, cause=BY_HAND, reason=reason.strip()) is None:
            raise WrongState(_("The highest level has been reached already."), code=DispatchError.TOP_OF_LADDER)
        if rescue.status in (RescueStatus.WAITING, RescueStatus.UNSERVED):
            search_afresh(rescue)
        tell_rescue(rescue)
        return rescue


def climb(rescue: Rescue, by: Person, *, cause: str, reason: str = "") -> Escalation | None:
    """Take the next level that matters now and keep who was told; None at the top. The caller has locked the rescue."""
    policy = policy_on(database_now())
    level = next_level(policy, rescue)
    if level is None:
        return None
    step = policy.ladder[level - 1].step
    rescue.change(escalation=level)
    made = Escalation.objects.create(
        rescue=rescue,
        level=level,
        step=step,
        cause=cause,
        made_by=by.name,
        reason=reason,
        informed=inform(rescue, step),
    )
    after: dict[str, Any] = {"level": level, "step": step, "late": cause if cause in Limit.values else None}
    told = {name: value for name, value in after.items() if value is not None}
    record(rescue, "rescue.escalated", by, after=told, reason=reason)
    return made


def escalate_late(rescue: Rescue, by: Person, limit: Limit) -> None:
    """Take the next level, and look again after its pause: an open rescue is never without a limit. The caller has locked the rescue."""
    if climb(rescue, by, cause=limit) is None:
        record(rescue, "rescue.still_late", by, after={"late": limit, "level": rescue.escalation})
    pause_s = policy_on(rescue.created_at).escalate_s(rescue.escalation)
    put_under(rescue, limit, pause_s, warns=False)
    tell_rescue(rescue)


def next_level(policy: Policy, rescue: Rescue) -> int | None:
    """Return the next level of the ladder; one that only widens the search is passed over once a crew serves the rescue."""
    for level, rung in enumerate(policy.ladder, start=1):
        if level > rescue.escalation and (rescue.status in SEARCHING or rung.step not in SEARCH_STEPS):
            return level
    return None


def search_afresh(rescue: Rescue) -> None:
    """Forget who refused and ask all again, now."""
    rescue.change(search_from=rescue.round + 1, held="")
    if rescue.status == RescueStatus.UNSERVED:
        rescue.move_to(RescueStatus.WAITING)
    put_under(rescue, Limit.OFFER, 0)


def inform(rescue: Rescue, step: LadderStep) -> list[str]:
    """Tell the people of a step, each in their language, and return their names."""
    if step == LadderStep.REGIONAL:
        return _tell(rescue, step, regional_people(home_region(rescue.lat, rescue.lon)))
    if step == LadderStep.LEAD:
        return _tell(rescue, step, office_people(Role.CUSTOMER_SERVICE_MANAGER))
    if step == LadderStep.NEIGHBOURS:
        asked = neighbours(rescue.lat, rescue.lon)
        for station in asked:
            url = station_page(station.code, "dispatch:crews")
            _tell(rescue, step, people_at(station.pk, Role.STATION_MANAGER), url)
        return [station.name for station in asked]
    return []


def _tell(rescue: Rescue, step: LadderStep, people: list[User], url: str = "") -> list[str]:
    facts = {"number": rescue.number, "place": rescue.case.place or "–", "level": rescue.escalation}
    link = url or office_address("dispatch:rescue", rescue.pk)
    key = f"escalated:{rescue.pk}:{rescue.escalation}"
    tell(people, lambda: now_(SENTENCES[step]) % facts, link, key=key)
    return [person.name for person in people]
