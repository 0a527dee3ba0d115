"""Major events: what happened, who works on it, what is to be done, what stations are told, how it ended; and stations' quality reports."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.records import Moves, Placement, Record
from network.incidents.choices import (
    INCIDENT_MOVES,
    REPORT_MOVES,
    IncidentKind,
    IncidentStatus,
    LinkKind,
    ReportStatus,
    Severity,
    SupportStatus,
)


def is_chinese() -> bool:
    """Tell whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


class IncidentPolicy(Record):
    """An edition of the rules. `levels` has for each severity criteria_zh, criteria_en and escalate_minutes; `checklists` for each kind rows of
    code, zh, en, hours. Once issued it does not change; an event keeps the edition under which it was opened."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "icp"

    edition = models.PositiveSmallIntegerField(_("edition"), unique=True)
    starts_on = models.DateField(_("in force from"))
    acknowledge_minutes = models.PositiveSmallIntegerField(
        _("quality reports acknowledged within (minutes)"), default=30
    )
    levels = models.JSONField(default=dict)
    checklists = models.JSONField(default=dict)

    class Meta:
        db_table = "incident_policy"
        ordering = ["-edition"]

    def __str__(self) -> str:
        return str(self.edition)

    def level(self, severity: str) -> dict[str, Any]:
        """Return what the rules say of a severity."""
        found: dict[str, Any] = self.levels.get(severity, {})
        return found

    def criteria(self, severity: str) -> str:
        """Return the criteria of a severity in the reader's language."""
        return str(self.level(severity).get("criteria_zh" if is_chinese() else "criteria_en", ""))


class Incident(Record):
    """A major or batch event. `part_number` with `built_from` and `built_to` names the batch; figures of the report are kept as they stood."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "inc"
    moves: ClassVar[Moves | None] = INCIDENT_MOVES
    TONES: ClassVar[dict[str, str]] = {
        IncidentStatus.OPEN: "bad",
        IncidentStatus.CONTAINED: "busy",
        IncidentStatus.REPORTED: "warn",
        Severity.ONE: "bad",
        Severity.TWO: "bad",
        Severity.THREE: "warn",
        Severity.FOUR: "info",
    }

    number = models.CharField(_("number"), max_length=30, unique=True)
    policy = models.ForeignKey(IncidentPolicy, on_delete=models.PROTECT, related_name="+", verbose_name=_("rules"))
    kind = models.CharField(_("kind"), max_length=12, choices=IncidentKind.choices)
    severity = models.CharField(_("severity"), max_length=4, choices=Severity.choices)
    status = models.CharField(_("status"), max_length=12, choices=IncidentStatus.choices, default=IncidentStatus.OPEN)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what happened"))
    part_number = models.CharField(_("part number"), max_length=30, blank=True)
    built_from = models.DateField(_("built from"), null=True, blank=True)
    built_to = models.DateField(_("built until"), null=True, blank=True)
    opened_by_name = models.CharField(_("event opened by"), max_length=120)
    escalation = models.PositiveSmallIntegerField(_("escalation level"), default=0)
    contained_at = models.DateTimeField(_("contained at"), null=True, blank=True)
    cause = models.TextField(_("cause"), blank=True)
    summary = models.TextField(_("summary"), blank=True)
    figures = models.JSONField(default=dict, blank=True)
    reported_by_id = models.UUIDField(null=True, blank=True)
    reported_by_name = models.CharField(_("report written by"), max_length=120, blank=True)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    approved_by_id = models.UUIDField(null=True, blank=True)
    approved_by_name = models.CharField(_("approved by"), max_length=120, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        db_table = "incident"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True)
                | Q(reported_by_id__isnull=False) & ~Q(approved_by_id=F("reported_by_id")),
                name="incident_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status=IncidentStatus.CLOSED) | Q(approved_by_id__isnull=False, closed_at__isnull=False),
                name="incident_closed_with_approval",
            ),
        ]
        indexes = [models.Index(fields=["status", "-created_at"], name="incident_by_status")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the event's page."""
        return reverse("incidents:incident", args=[self.pk])


PAGES = {
    LinkKind.CASE: "hotline:case",
    LinkKind.RESCUE: "dispatch:rescue",
    LinkKind.VEHICLE: "catalog:vehicle",
    LinkKind.WARNING: "insight:warning",
    LinkKind.REPORT: "incidents:report",
}


class IncidentLink(Record):
    """Something tied to an event: a case, a rescue, a vehicle, an early warning, a station's report."""

    placement: ClassVar[Placement] = Placement.OFFICE

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(_("kind"), max_length=12, choices=LinkKind.choices)
    subject_id = models.UUIDField(null=True, blank=True)
    label = models.CharField(_("number"), max_length=40)

    class Meta:
        db_table = "incident_link"
        ordering = ["kind", "label"]
        constraints = [models.UniqueConstraint(fields=["incident", "kind", "label"], name="incident_link_once")]

    @property
    def url(self) -> str:
        """Return the page of what is tied; empty for a vehicle that the catalogue does not know."""
        return reverse(PAGES[LinkKind(self.kind)], args=[self.subject_id]) if self.subject_id else ""


