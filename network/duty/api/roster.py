"""The roster on the API: every step that a page offers."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api import DayField, NoBody, PublicIdField, RecordApi, RecordSerializer, command, creates, list_command
from common.records import RecordQuerySet
from network.duty import actions
from network.duty.pages.roster_tables import HandoverFilter, KindFilter, ShiftFilter, SwapFilter
from network.duty.roster_models import Handover, Shift, ShiftKind, Swap
from network.duty.roster_selectors import agents, handovers_for, kinds_for, shifts_for, swaps_for

VIEW, PLAN, SWAP = "roster.view", "roster.plan", "roster.swap"


class KindSerializer(RecordSerializer):
    """A kind of shift."""

    class Meta:
        model = ShiftKind
        fields = ("code", "name_zh", "name_en", "start", "end", "needed", "sign_within_minutes")
        read_only_fields = fields


class ShiftSerializer(RecordSerializer):
    """A shift."""

    kind = serializers.CharField(source="kind.code", read_only=True)

    class Meta:
        model = Shift
        fields = ("kind", "day", "begins_at", "ends_at", "agent_name")
        read_only_fields = fields


class SwapSerializer(RecordSerializer):
    """A swap."""

    shift = PublicIdField(model=Shift, source="shift_id", read_only=True)
    against = PublicIdField(model=Shift, source="against_id", read_only=True)

    class Meta:
        model = Swap
        fields = ("shift", "against", "status", "asked_by_name", "colleague_name", "reason", "answered_at")
        read_only_fields = fields


class ItemSerializer(serializers.Serializer):
    """Something that was open."""

    kind = serializers.CharField()
    number = serializers.CharField()
    status = serializers.CharField()
    what = serializers.CharField()


class HandoverSerializer(RecordSerializer):
    """A handover note; it never changes."""

    shift = PublicIdField(model=Shift, source="shift_id", read_only=True)
    open_items = ItemSerializer(many=True, read_only=True)
    signed_by_name = serializers.CharField(source="signature.signed_by_name", read_only=True, default="")
    signed_at = serializers.DateTimeField(source="signature.created_at", read_only=True, default=None)

    class Meta:
        model = Handover
        fields = ("shift", "note", "open_items", "written_by_name", "signed_by_name", "signed_at")
        read_only_fields = fields


class KindBody(serializers.Serializer):
    """A kind of shift; the same code again changes it."""

    code = serializers.SlugField(max_length=20)
    name_zh = serializers.CharField(max_length=40)
    name_en = serializers.CharField(max_length=40)
    start = serializers.TimeField()
    end = serializers.TimeField()
    needed = serializers.IntegerField(min_value=1, max_value=50, default=1)
    sign_within_minutes = serializers.IntegerField(min_value=1, max_value=600, default=15)


@extend_schema_field({"type": "string", "format": "email"})
class AgentField(serializers.Field):
    """An agent by login."""

    def to_internal_value(self, data: Any) -> UUID:
        """Return the person's key."""
        found = next((one.pk for one in agents() if one.email.lower() == str(data).strip().lower()), None)
        if found is None:
            raise serializers.ValidationError("Give the login of somebody who answers the hotline.")
        return found

    def to_representation(self, value: Any) -> Any:
        """Agents are only taken in."""
        return None


class AssignBody(serializers.Serializer):
    """Who is on which shift, on which day."""

    kind = PublicIdField(model=ShiftKind)
    day = DayField()
    agent = AgentField()


class CopyBody(serializers.Serializer):
    """A day of the week to copy, and one of the week to fill."""

    day = DayField()
    onto = DayField()


class CopyAnswer(serializers.Serializer):
    """How many were copied, and in words what was left out."""

    copied = serializers.IntegerField()
    left_out = serializers.ListField(child=serializers.CharField())


class RemoveBody(serializers.Serializer):
    """Why it is taken off the roster."""

    reason = serializers.CharField(max_length=500)


