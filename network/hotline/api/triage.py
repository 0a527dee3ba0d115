"""Triage scripts on the API: every step that a page offers."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import NoBody, RecordApi, RecordSerializer, command, creates, updates
from common.records import RecordQuerySet
from network.hotline.choices import Capability, Safety, Symptom, Urgency
from network.hotline.filters import ScriptFilter
from network.hotline.models import TriageScript
from network.hotline.triage.actions import amend_script, draft_script, publish_script, withdraw_script
from network.hotline.triage.script import read
from network.hotline.triage.selectors import scripts_for


class WordsBody(serializers.Serializer):
    """A text in both languages."""

    zh = serializers.CharField(max_length=300, default="", allow_blank=True)
    en = serializers.CharField(max_length=300, default="", allow_blank=True)


class OptionBody(serializers.Serializer):
    """An answer: where it leads (`go`, a question's code; empty ends the script) and what follows from it."""

    say = WordsBody()
    go = serializers.SlugField(max_length=20, default="", allow_blank=True)
    tell = WordsBody(required=False)
    needs = serializers.ListField(child=serializers.ChoiceField(Capability.choices), default=list)
    parts = WordsBody(many=True, required=False)
    urgency = serializers.ChoiceField(Urgency.choices, default="", allow_blank=True)
    safety = serializers.ChoiceField(Safety.choices, default="", allow_blank=True)


class QuestionBody(serializers.Serializer):
    """A question with its answers, the first under key 1."""

    code = serializers.SlugField(max_length=20)
    ask = WordsBody()
    options = OptionBody(many=True)


class ScriptBody(serializers.Serializer):
    """The whole script, the first question first."""

    summary = serializers.CharField(max_length=300, default="", allow_blank=True)
    steps = QuestionBody(many=True)


class NewScriptBody(ScriptBody):
    """The next version of a symptom's script."""

    symptom = serializers.ChoiceField(Symptom.choices)


class TriageScriptSerializer(RecordSerializer):
    """A version of a script."""

    steps = QuestionBody(many=True, read_only=True)

    class Meta:
        model = TriageScript
        fields: ClassVar[tuple[str, ...]] = (
            "symptom",
            "number",
            "status",
            "summary",
            "steps",
            "drafted_by_name",
            "published_by_name",
            "published_at",
        )
        read_only_fields = fields


class TriageScriptApi(RecordApi):
    """The scripts of the triage."""

    action = "triage.view"
    serializer_class = TriageScriptSerializer
    filterset_class = ScriptFilter

    def records(self) -> RecordQuerySet:
        """Return the scripts in sight."""
        return scripts_for(self.actor)

    @creates(action="triage.draft", body=NewScriptBody)
    def draft(self, body: dict[str, Any]) -> TriageScript:
        """Draft the next version of a symptom's script."""
        return draft_script(body["symptom"], read(body["steps"]), summary=body["summary"], acting_user=self.actor)

    @updates(action="triage.draft", body=ScriptBody)
    def amend(self, version: TriageScript, body: dict[str, Any]) -> TriageScript:
        """Change a draft."""
        summary = body.get("summary", version.summary)
        return amend_script(version.pk, read(body.get("steps", version.steps)), summary=summary, acting_user=self.actor)

    @command(action="triage.publish", body=NoBody)
    def publish(self, version: TriageScript, body: dict[str, Any]) -> TriageScript:
        """Put a draft in force; a second person does."""
        return publish_script(version.pk, acting_user=self.actor)

    @command(action="triage.draft", body=NoBody)
    def withdraw(self, version: TriageScript, body: dict[str, Any]) -> TriageScript:
        """Put a draft away."""
        return withdraw_script(version.pk, acting_user=self.actor)
