"""What is left of a transfer of owner, whose it is and until when, read where it is kept. Nothing is changed here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Membership
from accounts.roles import Role
from billing.settlement.invoicing.choices import DetailsStatus
from billing.settlement.models import BankDetails
from common.clock import end_of_day, now
from common.text import Text
from common.working_days.calendar import due_after_working_days
from network.lifecycle.choices import ChangeKind, ChangeStatus, HandoverCode
from network.lifecycle.deadlines import begin_of_day
from network.lifecycle.models import StationChange
from network.onboarding.choices import AgreementStatus
from network.onboarding.models import Agreement
from network.onboarding.selectors import agreement_numbered
from network.onboarding.signing.selectors import live_round

ACCOUNT_WORKING_DAYS = 10
LONGEST_RESCUE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that follows: how it stands in words, who is to do it, until when."""

    code: HandoverCode
    words: Text
    who: Text = ""
    is_done: bool = False
    due_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Whether it is not done in time."""
        return not self.is_done and self.due_at is not None and self.due_at < now()


def is_handover(change: StationChange) -> bool:
    """Tell whether the change hands a station over: a transfer of owner that names the new manager and is approved."""
    is_owner = change.kind == ChangeKind.OWNER and bool(change.values.get("manager_email"))
    return is_owner and change.status in (ChangeStatus.APPROVED, ChangeStatus.APPLIED)


def lines_of(change: StationChange) -> list[Line]:
    """Return what follows of a transfer of owner, in the order in which it is done; nothing for other changes."""
    if not is_handover(change) or change.effective_on is None:
        return []
    day = change.effective_on
    return [_people(change), _manager(change, day), _agreement(change, day), _account(change, day)]


def _people(change: StationChange) -> Line:
    rows = Membership.objects.filter(station_id=change.station_id, ended_at__isnull=True)
    if change.applied_at is None:
        words = _("%(n)d people lose their access when the day begins.")
        return Line(HandoverCode.PEOPLE, str(words) % {"n": rows.values("user").distinct().count()})
    left = rows.filter(created_at__lt=change.applied_at).values("user").distinct().count()
    if left:
        words = _("%(n)d people are still on a rescue: they keep their access until it is over.")
        return Line(
            HandoverCode.PEOPLE,
            str(words) % {"n": left},
            Role.DISPATCHER.label,
            due_at=change.applied_at + LONGEST_RESCUE,
        )
    return Line(HandoverCode.PEOPLE, _("Nobody of the owner before has access any more."), is_done=True)


def _manager(change: StationChange, day: date) -> Line:
    name, code = change.values["manager_name"], HandoverCode.MANAGER
    if change.applied_at is None:
        return Line(code, _("Gets the invitation when the day begins."), name, due_at=begin_of_day(day))
    managers = Membership.objects.filter(
        station_id=change.station_id,
        role=Role.STATION_MANAGER,
        ended_at__isnull=True,
        created_at__gte=change.applied_at,
    )
    if managers.exists():
        return Line(code, _("Has taken the post."), name, is_done=True)
    sent = invitation_of(change)
    if sent is None:
        return Line(
            code, _("No invitation is open: send one."), Role.SERVICE_MANAGEMENT.label, due_at=change.applied_at
        )
    words = _("Invited at %(email)s; the invitation is not accepted yet.")
    return Line(code, str(words) % {"email": sent.email}, sent.name, due_at=sent.expires_at)


def invitation_of(change: StationChange) -> Invitation | None:
    """Return the open invitation of the new manager, expired or not."""
    rows = Invitation.objects.filter(
        station_id=change.station_id, role=Role.STATION_MANAGER, accepted_at=None, withdrawn_at=None
    )
    return rows.order_by("-created_at").first()


def agreement_before(change: StationChange) -> Agreement | None:
    """Return the agreement that was in force when the transfer was approved."""
    return agreement_numbered(change.before.get("agreement", ""))


def _agreement(change: StationChange, day: date) -> Line:
    code, who, due_at = HandoverCode.AGREEMENT, Role.SERVICE_MANAGEMENT.label, end_of_day(day)
    before = agreement_before(change)
    if before is None:
        words = _("This station came without an agreement here. Have one signed on paper.")
        return Line(code, words, who, is_done=True)
    found = before.successor
    if found is None:
        words = _("%(before)s ends; the one that follows is not drafted yet.")
        return Line(code, str(words) % {"before": before.number}, who, due_at=due_at)
    if found.status != AgreementStatus.DRAFT:
        words = _("%(after)s is signed and follows %(before)s.")
        return Line(code, str(words) % {"after": found.number, "before": before.number}, is_done=True)
    signing = live_round(found)
    state = signing.get_status_display() if signing else _("drafted, not signed yet")  # type: ignore[attr-defined]
    return Line(code, f"{found.number}: {state}", who, due_at=due_at)


def _account(change: StationChange, day: date) -> Line:
    code, due_at = HandoverCode.ACCOUNT, _account_due(day)
    if change.applied_at is None:
        return Line(code, _("The account before is not paid any more from that day on."), due_at=due_at)
    rows = BankDetails.objects.filter(station_id=change.station_id, created_at__gte=change.applied_at)
    if rows.filter(status=DetailsStatus.APPROVED).exists():
        return Line(code, _("Called back and approved."), is_done=True)
    proposed = rows.filter(status=DetailsStatus.PROPOSED).first()
    if proposed is None:
        words = _("Nothing is paid: the station has not proposed its account yet.")
        return Line(code, words, Role.STATION_MANAGER.label, due_at=due_at)
    words = _("Proposed; finance calls back.") if proposed.called_by is None else _("Called back; waits for approval.")
    return Line(code, words, Role.FINANCE.label, due_at=due_at)


@cache
def _account_due(day: date) -> datetime:
    return due_after_working_days(begin_of_day(day), ACCOUNT_WORKING_DAYS)
