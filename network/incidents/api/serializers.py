"""What the API shows of major events, bulletins and quality reports, and what its commands take."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api import DayField, MomentField, PublicIdField, RecordSerializer
from network.incidents.choices import IncidentKind, LinkKind, Severity
from network.incidents.models import BulletinReceipt, Incident, IncidentPolicy, IncidentTask, QualityReport
from network.incidents.selectors import people
from tenants.registry.choices import Region
from tenants.registry.models import Station


@extend_schema_field({"type": "string", "format": "email"})
class PersonField(serializers.Field):
    """Somebody of head office, by login."""

    def to_internal_value(self, data: Any) -> UUID:
        """Return the person's key."""
        found = next((one.pk for one in people() if one.email.lower() == str(data).strip().lower()), None)
        if found is None:
            raise serializers.ValidationError("Give the login of somebody at head office.")
        return found

    def to_representation(self, value: Any) -> Any:
        """People are only taken in."""
        return None


class LinkSerializer(serializers.Serializer):
    """Something tied to an event."""

    kind = serializers.ChoiceField(LinkKind.choices)
    number = serializers.CharField(source="label")


class MemberSerializer(serializers.Serializer):
    """Somebody in the task force."""

    name = serializers.CharField()
    duty = serializers.CharField()


class TaskSerializer(RecordSerializer):
    """A line of the checklist, or a follow-up measure."""

    incident = PublicIdField(model=Incident, source="incident_id", read_only=True)

    class Meta:
        model = IncidentTask
        fields = (
            "incident", "words_zh", "words_en", "is_follow_up", "owner_name", "due_at", "is_late", "done_at", "done_by_name", "result",
        )  # fmt: skip
        read_only_fields = fields


class IncidentSerializer(RecordSerializer):
    """A major event with its checklist, task force and links."""

    tasks = TaskSerializer(many=True, read_only=True)
    members = MemberSerializer(many=True, read_only=True)
    links = LinkSerializer(many=True, read_only=True)

    class Meta:
        model = Incident
        fields = (
            "number", "kind", "severity", "status", "title", "description", "part_number", "built_from", "built_to", "opened_by_name",
            "escalation", "contained_at", "cause", "summary", "figures", "reported_by_name", "reported_at", "approved_by_name", "closed_at",
            "tasks", "members", "links",
        )  # fmt: skip
        read_only_fields = fields


class ReceiptSerializer(RecordSerializer):
    """A station's copy of a bulletin."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    incident_number = serializers.CharField(source="bulletin.incident.number", read_only=True)
    title = serializers.CharField(source="bulletin.title", read_only=True)
    text = serializers.CharField(source="bulletin.text", read_only=True)
    edition = serializers.IntegerField(source="bulletin.edition", read_only=True)

    class Meta:
        model = BulletinReceipt
        fields = ("station", "incident_number", "edition", "title", "text", "signed_at", "signed_by_name")
        read_only_fields = fields


class ReportSerializer(RecordSerializer):
    """A station's quality report."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)

    class Meta:
        model = QualityReport
        fields = (
            "number", "station", "status", "is_batch", "title", "description", "vins", "part_number", "sent_by_name", "due_at", "is_late",
            "acknowledged_at", "acknowledged_by_name", "answer", "incident_number",
        )  # fmt: skip
        read_only_fields = fields


class RulesSerializer(RecordSerializer):
    """An edition of the rules."""

    class Meta:
        model = IncidentPolicy
        fields = ("edition", "starts_on", "acknowledge_minutes", "levels", "checklists")
        read_only_fields = fields


class LinksBody(serializers.Serializer):
    """Numbers of one kind: of cases, rescues, reports, early warnings; VINs for vehicles."""

    kind = serializers.ChoiceField(LinkKind.choices)
    numbers = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=500)


