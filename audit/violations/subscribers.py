"""What happens when a limit has passed, and whom the steps of a violation tell."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import office_people, people_at, regional_people
from audit.violations.actions.appealing import confirm_by_clock
from audit.violations.choices import ViolationStatus
from audit.violations.deadlines import APPEAL_ENDS, REPORT_DUE
from audit.violations.models import Violation
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.money import Money
from common.pages.addresses import office_root, station_address
from common.people import Process
from common.text import Text
from desk.actions import tell

CLOCK = Process(gettext_noop("limit of investigations"))


@on_deadline(APPEAL_ENDS)
def make_final(deadline: Deadline) -> None:
    """Nobody appealed in time."""
    rows = Violation.objects.select_related("offence").filter(pk=deadline.subject_id, status=ViolationStatus.DECIDED)
    for violation in rows.locked():
        confirm_by_clock(violation)


@on_deadline(REPORT_DUE)
def mark_overdue(deadline: Deadline) -> None:
    """Mark an investigation whose report is late."""
    rows = Violation.objects.filter(pk=deadline.subject_id, status=ViolationStatus.INVESTIGATING, round=deadline.step)
    for violation in rows.locked():
        violation.change(is_overdue=True)
        record(violation, "violation.overdue", CLOCK, after={"due_on": violation.due_on, "is_overdue": True})


@subscribe("violation.reported")
def tell_the_inspection_section(event: History) -> None:
    """There is something to look into."""
    _tell(event, office_people(Role.AUDITOR), _("%(number)s: a violation of %(station)s is suspected."))


@subscribe("violation.overdue")
def tell_that_the_report_is_late(event: History) -> None:
    """The report should be there."""
    people = [*office_people(Role.AUDITOR), *office_people(Role.SERVICE_MANAGEMENT)]
    _tell(event, people, _("%(number)s: the investigation report was due on %(due)s."))


@subscribe("violation.submitted")
def ask_for_a_decision(event: History) -> None:
    """Service management decides."""
    _tell(
        event, office_people(Role.SERVICE_MANAGEMENT), _("%(number)s: the investigation report waits for a decision.")
    )


@subscribe("violation.sent_back")
def ask_for_more(event: History) -> None:
    """The investigator goes on."""
    _tell(event, office_people(Role.AUDITOR), _("%(number)s: service management asks for more."))


@subscribe("violation.decided")
def give_notice(event: History) -> None:
    """The station learns its penalty and until when it may appeal; its regional office reads along."""
    violation = _violation(event)
    url = f"{station_address(violation.station.code)}violations/{violation.pk}/"
    sentence = _("Penalty %(number)s: %(fine)s and %(points)d points. You can appeal until %(until)s.")
    people = people_at(violation.station_id, Role.STATION_MANAGER, Role.STATION_FINANCE)
    tell(people, lambda: _words(violation, sentence), url, key=f"{event.verb}:{event.pk}")
    region = _("%(number)s: %(station)s is fined %(fine)s and loses %(points)d points.")
    _tell(event, regional_people(violation.station.region), region)


@subscribe("violation.appealed")
def ask_for_a_hearing(event: History) -> None:
    """The customer-service manager hears the appeal."""
    _tell(event, office_people(Role.CUSTOMER_SERVICE_MANAGER), _("%(number)s: %(station)s has appealed."))


@subscribe("violation.lifted")
@subscribe("violation.final")
def tell_the_outcome(event: History) -> None:
    """The station learns what is left of it."""
    violation = _violation(event)
    url = f"{station_address(violation.station.code)}violations/"
    is_final = event.verb == "violation.final"
    sentence = (
        _("Penalty %(number)s is final: %(fine)s and %(points)d points.")
        if is_final
        else _("Penalty %(number)s is lifted.")
    )
    people = people_at(violation.station_id, Role.STATION_MANAGER, Role.STATION_FINANCE)
    tell(people, lambda: _words(violation, sentence), url, key=f"{event.verb}:{event.pk}")


def _violation(event: History) -> Violation:
    found: Violation = Violation.objects.select_related("station").get(pk=event.aggregate_id)
    return found


def _tell(event: History, people: list[User], sentence: Text) -> None:
    violation = _violation(event)
    url = f"{office_root()}violations/{violation.pk}/"
    tell(people, lambda: _words(violation, sentence), url, key=f"{event.verb}:{event.pk}:office")


def _words(violation: Violation, sentence: Text) -> str:
    return str(sentence) % {
        "number": violation.number,
        "station": violation.station,
        "due": violation.due_on,
        "fine": Money(violation.fine_minor, violation.currency),
        "points": violation.points,
        "until": violation.appeal_until.date() if violation.appeal_until else "–",
    }