class SwapBody(serializers.Serializer):
    """Whom to ask, and against which shift."""

    shift = PublicIdField(model=Shift)
    colleague = AgentField()
    against = PublicIdField(model=Shift, required=False)
    reason = serializers.CharField(max_length=300, default="", allow_blank=True)


class HandoverBody(serializers.Serializer):
    """What the next one has to know; what is open is added by itself."""

    shift = PublicIdField(model=Shift)
    note = serializers.CharField(max_length=2000)


class ShiftKindApi(RecordApi):
    """Kinds of shift."""

    action = VIEW
    serializer_class = KindSerializer
    filterset_class = KindFilter

    def records(self) -> RecordQuerySet:
        """Return the kinds."""
        return kinds_for(self.actor)

    @creates(action=PLAN, body=KindBody)
    def set(self, body: dict[str, Any]) -> ShiftKind:
        """Add a kind of shift, or change one."""
        return actions.set_shift_kind(body.pop("code"), acting_user=self.actor, **body)


class ShiftApi(RecordApi):
    """Shifts on the roster."""

    action = VIEW
    serializer_class = ShiftSerializer
    filterset_class = ShiftFilter

    def records(self) -> RecordQuerySet:
        """Return the shifts."""
        return shifts_for(self.actor)

    @creates(action=PLAN, body=AssignBody)
    def assign(self, body: dict[str, Any]) -> Shift:
        """Put an agent on a shift."""
        return actions.assign_shift(body["kind"], body["day"], body["agent"], acting_user=self.actor)

    @command(action=PLAN, body=RemoveBody)
    def remove(self, shift: Shift, body: dict[str, Any]) -> Shift:
        """Take a shift off the roster."""
        return actions.remove_shift(shift.pk, reason=body["reason"], acting_user=self.actor)

    @list_command(action=PLAN, body=CopyBody, answer=CopyAnswer)
    def copy_week(self, body: dict[str, Any]) -> dict[str, Any]:
        """Copy one week to another."""
        made, left = actions.copy_week(body["day"], body["onto"], acting_user=self.actor)
        return {"copied": len(made), "left_out": left}


class SwapApi(RecordApi):
    """Swaps of shifts."""

    action = VIEW
    serializer_class = SwapSerializer
    filterset_class = SwapFilter

    def records(self) -> RecordQuerySet:
        """Return the swaps."""
        return swaps_for(self.actor)

    @creates(action=SWAP, body=SwapBody)
    def ask(self, body: dict[str, Any]) -> Swap:
        """Ask a colleague to take one's shift."""
        return actions.ask_swap(
            body["shift"],
            body["colleague"],
            against_id=body.get("against"),
            reason=body["reason"],
            acting_user=self.actor,
        )

    @command(action=SWAP, body=NoBody)
    def agree(self, swap: Swap, body: dict[str, Any]) -> Swap:
        """Consent: the shifts change hands at once."""
        return actions.answer_swap(swap.pk, agrees=True, acting_user=self.actor)

    @command(action=SWAP, body=NoBody)
    def decline(self, swap: Swap, body: dict[str, Any]) -> Swap:
        """Say no."""
        return actions.answer_swap(swap.pk, agrees=False, acting_user=self.actor)

    @command(action=SWAP, body=NoBody)
    def withdraw(self, swap: Swap, body: dict[str, Any]) -> Swap:
        """Take the question back."""
        return actions.withdraw_swap(swap.pk, acting_user=self.actor)


class HandoverApi(RecordApi):
    """Handover notes."""

    action = VIEW
    serializer_class = HandoverSerializer
    filterset_class = HandoverFilter

    def records(self) -> RecordQuerySet:
        """Return the notes."""
        return handovers_for(self.actor)

    @creates(action=SWAP, body=HandoverBody)
    def write(self, body: dict[str, Any]) -> Handover:
        """Write the handover of one's shift."""
        return actions.write_handover(body["shift"], note=body["note"], acting_user=self.actor)

    @command(action=SWAP, body=NoBody)
    def sign(self, handover: Handover, body: dict[str, Any]) -> Handover:
        """Sign for it (签收)."""
        return actions.sign_handover(handover.pk, acting_user=self.actor)
