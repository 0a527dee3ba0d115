"""Major events, bulletins and quality reports on the API: every step that a page offers."""

import json
from typing import Any

from common.api import NoBody, RecordApi, command, creates
from common.records import RecordQuerySet
from network.incidents import actions
from network.incidents.actions.rules import issue_rules
from network.incidents.api import serializers as bodies
from network.incidents.models import BulletinReceipt, Incident, IncidentPolicy, IncidentTask, QualityReport
from network.incidents.pages.tables import IncidentFilter, ReceiptFilter, ReportFilter, RulesFilter, TaskFilter
from network.incidents.selectors import incidents_for, policies_for, receipts_for, reports_for, tasks_for

VIEW, MANAGE, APPROVE = "incidents.view", "incidents.manage", "incidents.approve"
HANDLE = "qualityreports.handle"


class IncidentApi(RecordApi):
    """Major events."""

    action = VIEW
    serializer_class = bodies.IncidentSerializer
    filterset_class = IncidentFilter

    def records(self) -> RecordQuerySet:
        """Return the events."""
        rows: RecordQuerySet = incidents_for(self.actor).prefetch_related("tasks", "members", "links")
        return rows

    def again(self, incident: Incident) -> Incident:
        """Return the event as it is now."""
        found: Incident = self.records().get_or_404(incident.pk)
        return found

    @creates(action=MANAGE, body=bodies.OpenBody)
    def open(self, body: dict[str, Any]) -> Incident:
        """Open an event."""
        links = {one["kind"]: one["numbers"] for one in body.pop("links", [])}
        return actions.open_incident(actions.IncidentFacts(**body, links=links), acting_user=self.actor)

    @command(action=MANAGE, body=bodies.LinksBody)
    def link(self, incident: Incident, body: dict[str, Any]) -> Incident:
        """Tie something to it."""
        actions.link_to_incident(incident.pk, body["kind"], body["numbers"], acting_user=self.actor)
        return self.again(incident)

    @command(action=MANAGE, body=bodies.SeverityBody)
    def severity(self, incident: Incident, body: dict[str, Any]) -> Incident:
        """Change the severity."""
        return actions.set_severity(incident.pk, acting_user=self.actor, **body)

    @command(action=MANAGE, body=bodies.MemberBody)
    def member(self, incident: Incident, body: dict[str, Any]) -> Incident:
        """Call somebody into the task force."""
        actions.add_member(incident.pk, body["person"], duty=body["duty"], acting_user=self.actor)
        return self.again(incident)

    @command(action=MANAGE, body=bodies.TaskBody)
    def task(self, incident: Incident, body: dict[str, Any]) -> Incident:
        """Add a line to the checklist, or a measure."""
        actions.add_task(incident.pk, owner_id=body.pop("owner", None), acting_user=self.actor, **body)
        return self.again(incident)

    @command(action=MANAGE, body=bodies.BulletinBody)
    def bulletin(self, incident: Incident, body: dict[str, Any]) -> Incident:
        """Issue the next bulletin."""
        actions.issue_bulletin(incident.pk, acting_user=self.actor, **body)
        return self.again(incident)

    @command(action=MANAGE, body=bodies.QuestionBody)
    def support(self, incident: Incident, body: dict[str, Any]) -> Incident:
        """Hand a technical question to support."""
        actions.hand_to_support(incident.pk, question=body["question"], acting_user=self.actor)
        return self.again(incident)

    @command(action=MANAGE, body=bodies.NoteBody)
    def contain(self, incident: Incident, body: dict[str, Any]) -> Incident:
        """It does not grow any more."""
        return actions.contain_incident(incident.pk, reason=body["reason"], acting_user=self.actor)

    @command(action=MANAGE, body=bodies.ReasonBody)
    def flare_up(self, incident: Incident, body: dict[str, Any]) -> Incident:
        """It grows again."""
        return actions.flare_up(incident.pk, reason=body["reason"], acting_user=self.actor)

    @command(action=MANAGE, body=bodies.ClosingBody)
    def write_report(self, incident: Incident, body: dict[str, Any]) -> Incident:
        """Write the closing report."""
        return actions.write_report(incident.pk, acting_user=self.actor, **body)

    @command(action=APPROVE, body=NoBody)
    def approve(self, incident: Incident, body: dict[str, Any]) -> Incident:
        """Approve the report and close the event; never by who wrote it."""
        return actions.approve_report(incident.pk, acting_user=self.actor)

    @command(action=APPROVE, body=bodies.ReasonBody)
    def return_report(self, incident: Incident, body: dict[str, Any]) -> Incident:
        """Give the report back."""
        return actions.return_report(incident.pk, reason=body["reason"], acting_user=self.actor)