class OpenBody(serializers.Serializer):
    """What is known at first."""

    kind = serializers.ChoiceField(IncidentKind.choices)
    severity = serializers.ChoiceField(Severity.choices)
    title = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=4000)
    part_number = serializers.CharField(max_length=30, default="", allow_blank=True)
    built_from = DayField(required=False, allow_null=True)
    built_to = DayField(required=False, allow_null=True)
    links = LinksBody(many=True, required=False)


class SeverityBody(serializers.Serializer):
    """Another severity, with a reason."""

    severity = serializers.ChoiceField(Severity.choices)
    reason = serializers.CharField(max_length=500)


class MemberBody(serializers.Serializer):
    """Who is called in, and for what."""

    person = PersonField()
    duty = serializers.CharField(max_length=120)


class TaskBody(serializers.Serializer):
    """A line of the checklist, or a measure."""

    words = serializers.CharField(max_length=200)
    due_at = MomentField()
    owner = PersonField(required=False)
    is_follow_up = serializers.BooleanField(default=False)


class AssignBody(serializers.Serializer):
    """Who does it, and until when."""

    owner = PersonField()
    due_at = MomentField(required=False)


class ResultBody(serializers.Serializer):
    """What came of it."""

    result = serializers.CharField(max_length=500)


class BulletinBody(serializers.Serializer):
    """What stations are told; without regions and stations, all of them."""

    title = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=4000)
    regions = serializers.ListField(child=serializers.ChoiceField(Region.choices), required=False)
    stations = serializers.ListField(child=PublicIdField(model=Station), required=False)


class QuestionBody(serializers.Serializer):
    """A technical question for support."""

    question = serializers.CharField(max_length=4000)


class ClosingBody(serializers.Serializer):
    """The closing report."""

    cause = serializers.CharField(max_length=4000)
    summary = serializers.CharField(max_length=4000)


class ReasonBody(serializers.Serializer):
    """Why it is done."""

    reason = serializers.CharField(max_length=500)


class NoteBody(serializers.Serializer):
    """Why it is done, if there is something to say."""

    reason = serializers.CharField(max_length=500, default="", allow_blank=True)


class QualityBody(serializers.Serializer):
    """A major or batch problem."""

    title = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=4000)
    is_batch = serializers.BooleanField(default=False)
    vins = serializers.ListField(child=serializers.CharField(max_length=17), required=False, max_length=500)
    part_number = serializers.CharField(max_length=30, default="", allow_blank=True)


class AnswerBody(serializers.Serializer):
    """What head office answers."""

    answer = serializers.CharField(max_length=4000)


class FromReportBody(serializers.Serializer):
    """What kind of event the report becomes."""

    kind = serializers.ChoiceField(IncidentKind.choices)
    severity = serializers.ChoiceField(Severity.choices)


class LevelBody(serializers.Serializer):
    """What the rules say of a severity."""

    criteria_zh = serializers.CharField(max_length=300)
    criteria_en = serializers.CharField(max_length=300)
    escalate_minutes = serializers.IntegerField(min_value=1, max_value=43_200)


class LineBody(serializers.Serializer):
    """A line of a checklist."""

    code = serializers.SlugField(max_length=20)
    zh = serializers.CharField(max_length=200)
    en = serializers.CharField(max_length=200)
    hours = serializers.IntegerField(min_value=1, max_value=2_000)


class LevelsBody(serializers.Serializer):
    """The severities to change."""

    i = LevelBody(required=False)
    ii = LevelBody(required=False)
    iii = LevelBody(required=False)
    iv = LevelBody(required=False)


class ChecklistsBody(serializers.Serializer):
    """The checklists to change, each as a whole."""

    batch = LineBody(many=True, required=False)
    accident = LineBody(many=True, required=False)
    fire = LineBody(many=True, required=False)
    weather = LineBody(many=True, required=False)
    other = LineBody(many=True, required=False)


class RulesBody(serializers.Serializer):
    """The next edition; what is not given stays as it is."""

    starts_on = DayField()
    acknowledge_minutes = serializers.IntegerField(min_value=1, max_value=1440)
    levels = LevelsBody(required=False)
    checklists = ChecklistsBody(required=False)
