"""Inspections in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.actors import Actor
from audit.inspections import actions
from audit.inspections.actions import ItemFacts
from audit.inspections.api.bodies import (
    CorrectionBody,
    FindingBody,
    FinishBody,
    PhotoBody,
    PlanBody,
    ReasonBody,
    RecheckBody,
    ReviseBody,
    ScoreBody,
)
from audit.inspections.models import Finding, Inspection, Template, TemplateItem
from audit.inspections.pages.tables import FindingFilter, InspectionFilter, TemplateFilter
from audit.inspections.selectors import findings_for, inspections_for, templates_for
from common.api import PublicIdField, RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet
from tenants.registry.models import Station

CONDUCT = "inspections.conduct"
VIEW = "inspections.view"  # which visits somebody conducts depends on their purpose: the action decides


class ScoreSerializer(serializers.Serializer):
    """What an item got."""

    item_code = serializers.CharField(source="item.code")
    points = serializers.IntegerField(allow_null=True)
    full = serializers.IntegerField(source="item.weight")
    note = serializers.CharField()


class InspectionSerializer(RecordSerializer):
    """A visit; `score` is a decimal text, 0–100."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    template = PublicIdField(model=Template, source="template_id", read_only=True)
    scores = ScoreSerializer(many=True, read_only=True)

    class Meta:
        model = Inspection
        fields: ClassVar[tuple[str, ...]] = (
            "number", "purpose", "status", "station", "subject_label", "template", "planned_for", "inspector_name",
            "started_at", "reported_at", "closed_at", "score", "has_passed", "summary", "scores",
        )  # fmt: skip


class FindingSerializer(RecordSerializer):
    """A finding."""

    inspection = PublicIdField(model=Inspection, source="inspection_id", read_only=True)
    station = PublicIdField(model=Station, source="station_id", read_only=True)
    item_code = serializers.CharField(source="item.code", read_only=True, default="")

    class Meta:
        model = Finding
        fields: ClassVar[tuple[str, ...]] = (
            "number", "inspection", "station", "item_code", "severity", "status", "description", "due_on", "round",
            "is_overdue", "escalated_at", "raised_by_name", "correction", "corrected_at", "corrected_by_name",
            "recheck_comment", "rechecked_at", "rechecked_by_name",
        )  # fmt: skip


class ItemSerializer(serializers.ModelSerializer):
    """A line of a checklist."""

    class Meta:
        model = TemplateItem
        fields: ClassVar[tuple[str, ...]] = (
            "code",
            "group_zh",
            "group_en",
            "name_zh",
            "name_en",
            "weight",
            "is_critical",
        )


class TemplateSerializer(RecordSerializer):
    """An edition of a checklist."""

    items = ItemSerializer(many=True, read_only=True)

    class Meta:
        model = Template
        fields: ClassVar[tuple[str, ...]] = (
            "code", "edition", "name_zh", "name_en", "purpose", "pass_score", "issued_on", "items",
        )  # fmt: skip


class InspectionApi(RecordApi):
    """Visits."""

    action = VIEW
    serializer_class = InspectionSerializer
    filterset_class = InspectionFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the visits in sight."""
        rows: RecordQuerySet = inspections_for(self.actor).prefetch_related("scores__item")
        return rows

    @creates(action=CONDUCT, body=PlanBody)
    def plan(self, body: dict[str, Any]) -> Inspection:
        """Plan the audit of a station."""
        return actions.plan_inspection(acting_user=self.actor, **body)

    @command(action=VIEW)
    def begin(self, inspection: Inspection, body: dict[str, Any]) -> Inspection:
        """Arrive on site."""
        return actions.begin_visit(inspection.pk, acting_user=self.actor)

    @command(action=VIEW, body=ScoreBody)
    def score(self, inspection: Inspection, body: dict[str, Any]) -> Inspection:
        """Score items."""
        return actions.score_items(inspection.pk, body["scores"], notes=body.get("notes"), acting_user=self.actor)

    @command(action=VIEW, body=PhotoBody)
    def photo(self, inspection: Inspection, body: dict[str, Any]) -> Inspection:
        """Keep a photo of an item."""
        name, content = body["photo"]
        actions.add_photo(inspection.pk, content, item_code=body["item_code"], name=name, acting_user=self.actor)
        return inspection

    @command(action=VIEW, body=FinishBody)
    def finish(self, inspection: Inspection, body: dict[str, Any]) -> Inspection:
        """Report the visit."""
        return actions.finish_inspection(inspection.pk, summary=body.get("summary", ""), acting_user=self.actor)

    @command(action=VIEW)
    def close(self, inspection: Inspection, body: dict[str, Any]) -> Inspection:
        """Close a reported visit."""
        return actions.close_inspection(inspection.pk, acting_user=self.actor)

    @command(action=VIEW, body=ReasonBody)
    def cancel(self, inspection: Inspection, body: dict[str, Any]) -> Inspection:
        """Call a planned visit off."""
        return actions.cancel_inspection(inspection.pk, reason=body["reason"], acting_user=self.actor)


class FindingApi(RecordApi):
    """Findings."""

    action = VIEW
    serializer_class = FindingSerializer
    filterset_class = FindingFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the findings in sight."""
        return findings_for(self.actor)

    @creates(action=CONDUCT, body=FindingBody)
    def raise_finding(self, body: dict[str, Any]) -> Finding:
        """Write down what is not in order."""
        return actions.raise_finding(body.pop("inspection_id"), acting_user=self.actor, **body)

    @command(action="inspections.correct", body=CorrectionBody)
    def correct(self, finding: Finding, body: dict[str, Any]) -> Finding:
        """Report the correction."""
        return actions.correct_finding(finding.pk, acting_user=self.actor, **body)

    @command(action=CONDUCT, body=RecheckBody)
    def recheck(self, finding: Finding, body: dict[str, Any]) -> Finding:
        """Check a correction."""
        return actions.recheck_finding(finding.pk, acting_user=self.actor, **body)


class TemplateApi(RecordApi):
    """Checklists."""

    action = VIEW
    serializer_class = TemplateSerializer
    filterset_class = TemplateFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the checklists in sight."""
        rows: RecordQuerySet = templates_for(self.actor).prefetch_related("items")
        return rows

    @command(action="inspections.manage", body=ReviseBody)
    def revise(self, template: Template, body: dict[str, Any]) -> Template:
        """Issue the next edition; the answer is the new one."""
        items = [ItemFacts(**item) for item in body["items"]]
        return actions.revise_template(template.pk, items=items, pass_score=body["pass_score"], acting_user=self.actor)
