"""Crews of a station: made up, changed, on and off duty."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Membership, User
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record
from common.live import OFFICE, publish
from common.scope import for_office
from network.dispatch.actions.declining import decline_all, is_asked, lock_rescues_asked
from network.dispatch.locks import lock_crew
from network.dispatch.models import Crew, CrewMember
from network.dispatch.policies import DispatchError
from network.dispatch.selectors import crews_for


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewPlan:
    """What a crew is: its vehicle, its people, what it can do."""

    name: str
    vehicle_plate: str = ""
    phone: str = ""
    brands: Sequence[str] = ()
    capabilities: Sequence[str] = ()
    capacity: int = 1
    members: Collection[UUID] = ()


@transaction.atomic
def form_crew(plan: CrewPlan, *, acting_user: Actor) -> Crew:
    """Make up a crew of the actor's station. Raises Invalid for a name that is taken, or somebody who is not of the station."""
    acting_user.require("crews.manage")
    if crews_for(acting_user).filter(name=plan.name).exists():
        raise Invalid(_("There is a crew with this name already."), field="name")
    crew = Crew.objects.create(station_id=acting_user.station.pk, **_fields(plan))
    _set_members(crew, plan.members, acting_user)
    record(crew, "crew.formed", acting_user, after={"name": crew.name})
    return crew


@transaction.atomic
def change_crew(crew_id: UUID, plan: CrewPlan, *, acting_user: Actor, version: int | None = None) -> Crew:
    """Change a crew. Raises Stale for an old form, Invalid as `form_crew` does, or when its capacity would fall below its load."""
    acting_user.require("crews.manage")
    crew: Crew = crews_for(acting_user).select_related(None).locked().get_or_404(crew_id)
    crew.expect_version(version)
    if crews_for(acting_user).filter(name=plan.name).exclude(pk=crew.pk).exists():
        raise Invalid(_("There is a crew with this name already."), field="name")
    if plan.capacity < crew.load:
        raise Invalid(_("The crew is serving more rescues than that right now."), field="capacity")
    crew.change(**_fields(plan))
    _set_members(crew, plan.members, acting_user)
    record(crew, "crew.changed", acting_user, after={"name": crew.name, "capacity": crew.capacity})
    return crew


@transaction.atomic
def set_duty(crew_id: UUID, on_duty: bool, *, acting_user: Actor) -> Crew:
    """Put a crew on or off duty. Its own people may, too. What a crew is asked for while it goes off duty it declines.

    Raises WrongState for going off duty with a rescue at hand.
    """
    acting_user.require("rescues.drive")
    crews_for(acting_user).get_or_404(crew_id)
    asked = [] if on_duty else lock_rescues_asked(crew_id)
    crew = lock_crew(crew_id, acting_user)
    if crew.on_duty == on_duty:
        return crew
    if not on_duty and crew.load:
        raise WrongState(
            _("The crew is on a rescue. Finish it first, or ask the hotline to reassign it."),
            code=DispatchError.CREW_BUSY,
        )
    with for_office():
        decline_all(asked, crew_id, acting_user=acting_user)
        if not on_duty and is_asked(crew_id):  # for another rescue, in this very moment
            raise WrongState(
                _("The crew has just been asked for a rescue. Answer first."), code=DispatchError.CREW_BUSY
            )
    crew.change(on_duty=on_duty)
    record(crew, "crew.went_on_duty" if on_duty else "crew.went_off_duty", acting_user)
    publish(OFFICE, "crew.changed", {"crew": crew.pk, "on_duty": on_duty})
    return crew


def _fields(plan: CrewPlan) -> dict[str, object]:
    return {
        "name": plan.name,
        "vehicle_plate": plan.vehicle_plate,
        "phone": plan.phone,
        "brands": list(plan.brands),
        "capabilities": list(plan.capabilities),
        "capacity": plan.capacity,
    }


def _set_members(crew: Crew, members: Collection[UUID], actor: Actor) -> None:
    """Let exactly these people ride with the crew."""
    wanted, here = set(members), set(people_of(crew.station_id))
    if wanted - here:
        raise Invalid(_("A crew's people must work at the station."), field="members")
    taken = CrewMember.objects.filter(station_id=crew.station_id, user_id__in=wanted, ended_at__isnull=True).exclude(
        crew=crew
    )
    if taken.exists():
        raise Invalid(
            _("Somebody on this list rides with another crew."), code=DispatchError.MEMBER_TAKEN, field="members"
        )
    current = crew.members.filter(ended_at__isnull=True)
    current.exclude(user_id__in=wanted).update(ended_at=now())
    kept = set(current.values_list("user_id", flat=True))
    CrewMember.objects.bulk_create(
        [CrewMember(station_id=crew.station_id, crew=crew, user_id=user) for user in sorted(wanted - kept)]
    )


def people_to_choose(station_id: UUID) -> QuerySet[User]:
    """Return the station's people as a form offers them."""
    return User.objects.filter(pk__in=people_of(station_id), is_active=True).order_by("name")


def people_of(station_id: UUID) -> list[UUID]:
    """Return the people with a current membership at the station."""
    rows = Membership.objects.filter(station_id=station_id, ended_at__isnull=True)
    return list(rows.values_list("user_id", flat=True).distinct())
