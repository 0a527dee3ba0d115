"""What the API shows of policy versions, and what its commands take."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.policy.chapters import BOOK
from billing.policy.models import PolicyVersion
from common.api import Base64Field, DayField, RecordSerializer


class PolicySerializer(RecordSerializer):
    """A version with its clauses."""

    class Meta:
        model = PolicyVersion
        fields: ClassVar[tuple[str, ...]] = (
            "label",
            "status",
            "effective_from",
            "summary",
            "content",
            "drafted_by_name",
            "published_by_name",
            "published_at",
        )


class DraftBody(serializers.Serializer):
    """A new draft."""

    label: Any = serializers.CharField(max_length=40)
    effective_from = DayField()
    summary = serializers.CharField(required=False, default="", allow_blank=True)
    content = serializers.JSONField()


class AmendBody(serializers.Serializer):
    """A changed draft."""

    effective_from = DayField()
    summary = serializers.CharField(required=False, default="", allow_blank=True)
    content = serializers.JSONField()


class ChapterBody(serializers.Serializer):
    """A chapter by its code, and an XLSX or CSV file with its rows, shaped like the exported one."""

    chapter = serializers.ChoiceField(choices=[chapter.code for chapter in BOOK])
    name = serializers.CharField(max_length=200)
    content = Base64Field(max_length=7_500_000)


class FilledSerializer(serializers.Serializer):
    """The draft; with a `job` its rows are still being checked."""

    policy = serializers.CharField()
    job = serializers.CharField(allow_null=True)


class WithdrawBody(serializers.Serializer):
    """Why it is put away."""

    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