class TaskApi(RecordApi):
    """Lines of checklists, and follow-up measures."""

    action = VIEW
    serializer_class = bodies.TaskSerializer
    filterset_class = TaskFilter

    def records(self) -> RecordQuerySet:
        """Return the lines."""
        return tasks_for(self.actor)

    @command(action=MANAGE, body=bodies.AssignBody)
    def assign(self, task: IncidentTask, body: dict[str, Any]) -> IncidentTask:
        """Give it an owner, and another time."""
        return actions.assign_task(task.pk, body["owner"], due_at=body.get("due_at"), acting_user=self.actor)

    @command(action="incidents.work", body=bodies.ResultBody)
    def finish(self, task: IncidentTask, body: dict[str, Any]) -> IncidentTask:
        """Tick it off."""
        return actions.finish_task(task.pk, result=body["result"], acting_user=self.actor)


class BulletinApi(RecordApi):
    """Stations' copies of bulletins."""

    action = "bulletins.view"
    serializer_class = bodies.ReceiptSerializer
    filterset_class = ReceiptFilter

    def records(self) -> RecordQuerySet:
        """Return the copies in sight."""
        return receipts_for(self.actor)

    @command(action="bulletins.sign", body=NoBody)
    def sign(self, receipt: BulletinReceipt, body: dict[str, Any]) -> BulletinReceipt:
        """Sign for it (签收)."""
        return actions.sign_bulletin(receipt.pk, acting_user=self.actor)


class ReportApi(RecordApi):
    """Quality reports of stations."""

    action = "qualityreports.view"
    serializer_class = bodies.ReportSerializer
    filterset_class = ReportFilter

    def records(self) -> RecordQuerySet:
        """Return the reports in sight."""
        return reports_for(self.actor)

    @creates(action="qualityreports.send", body=bodies.QualityBody)
    def send(self, body: dict[str, Any]) -> QualityReport:
        """Report a major or batch problem at once."""
        return actions.report_quality(acting_user=self.actor, **body)

    @command(action=HANDLE, body=NoBody)
    def acknowledge(self, report: QualityReport, body: dict[str, Any]) -> QualityReport:
        """Head office has it and acts."""
        return actions.acknowledge_report(report.pk, acting_user=self.actor)

    @command(action=HANDLE, body=bodies.AnswerBody)
    def answer(self, report: QualityReport, body: dict[str, Any]) -> QualityReport:
        """Answer it."""
        return actions.answer_report(report.pk, answer=body["answer"], acting_user=self.actor)

    @command(action=HANDLE, body=bodies.FromReportBody)
    def open_incident(self, report: QualityReport, body: dict[str, Any]) -> QualityReport:
        """Make a major event of it; the answer names its number."""
        actions.open_from_report(report.pk, acting_user=self.actor, **body)
        found: QualityReport = self.records().get_or_404(report.pk)
        return found


class RulesApi(RecordApi):
    """Editions of the rules."""

    action = VIEW
    serializer_class = bodies.RulesSerializer
    filterset_class = RulesFilter

    def records(self) -> RecordQuerySet:
        """Return the editions."""
        return policies_for(self.actor)

    @creates(action="incidents.configure", body=bodies.RulesBody)
    def issue(self, body: dict[str, Any]) -> IncidentPolicy:
        """Issue the next edition."""
        plain = json.loads(json.dumps({name: body.pop(name) for name in ("levels", "checklists") if name in body}))
        return issue_rules(acting_user=self.actor, **body, **plain)
