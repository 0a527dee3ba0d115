"""What inspections do when a finding's time has passed, and whom they tell."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import office_people, people_at, regional_people
from audit.inspections.choices import TO_CORRECT
from audit.inspections.deadlines import ESCALATE, OVERDUE
from audit.inspections.models import Finding, Inspection, RiskSign
from audit.inspections.risk_models import Source
from common.clock import now
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.pages.addresses import office_root, station_address
from common.people import Process
from common.text import Text
from desk.actions import tell

CLOCK = Process(gettext_noop("corrective actions"))


@on_deadline(OVERDUE)
def mark_overdue(deadline: Deadline) -> None:
    """Mark a finding whose correction is late; one that was corrected meanwhile is left alone."""
    finding = _late(deadline)
    if finding is not None:
        finding.change(is_overdue=True)
        record(finding, "finding.overdue", CLOCK, after={"due_on": finding.due_on, "is_overdue": True})


@on_deadline(ESCALATE)
def escalate(deadline: Deadline) -> None:
    """Bring a finding that stayed late before the regional office and the service management section."""
    finding = _late(deadline)
    if finding is not None:
        finding.change(escalated_at=now(), is_overdue=True)
        record(
            finding, "finding.escalated", CLOCK, after={"due_on": finding.due_on, "escalated_at": finding.escalated_at}
        )


@subscribe("claim.flagged")
@subscribe("claim.flag_dismissed")
def keep_risk_list(event: History) -> None:
    """Keep what a claim is suspected of now, as the claims section tells it; told twice, or late, the list says the last word."""
    newest = History.objects.filter(aggregate_id=event.aggregate_id, verb__in=["claim.flagged", "claim.flag_dismissed"])
    told = newest.order_by("-seq").first() or event
    RiskSign.objects.filter(claim_id=event.aggregate_id).delete()
    RiskSign.objects.bulk_create(
        RiskSign(
            station_id=told.after["station_id"],
            claim_id=told.aggregate_id,
            claim_number=told.after["number"],
            seen_on=told.after["repaired_on"],
            kind=one["kind"],
            position=one["position"],
            weight=one["weight"],
            words_zh=one["zh"][:500],
            words_en=one["en"][:500],
        )
        for one in told.after["flags"]
    )


@subscribe("duty_check.scored")
@subscribe("duty_check.appeal_decided")
def count_duty_phone(event: History) -> None:
    """Count a failed check of the duty phone as a sign; a granted appeal takes it back. Told twice, or late, the last word holds."""
    verbs = ["duty_check.scored", "duty_check.appeal_decided"]
    told = History.objects.filter(aggregate_id=event.aggregate_id, verb__in=verbs).order_by("-seq").first() or event
    RiskSign.objects.filter(claim_id=event.aggregate_id).delete()
    RiskSign.objects.bulk_create(
        RiskSign(
            source=Source.DUTY_CHECK,
            station_id=told.after["station_id"],
            claim_id=told.aggregate_id,
            claim_number=told.after["number"],
            seen_on=told.after["checked_on"],
            kind=one["kind"],
            weight=one["weight"],
            words_zh=one["zh"],
            words_en=one["en"],
        )
        for one in told.after["signs"]
    )


@subscribe("finding.overdue")
def tell_that_a_correction_is_late(event: History) -> None:
    """Tell the station's managers and the auditors."""
    finding = _finding(event)
    _tell_station(event, finding, _("Finding %(number)s was to be corrected by %(day)s: %(text)s"))
    _tell_office(event, finding, office_people(Role.AUDITOR), _("%(station)s has not corrected %(number)s by %(day)s."))


@subscribe("finding.escalated")
def tell_those_above(event: History) -> None:
    """Tell the regional office and the service management section."""
    finding = _finding(event)
    people = (
        [*regional_people(finding.station.region), *office_people(Role.SERVICE_MANAGEMENT)] if finding.station else []
    )
    _tell_office(event, finding, people, _("%(station)s is still late with %(number)s, due on %(day)s: %(text)s"))


@subscribe("finding.corrected")
def ask_for_the_recheck(event: History) -> None:
    """Tell the auditors that there is something to check."""
    finding = _finding(event)
    _tell_office(
        event, finding, office_people(Role.AUDITOR), _("%(station)s has corrected %(number)s. Please check it.")
    )


@subscribe("finding.reopened")
def tell_that_it_is_open_again(event: History) -> None:
    """Tell the station that the correction was not enough."""
    _tell_station(event, _finding(event), _("Finding %(number)s is open again until %(day)s: %(comment)s"))


@subscribe("inspection.reported")
def tell_the_station_its_result(event: History) -> None:
    """Tell the station's managers the score and how many findings wait for them."""
    inspection = Inspection.objects.select_related("station").get(pk=event.aggregate_id)
    if inspection.station is None:
        return
    count = inspection.findings.count()

    def words() -> str:
        return _("Audit %(number)s: %(score)s points, %(count)d findings.") % {
            "number": inspection.number,
            "score": inspection.score_text,
            "count": count,
        }

    url = f"{station_address(inspection.station.code)}inspections/{inspection.pk}/"
    tell(
        people_at(inspection.station.pk, Role.STATION_MANAGER, Role.WORKSHOP),
        words,
        url,
        key=f"{event.verb}:{event.pk}",
    )


def _late(deadline: Deadline) -> Finding | None:
    """Return the finding when it is still to be corrected in the attempt for which the limit was set."""
    rows = Finding.objects.filter(pk=deadline.subject_id, status__in=TO_CORRECT, round=deadline.step)
    finding: Finding | None = rows.first()
    return finding


def _finding(event: History) -> Finding:
    finding: Finding = Finding.objects.select_related("station").get(pk=event.aggregate_id)
    return finding


def _tell_station(event: History, finding: Finding, sentence: Text) -> None:
    if finding.station is not None:
        url = f"{station_address(finding.station.code)}inspections/findings/{finding.pk}/"
        people = people_at(finding.station.pk, Role.STATION_MANAGER, Role.WORKSHOP)
        tell(people, lambda: _words(finding, sentence), url, key=f"{event.verb}:{event.pk}")


def _tell_office(event: History, finding: Finding, people: list[User], sentence: Text) -> None:
    url = f"{office_root()}inspections/findings/{finding.pk}/"
    tell(people, lambda: _words(finding, sentence), url, key=f"{event.verb}:{event.pk}")


def _words(finding: Finding, sentence: Text) -> str:
    return str(sentence) % {
        "number": finding.number,
        "station": finding.station or "",
        "day": finding.due_on,
        "text": finding.description,
        "comment": finding.recheck_comment,
    }
