"""Opening a major event, tying things to it, changing its severity."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now, today
from common.errors import Invalid, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from common.words import few_words
from network.incidents import locks
from network.incidents.choices import RUNNING, IncidentError, LinkKind, Severity
from network.incidents.deadlines import watch_incident, watch_task
from network.incidents.linking import links_to
from network.incidents.models import Incident, IncidentLink, IncidentTask
from network.incidents.selectors import incidents_for, policy_on

MANAGE = "incidents.manage"


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What is known at first. `links` are numbers by kind of link: cases, rescues, VINs, warnings, reports."""

    kind: str
    severity: str
    title: str
    description: str
    part_number: str = ""
    built_from: date | None = None
    built_to: date | None = None
    links: dict[str, list[str]] = field(default_factory=dict)


@transaction.atomic
def open_incident(facts: IncidentFacts, *, acting_user: Actor) -> Incident:
    """Open an event under the rules in force: its checklist gets its times, and its severity the time until it escalates.

    Raises Invalid without title or description, for build months the wrong way round, or for numbers that are nobody's.
    """
    acting_user.require(MANAGE)
    policy = policy_on(today())
    if policy is None:
        raise Invalid(_("No rules for major events are in force."), code=IncidentError.POLICY)
    if facts.built_from and facts.built_to and facts.built_to < facts.built_from:
        raise Invalid(_("The build months end before they begin."), code=IncidentError.DUE, field="built_to")
    incident = Incident(
        number=next_number("INC", digits=4),
        policy=policy,
        kind=facts.kind,
        severity=facts.severity,
        title=text_of(facts.title, "title"),
        description=text_of(facts.description, "description"),
        part_number=facts.part_number.strip().upper(),
        built_from=facts.built_from,
        built_to=facts.built_to,
        opened_by_name=acting_user.name,
    )
    incident.save(force_insert=True)
    for place, row in enumerate(policy.checklists.get(incident.kind, []), start=1):
        task = IncidentTask(
            incident=incident,
            place=place,
            words_zh=row["zh"],
            words_en=row["en"],
            due_at=now() + timedelta(hours=row["hours"]),
        )
        task.save(force_insert=True)
        watch_task(task)
    for kind, numbers in facts.links.items():
        _tie(incident, kind, numbers, acting_user)
    watch_incident(incident)
    after = {"status": incident.status, "severity": incident.severity, "kind": incident.kind}
    record(incident, "incident.opened", acting_user, after=after, reason=incident.description)
    return incident


@transaction.atomic
def link_to_incident(incident_id: UUID, kind: str, numbers: list[str], *, acting_user: Actor) -> Incident:
    """Tie cases, rescues, vehicles, warnings or reports to an event, by number or VIN. What is tied already stays.

    Raises Invalid that names the numbers that are nobody's, WrongState for a closed event.
    """
    acting_user.require(MANAGE)
    incident = locks.lock_incident(incidents_for(acting_user), incident_id)
    count = _tie(incident, kind, numbers, acting_user)
    record(incident, "incident.linked", acting_user, after={"linked": LinkKind(kind).label, "count": count})
    return incident


def _tie(incident: Incident, kind: str, numbers: list[str], acting_user: Actor) -> int:
    rows = list(links_to(incident, kind, numbers, acting_user))
    IncidentLink.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def set_severity(incident_id: UUID, severity: str, *, reason: str, acting_user: Actor) -> Incident:
    """Change the severity, with a reason; the time until it escalates begins afresh. Raises WrongState unless the event runs."""
    acting_user.require(MANAGE)
    incident = locks.lock_incident(incidents_for(acting_user), incident_id)
    if incident.status not in RUNNING:
        raise WrongState
    before = incident.severity
    incident.change(severity=Severity(severity), escalation=0)
    watch_incident(incident)
    after = {"severity": incident.severity}
    record(
        incident,
        "incident.reclassified",
        acting_user,
        before={"severity": before},
        after=after,
        reason=text_of(reason, "reason"),
    )
    return incident


def text_of(text: str, name: str) -> str:
    """Return the words without space around. Raises Invalid for none."""
    return few_words(text, name, IncidentError.TEXT)
