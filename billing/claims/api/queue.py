"""The queue of the first review on the API: take the next claim of it, and a step on several at once."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from billing.claims.actions import accept_suggestion, approve_clean, let_go, take_claim, take_next
from billing.claims.choices import ClaimError
from billing.claims.filters import QueueFilter
from billing.claims.models import Claim
from billing.claims.queue import ORDERS, order_for, ordered
from billing.claims.selectors import first_queue
from common.api import PublicIdField, RecordApi, list_command
from common.errors import DomainError, WrongState

AT_ONCE = 500
STEPS: dict[str, Callable[..., Any]] = {
    "accept_suggestion": accept_suggestion,
    "approve_clean": approve_clean,
    "take": take_claim,
    "put_back": let_go,
}


class NextBody(serializers.Serializer):
    """Which part of the queue: the page's filter by name, and its order (the riskiest first when left out)."""

    filter = serializers.DictField(child=serializers.CharField(max_length=200), required=False, default=dict)
    sort = serializers.ChoiceField(choices=list(ORDERS), required=False, default="")


class SeveralBody(serializers.Serializer):
    """One step, and the claims on which it is tried."""

    step = serializers.ChoiceField(choices=list(STEPS))
    claims = serializers.ListField(child=PublicIdField(model=Claim), min_length=1, max_length=AT_ONCE)


class LeftSerializer(serializers.Serializer):
    """A claim that was left as it is, and why."""

    claim = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class SeveralSerializer(serializers.Serializer):
    """What came of it."""

    done = serializers.ListField(child=serializers.CharField())
    left = LeftSerializer(many=True)


class QueueSteps(RecordApi):
    """What can be done with the queue rather than with a claim of it."""

    @list_command(action="claims.first_review", body=NextBody)
    def take_next(self, body: dict[str, Any]) -> Claim:
        """Take the first free claim of the queue for ten minutes. 409 `claim.nothing_free` when none is free."""
        chosen = QueueFilter(body["filter"], first_queue(self.actor), request=self.request._request)
        rows = self.understood(chosen)
        claim = take_next(ordered(rows, order_for(body["sort"])), acting_user=self.actor)
        if claim is None:
            raise WrongState(
                _("Nothing is free here: take a filter away, or come back later."), code=ClaimError.NOTHING_FREE
            )
        return claim

    @list_command(action="claims.first_review", body=SeveralBody, answer=SeveralSerializer)
    def several(self, body: dict[str, Any]) -> dict[str, Any]:
        """Try a step on each of several claims, each for itself: what is refused is left as it is, with the reason."""
        done, left = [], []
        for key in body["claims"]:
            name = Claim(pk=key).public_id
            try:
                STEPS[body["step"]](key, acting_user=self.actor)
            except DomainError as error:
                left.append({"claim": name, "code": str(error.code), "detail": str(error.message)})
            else:
                done.append(name)
        return {"done": done, "left": left}