class TaskForceMember(Record):
    """Somebody called into the task force, with a duty."""

    placement: ClassVar[Placement] = Placement.OFFICE

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="members")
    user_id = models.UUIDField()
    name = models.CharField(_("name"), max_length=120)
    duty = models.CharField(_("duty in the task force"), max_length=120)

    class Meta:
        db_table = "incident_member"
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["incident", "user_id"], name="incident_member_once")]


class IncidentTask(Record):
    """A line of the checklist, or (`is_follow_up`) a measure that goes on after the event is closed."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "ict"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tasks")
    place = models.PositiveSmallIntegerField(default=0)
    words_zh = models.CharField(max_length=200)
    words_en = models.CharField(max_length=200)
    is_follow_up = models.BooleanField(_("follow-up measure"), default=False)
    owner_id = models.UUIDField(null=True, blank=True)
    owner_name = models.CharField(_("owner"), max_length=120, blank=True)
    due_at = models.DateTimeField(_("due"))
    is_late = models.BooleanField(_("overdue"), default=False)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by_name = models.CharField(_("done by"), max_length=120, blank=True)
    result = models.CharField(_("result"), max_length=500, blank=True)

    class Meta:
        db_table = "incident_task"
        ordering = ["is_follow_up", "place", "due_at"]
        indexes = [models.Index(fields=["incident", "place"], name="incident_task_in_order")]

    @property
    def words(self) -> str:
        """Return what is to be done, in the reader's language."""
        return self.words_zh if is_chinese() else self.words_en


class Bulletin(Record):
    """What stations are told, edition by edition. It never changes: a change is the next edition."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "bul"
    append_only: ClassVar[bool] = True

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="bulletins")
    edition = models.PositiveSmallIntegerField(_("edition"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    regions = models.JSONField(_("for offices"), default=list)
    issued_by_name = models.CharField(_("issued by"), max_length=120)

    class Meta:
        db_table = "incident_bulletin"
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["incident", "edition"], name="bulletin_edition_once")]


class BulletinReceipt(Record):
    """A station's copy of a bulletin, and who signed for it (签收). A station sees no other bulletin than those of its copies."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "brc"

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="receipts")
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station")
    )
    signed_at = models.DateTimeField(_("signed for at"), null=True, blank=True)
    signed_by_name = models.CharField(_("signed for by"), max_length=120, blank=True)

    class Meta:
        db_table = "incident_bulletin_receipt"
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "station"], name="bulletin_receipt_once")]
        indexes = [models.Index(fields=["station", "-created_at"], name="bulletin_receipt_of_station")]

    def __str__(self) -> str:
        return self.bulletin.title

    def get_absolute_url(self) -> str:
        """Return the station's page of the bulletin."""
        return reverse("incidents:bulletin", args=[self.pk])


class QualityReport(Record):
    """A station reports a major or batch quality problem at once (即时); head office acknowledges it within the policy's minutes."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "qrp"
    moves: ClassVar[Moves | None] = REPORT_MOVES
    TONES: ClassVar[dict[str, str]] = {
        ReportStatus.SENT: "bad",
        ReportStatus.ACKNOWLEDGED: "busy",
        ReportStatus.OPENED: "info",
    }

    number = models.CharField(_("number"), max_length=30, unique=True)
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station")
    )
    status = models.CharField(_("status"), max_length=14, choices=ReportStatus.choices, default=ReportStatus.SENT)
    is_batch = models.BooleanField(_("several vehicles"), default=False)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what happened"))
    vins = models.JSONField(_("vehicles (VIN)"), default=list)
    part_number = models.CharField(_("part number"), max_length=30, blank=True)
    sent_by_name = models.CharField(_("reported by"), max_length=120)
    due_at = models.DateTimeField(_("to be acknowledged by"))
    is_late = models.BooleanField(_("acknowledged late"), default=False)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by_name = models.CharField(_("acknowledged by"), max_length=120, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    incident_number = models.CharField(_("major event"), max_length=30, blank=True)

    class Meta:
        db_table = "quality_report"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=ReportStatus.SENT) | Q(acknowledged_at__isnull=False),
                name="quality_report_acknowledged",
            )
        ]
        indexes = [
            models.Index(fields=["station", "-created_at"], name="quality_report_of_station"),
            models.Index(fields=["status", "due_at"], name="quality_report_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the report's page."""
        return reverse("incidents:report", args=[self.pk])


class SupportCase(Record):
    """A technical question of an event, handed to support: `asked` is what technical support works on."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "sup"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="support_cases")
    number = models.CharField(_("number"), max_length=30, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=SupportStatus.choices, default=SupportStatus.HANDED)
    question = models.TextField(_("question"))
    asked = models.ForeignKey(
        "questions.TechnicalQuestion", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("technical question"),
    )  # fmt: skip
    handed_by_name = models.CharField(_("handed over by"), max_length=120)

    class Meta:
        db_table = "incident_support_case"
        ordering = ["created_at"]
