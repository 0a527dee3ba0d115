"""The day on which a station becomes another company's, and going on with it until nothing is left."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import close_place, end_memberships, invite_new_manager
from accounts.actors import Actor
from accounts.models import Invitation, Membership
from billing.settlement.payments.handing_over import Decider, end_account
from common.clock import now
from common.deadlines.keep import call_off, set_deadline
from common.errors import Invalid, WrongState
from common.history.record import record
from common.people import Person
from network.dispatch.actions.stopping import let_crews_go
from network.lifecycle.agreements import RUNS_OUT
from network.lifecycle.choices import ChangeStatus, HandoverCode, LifecycleError
from network.lifecycle.deadlines import HANDOVER
from network.lifecycle.handover.looking import agreement_before, is_handover, lines_of
from network.lifecycle.locks import lock_change
from network.lifecycle.models import StationChange
from network.onboarding.actions import Terms, draft_successor, supersede_agreement
from network.onboarding.models import Agreement

SOON, DAILY = timedelta(minutes=15), timedelta(days=1)


def hand_over(change: StationChange, actor: Person) -> None:
    """Let the owner before go and the next one in, in the caller's transaction: access, account and agreement. Change and station are locked.

    People on a rescue keep their access until it is over.
    """
    reason = f"{change.number}: {change.reason}"[:500]
    driving = let_crews_go(change.station_id, acting_user=actor, reason=reason)
    close_place(change.station_id, acting_user=actor, reason=reason, but=driving)
    invite_new_manager(
        change.station_id,
        email=change.values["manager_email"],
        name=change.values["manager_name"],
        acting_user=actor,
    )
    by = Decider(change.approved_by_id or UUID(int=0), change.approved_by_name)
    end_account(change.station_id, by=by, reason=reason, acting_user=actor)
    before = supersede_agreement(change.before.get("agreement", ""), reason=reason, acting_user=actor)
    if before is not None:
        call_off(before.pk, RUNS_OUT)
    _look_later(change, 0, soon=bool(driving))


def go_on(change: StationChange, step: int, actor: Person) -> None:
    """Let people go whose rescue is over, and see what is left: nothing ends it, what is late marks the change. The change is locked."""
    driving = let_go(change, actor)
    lines = lines_of(change)
    if all(one.is_done for one in lines):
        change.change(late_at=None)
        record(change, "station_change.handed_over", actor, after={"status": change.status})
        return
    late = [str(one.code) for one in lines if one.is_late]
    if late and change.late_at is None:
        change.change(late_at=now())
        record(change, "station_change.handover_late", actor, after={"handover": late})
    _look_later(change, step + 1, soon=bool(driving))


def let_go(change: StationChange, actor: Person) -> set[UUID]:
    """Let those of the people before go whose rescue is over; returns who still drives."""
    if change.applied_at is None:
        return set()
    kept = _people_before(change)
    if not kept:
        return set()
    driving = let_crews_go(change.station_id, acting_user=actor, reason=change.number) & kept
    end_memberships(change.station_id, acting_user=actor, reason=change.number, people=kept, but=driving)
    return driving


def _people_before(change: StationChange) -> set[UUID]:
    rows = Membership.objects.filter(
        station_id=change.station_id, ended_at__isnull=True, created_at__lt=change.applied_at
    )
    return set(rows.values_list("user_id", flat=True))


def _look_later(change: StationChange, step: int, *, soon: bool) -> None:
    set_deadline(HANDOVER, change.pk, now() + (SOON if soon else DAILY), step=step, station_id=change.station_id)


@transaction.atomic
def invite_manager_again(change_id: UUID, *, name: str, email: str, acting_user: Actor) -> Invitation:
    """Invite the new manager anew, perhaps at another address; the invitation before is withdrawn.

    Raises WrongState before the day and once somebody manages the station, Invalid for an address that is none.
    """
    acting_user.require("changes.approve")
    change = lock_change(change_id, acting_user)
    if change.status != ChangeStatus.APPLIED or not is_handover(change) or _is_managed(change):
        raise WrongState(_("The manager of this station does not have to be invited."), code=LifecycleError.NO_TRANSFER)
    if not name.strip():
        raise Invalid(_("This is needed."), code=LifecycleError.VALUE, field="name")
    invitation = invite_new_manager(change.station_id, email=email, name=name, acting_user=acting_user)
    record(change, "station_change.invited_again", acting_user, after={"manager_name": name, "manager_email": email})
    return invitation


def _is_managed(change: StationChange) -> bool:
    return any(one.is_done for one in lines_of(change) if one.code == HandoverCode.MANAGER)


@transaction.atomic
def draft_next_agreement(change_id: UUID, terms: Terms, *, party_name: str, acting_user: Actor) -> Agreement:
    """Draft the agreement with the next owner; it does not begin before the transfer.

    Raises WrongState for another change, without an agreement that it could follow, once it is signed or out for signature.
    """
    acting_user.require("onboarding.sign")
    change = lock_change(change_id, acting_user)
    before = agreement_before(change) if is_handover(change) else None
    if before is None or change.effective_on is None:
        raise WrongState(_("There is no agreement here that could be followed."), code=LifecycleError.NO_TRANSFER)
    if terms.starts_on < change.effective_on:
        message = _("The agreement with the next owner begins on %(day)s at the earliest.")
        raise Invalid(str(message) % {"day": change.effective_on}, code=LifecycleError.DATE, field="starts_on")
    email = change.values["manager_email"]
    agreement = draft_successor(before, terms, party_name=party_name, contact_email=email, acting_user=acting_user)
    after = {"agreement": agreement.number, "replaces": before.number}
    record(change, "station_change.agreement_drafted", acting_user, after=after)
    return agreement
