"""What the API shows of duty-phone checks, and what its commands take."""

from rest_framework import serializers

from common.api import Base64Field, DayField, PublicIdField, RecordSerializer
from network.duty.choices import CheckKind, DayKind, Outcome, Period
from network.duty.models import CheckTry, DutyCheck, DutyDraw, DutyPlan, OfficePhone
from tenants.registry.choices import Region
from tenants.registry.models import Station


class TrySerializer(serializers.ModelSerializer):
    """One call of a check."""

    class Meta:
        model = CheckTry
        fields = ("called_at", "outcome", "seconds", "right_person", "questions_right", "note")


class CheckSerializer(RecordSerializer):
    """A check of a station or, then without a station, of the regional office of `region`. The number to call is only told by `take-next`."""

    kind = serializers.ChoiceField(CheckKind.choices, read_only=True)
    station = PublicIdField(model=Station, source="station_id", read_only=True, allow_null=True)
    draw = PublicIdField(model=DutyDraw, source="check_draw_id", read_only=True)
    calls = TrySerializer(many=True, read_only=True)

    class Meta:
        model = DutyCheck
        fields = (
            "number", "kind", "station", "draw", "region", "level", "band", "status", "call_from", "call_until", "tries", "caller_name", "outcome",
            "scored_at", "score", "has_passed", "appeal_until", "appeal", "appealed_at", "appealed_by_name", "decided_at", "decided_by_name",
            "decision", "calls",
        )  # fmt: skip
        read_only_fields = fields


class PlanSerializer(RecordSerializer):
    """An edition of the sampling plan."""

    class Meta:
        model = DutyPlan
        fields = (
            "edition", "starts_on", "period", "share_percent", "number", "least_per_station", "office_calls", "bands", "tries",
            "retry_gap_minutes", "answer_within_s", "questions", "points_answered", "points_in_time", "points_person", "points_questions",
            "lost_per_retry", "pass_score", "appeal_days", "risk_weight", "issued_by_name",
        )  # fmt: skip
        read_only_fields = fields


class DrawSerializer(RecordSerializer):
    """A draw with all that is needed to repeat it: stations are [key, region, level, drawn before]."""

    plan = PublicIdField(model=DutyPlan, source="plan_id", read_only=True)

    class Meta:
        model = DutyDraw
        fields = ("number", "plan", "first_day", "last_day", "days_from", "seed", "digest", "drawn", "drawn_by_name")
        read_only_fields = fields


class OfficePhoneSerializer(RecordSerializer):
    """A regional office's own duty phone; without a number the office is not drawn."""

    class Meta:
        model = OfficePhone
        fields = ("region", "phone", "rings_at")
        read_only_fields = fields


class OfficePhoneBody(serializers.Serializer):
    """A regional office's duty phone; the same region again changes it."""

    region = serializers.ChoiceField(Region.choices)
    phone = serializers.CharField(max_length=30, default="", allow_blank=True)
    rings_at = serializers.CharField(max_length=80, default="", allow_blank=True)


class BandBody(serializers.Serializer):
    """An hour band; where `end` is not later than `start`, it ends the next morning."""

    code = serializers.SlugField(max_length=20)
    name_zh = serializers.CharField(max_length=40)
    name_en = serializers.CharField(max_length=40)
    start = serializers.RegexField(r"^([01]\d|2[0-3]):[0-5]\d$")
    end = serializers.RegexField(r"^([01]\d|2[0-3]):[0-5]\d$")
    days = serializers.ChoiceField(DayKind.choices)


class PlanBody(serializers.Serializer):
    """The next edition; what is not given stays as in the newest one."""

    starts_on = DayField()
    period = serializers.ChoiceField(Period.choices, required=False)
    share_percent = serializers.IntegerField(min_value=0, max_value=100, required=False)
    number = serializers.IntegerField(min_value=0, max_value=50, required=False)
    least_per_station = serializers.IntegerField(min_value=0, max_value=20, required=False)
    office_calls = serializers.IntegerField(min_value=0, max_value=60, required=False)
    bands = BandBody(many=True, required=False)
    tries = serializers.IntegerField(min_value=1, max_value=10, required=False)
    retry_gap_minutes = serializers.IntegerField(min_value=1, max_value=600, required=False)
    answer_within_s = serializers.IntegerField(min_value=1, max_value=300, required=False)
    questions = serializers.IntegerField(min_value=1, max_value=20, required=False)
    points_answered = serializers.IntegerField(min_value=0, max_value=100, required=False)
    points_in_time = serializers.IntegerField(min_value=0, max_value=100, required=False)
    points_person = serializers.IntegerField(min_value=0, max_value=100, required=False)
    points_questions = serializers.IntegerField(min_value=0, max_value=100, required=False)
    lost_per_retry = serializers.IntegerField(min_value=0, max_value=100, required=False)
    pass_score = serializers.IntegerField(min_value=0, max_value=100, required=False)
    appeal_days = serializers.IntegerField(min_value=0, max_value=90, required=False)
    risk_weight = serializers.IntegerField(min_value=0, max_value=100, required=False)


class DrawBody(serializers.Serializer):
    """A day of the period to draw; today when none is given."""

    day = DayField(required=False)


class CallBody(serializers.Serializer):
    """What came of a call; the last three count for one that was answered."""

    outcome = serializers.ChoiceField(Outcome.choices)
    seconds = serializers.IntegerField(min_value=0, max_value=600, required=False, allow_null=True)
    right_person = serializers.BooleanField(default=False)
    questions_right = serializers.IntegerField(min_value=0, max_value=20, default=0)
    note = serializers.CharField(max_length=500, default="", allow_blank=True)


class PictureBody(serializers.Serializer):
    """A picture in Base64."""

    name = serializers.CharField(max_length=120)
    content = Base64Field(max_length=21_000_000)


class AppealBody(serializers.Serializer):
    """Why the result is wrong, with evidence."""

    text = serializers.CharField(max_length=2000)
    evidence = serializers.ListField(child=PictureBody(), min_length=1, max_length=6)


class DecisionBody(serializers.Serializer):
    """What comes of the appeal; `score` only when it is granted, 100 when none is given."""

    is_granted = serializers.BooleanField()
    score = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    decision = serializers.CharField(max_length=2000)


class TakenAnswer(serializers.Serializer):
    """The check that was taken, with the number to call; the look is recorded."""

    check = serializers.DictField()
    phone = serializers.CharField()
