"""What the API takes in for a version of the rules."""

from typing import Any

from rest_framework import serializers

from common.api import MomentField


class AmendRulesBody(serializers.Serializer):
    """A changed draft; `values` names what differs from the example."""

    valid_from = MomentField()
    summary = serializers.CharField(required=False, default="", allow_blank=True, max_length=1000)
    values = serializers.DictField()


class DraftRulesBody(AmendRulesBody):
    """A new draft."""

    label: Any = serializers.CharField(max_length=40)


class WithdrawRulesBody(serializers.Serializer):
    """Why it is put away."""

    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
