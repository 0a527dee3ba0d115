"""Callbacks on the API: every step that a page offers."""

from typing import Any

from rest_framework import serializers

from common.api import MomentField, NoBody, PublicIdField, RecordApi, RecordSerializer, command, creates, list_command
from common.records import RecordQuerySet
from network.hotline.api.serializers import CallSerializer, PhoneAnswer
from network.hotline.callbacks.actions import (
    Promise,
    claim_callback,
    claim_next,
    dial_callback,
    give_up,
    note_outcome,
    promise_callback,
    release_callback,
    show_number,
)
from network.hotline.callbacks.choices import Outcome
from network.hotline.callbacks.filters import CallbackFilter
from network.hotline.callbacks.models import Callback
from network.hotline.callbacks.selectors import callbacks_for
from network.hotline.models import Case


class CallbackSerializer(RecordSerializer):
    """A call that is owed. The number is masked; `POST …/show-phone` shows it to whoever has claimed it and records the look."""

    case = PublicIdField(model=Case, source="case_id")
    phone = serializers.CharField(source="masked_phone", read_only=True)
    contact_name = serializers.CharField(read_only=True)

    class Meta:
        model = Callback
        fields = (
            "number", "origin", "status", "phone", "contact_name", "case", "wish", "missed_calls", "due_at", "not_before", "late_at",
            "attempts", "agent_name", "outcome", "result", "closed_at",
        )  # fmt: skip
        read_only_fields = fields


class PromiseBody(serializers.Serializer):
    """What is promised: to call this number (left empty: that of the case) until then, about that."""

    phone = serializers.CharField(max_length=30, default="", allow_blank=True)
    due_at = MomentField()
    wish = serializers.CharField(max_length=300)
    contact_name = serializers.CharField(max_length=60, default="", allow_blank=True)
    case = PublicIdField(model=Case, required=False)


class OutcomeBody(serializers.Serializer):
    """How the call went; `helped` and `not_helped` answer the question after a rescue, `reached` the others."""

    outcome = serializers.ChoiceField(Outcome.choices)
    result = serializers.CharField(max_length=2000, default="", allow_blank=True)


class ReasonBody(serializers.Serializer):
    """Why nobody calls any more."""

    reason = serializers.CharField(max_length=500)


class CallbackApi(RecordApi):
    """Calls that are owed: missed ones, promised ones, and the question after a rescue."""

    action = "hotline.view"
    serializer_class = CallbackSerializer
    filterset_class = CallbackFilter

    def records(self) -> RecordQuerySet:
        """Return the callbacks in sight."""
        return callbacks_for(self.actor)

    @creates(action="hotline.answer", body=PromiseBody)
    def promise(self, body: dict[str, Any]) -> Callback:
        """Promise a callback."""
        return promise_callback(Promise(case_id=body.pop("case", None), **body), acting_user=self.actor)

    @list_command(action="hotline.answer", answer=CallbackSerializer)
    def claim_next(self, body: dict[str, Any]) -> Callback:
        """Claim the most urgent one that nobody has."""
        return claim_next(acting_user=self.actor)

    @command(action="hotline.answer", body=NoBody)
    def claim(self, callback: Callback, body: dict[str, Any]) -> Callback:
        """Claim it. One of several wins, the others get 409."""
        return claim_callback(callback.pk, acting_user=self.actor)

    @command(action="hotline.answer", body=NoBody)
    def release(self, callback: Callback, body: dict[str, Any]) -> Callback:
        """Put it back into the queue."""
        return release_callback(callback.pk, acting_user=self.actor)

    @command(action="hotline.answer", body=NoBody, answer=CallSerializer)
    def dial(self, callback: Callback, body: dict[str, Any]) -> dict[str, Any]:
        """Let the exchange ring the agent's extension, then the number. Answers the outbound call."""
        call = dial_callback(callback.pk, acting_user=self.actor)
        return dict(CallSerializer(call, context=self.get_serializer_context()).data)

    @command(action="hotline.answer", body=NoBody, answer=PhoneAnswer)
    def show_phone(self, callback: Callback, body: dict[str, Any]) -> dict[str, str]:
        """Show the number in full to whoever has claimed it; the look is recorded."""
        return {"phone": show_number(callback.pk, acting_user=self.actor)}

    @command(action="hotline.answer", body=OutcomeBody)
    def note_outcome(self, callback: Callback, body: dict[str, Any]) -> Callback:
        """Note how the call went. In vain, it comes back by the policy's pauses."""
        return note_outcome(callback.pk, Outcome(body["outcome"]), result=body["result"], acting_user=self.actor)

    @command(action="hotline.answer", body=ReasonBody)
    def give_up(self, callback: Callback, body: dict[str, Any]) -> Callback:
        """Give it up, with a reason."""
        return give_up(callback.pk, reason=body["reason"], acting_user=self.actor)
