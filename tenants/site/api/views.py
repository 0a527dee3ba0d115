"""Rounds of recurring duties in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.posts import POSTS
from common.api import DayField, RecordApi, RecordSerializer, creates
from common.records import RecordQuerySet
from tenants.site.actions import do_duty, sign_for_duties
from tenants.site.choices import DutyKind
from tenants.site.models import DutyRecord, DutySignature
from tenants.site.pages.duties import DutyFilter
from tenants.site.selectors import duty_records_for, signatures_for


class DutyRecordSerializer(RecordSerializer):
    """A round."""

    class Meta:
        model = DutyRecord
        fields = ("kind", "day", "answers", "finding_count", "remarks", "doer_name")


class DutySignatureSerializer(RecordSerializer):
    """Somebody's word that they have read the duties of their post."""

    class Meta:
        model = DutySignature
        fields = ("post", "user_name")


class AnswerBody(serializers.Serializer):
    """The answer to one item."""

    ok = serializers.BooleanField()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class DutyBody(serializers.Serializer):
    """A round: an answer to each item of the checklist."""

    kind = serializers.ChoiceField(choices=DutyKind.choices)
    answers = serializers.DictField(child=AnswerBody())
    day = DayField(required=False)
    remarks = serializers.CharField(max_length=1000, required=False)


class SignBody(serializers.Serializer):
    """The post whose duties were read."""

    post = serializers.ChoiceField(choices=[(code, code) for code in POSTS])


class DutyRecordApi(RecordApi):
    """Rounds of the station."""

    action = "site.view"
    serializer_class = DutyRecordSerializer
    filterset_class: ClassVar[Any] = DutyFilter

    def records(self) -> RecordQuerySet:
        """Return the station's rounds."""
        return duty_records_for(self.actor)

    @creates(action="site.inspect", body=DutyBody)
    def do(self, body: dict[str, Any]) -> Any:
        """Keep a round."""
        return do_duty(**body, acting_user=self.actor)


class DutySignatureApi(RecordApi):
    """Who has signed for which duties."""

    action = "site.view"
    serializer_class = DutySignatureSerializer

    def records(self) -> RecordQuerySet:
        """Return the station's signatures."""
        return signatures_for(self.actor)

    @creates(action="site.view", body=SignBody)
    def sign(self, body: dict[str, Any]) -> Any:
        """Sign for the duties of one's post."""
        return sign_for_duties(**body, acting_user=self.actor)
