"""What happens when a check's time has passed, and who is told of results."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import office_people, people_at, regional_people
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.pages.addresses import office_root, station_address
from common.people import Process
from desk.actions import tell
from network.duty.choices import CheckStatus
from network.duty.deadlines import ABANDONED, HANDOVER_MISSING, HANDOVER_UNSIGNED, LAPSES
from network.duty.models import DutyCheck
from network.duty.roster_models import Handover, Shift, Swap

CLOCK = Process(gettext_noop("duty roster and checks"))


@on_deadline(LAPSES)
def let_it_lapse(deadline: Deadline) -> None:
    """A check that nobody called in its hours is missed: head office's omission, and none of the station's."""
    check = DutyCheck.objects.filter(pk=deadline.subject_id, status=CheckStatus.PLANNED, tries=0).first()
    if check is not None:
        check.move_to(CheckStatus.MISSED)
        record(check, "duty_check.missed", CLOCK, after={"status": check.status, "call_until": check.call_until})


@on_deadline(ABANDONED)
def give_it_back(deadline: Deadline) -> None:
    """A check that was taken and not written down goes back to the sheet; its hours may be over by then."""
    check = DutyCheck.objects.filter(pk=deadline.subject_id, status=CheckStatus.CALLING, version=deadline.step).first()
    if check is not None:
        check.move_to(CheckStatus.PLANNED, begun_at=None, caller_id=None, caller_name="")
        record(check, "duty_check.given_back", CLOCK, after={"status": check.status})


@on_deadline(HANDOVER_MISSING)
def notice_a_missing_handover(deadline: Deadline) -> None:
    """A shift is over and nobody has written its handover."""
    shift = Shift.objects.filter(pk=deadline.subject_id, removed_at=None, handover__isnull=True).first()
    if shift is not None:
        record(shift, "shift.handover_missing", CLOCK, after={"ends_at": shift.ends_at})


@on_deadline(HANDOVER_UNSIGNED)
def notice_an_unsigned_handover(deadline: Deadline) -> None:
    """A handover is written and nobody has signed for it."""
    handover = Handover.objects.filter(pk=deadline.subject_id, signature__isnull=True).first()
    if handover is not None:
        record(handover, "handover.left_unsigned", CLOCK)


@subscribe("shift.handover_missing")
def warn_of_a_missing_handover(event: History) -> None:
    """Warn the lead, and remind the agent."""
    shift = Shift.objects.select_related("kind").get(pk=event.aggregate_id)
    people = [*office_people(Role.CUSTOMER_SERVICE_MANAGER), *User.objects.filter(pk=shift.agent_id)]

    def words() -> str:
        return str(_("%(agent)s has not written the handover of %(shift)s.")) % {
            "agent": shift.agent_name,
            "shift": shift,
        }

    tell(people, words, f"{office_root()}duty/shifts/{shift.pk}/", key=f"{event.verb}:{event.pk}")


@subscribe("handover.left_unsigned")
def warn_of_an_unsigned_handover(event: History) -> None:
    """Warn the lead."""
    handover = Handover.objects.select_related("shift__kind").get(pk=event.aggregate_id)

    def words() -> str:
        return str(_("Nobody has signed for the handover of %(shift)s.")) % {"shift": handover.shift}

    url = f"{office_root()}duty/handovers/{handover.pk}/"
    tell(office_people(Role.CUSTOMER_SERVICE_MANAGER), words, url, key=f"{event.verb}:{event.pk}")


@subscribe("swap.asked")
def ask_the_colleague(event: History) -> None:
    """Tell the colleague that a swap waits for their consent."""
    swap = Swap.objects.select_related("shift__kind").get(pk=event.aggregate_id)

    def words() -> str:
        return str(_("%(name)s asks you to take %(shift)s.")) % {"name": swap.asked_by_name, "shift": swap.shift}

    people = list(User.objects.filter(pk=swap.colleague_id))
    tell(people, words, f"{office_root()}duty/shifts/{swap.shift_id}/", key=f"{event.verb}:{event.pk}")


@subscribe("duty_check.scored")
@subscribe("duty_check.appeal_decided")
def tell_the_station(event: History) -> None:
    """Tell the station's manager, or the regional office, the result and what came of an appeal."""
    check = _check(event)
    decided = event.verb == "duty_check.appeal_decided"

    def words() -> str:
        sentence = (
            _("Appeal on duty-phone check %(number)s: %(status)s.")
            if decided
            else _("Duty-phone check %(number)s: %(score)d points.")
        )
        return str(sentence) % {"number": check.number, "status": check.get_status_display(), "score": check.score or 0}

    if check.station is None:
        people, root = regional_people(check.region), office_root()
    else:
        people, root = people_at(check.station.pk, Role.STATION_MANAGER), station_address(check.station.code)
    tell(people, words, f"{root}duty/checks/{check.pk}/", key=f"{event.verb}:{event.pk}")


@subscribe("duty_check.appealed")
def ask_for_a_decision(event: History) -> None:
    """Tell those who may decide, but for who called or appealed."""
    check = _check(event)
    deciders = office_people(Role.CUSTOMER_SERVICE_MANAGER, Role.DISPATCHER)
    people = [one for one in deciders if one.pk not in (check.caller_id, check.appealed_by_id)]

    def words() -> str:
        return str(_("%(station)s appeals against duty-phone check %(number)s.")) % {
            "station": check.place,
            "number": check.number,
        }

    tell(people, words, f"{office_root()}duty/checks/{check.pk}/", key=f"{event.verb}:{event.pk}")


def _check(event: History) -> DutyCheck:
    found: DutyCheck = DutyCheck.objects.select_related("station", "office_phone").get(pk=event.aggregate_id)
    return found
