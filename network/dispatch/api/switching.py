"""The board's switch of automatic mode on the API."""

from typing import Any

from common.api import RecordApi, command, creates
from common.records import RecordQuerySet
from network.dispatch.actions import pause_automatic, resume_automatic
from network.dispatch.api import serializers as s
from network.dispatch.filters import PauseFilter
from network.dispatch.models import AutomaticPause
from network.dispatch.selectors import pauses_for


class AutomaticPauseApi(RecordApi):
    """When automatic mode was switched off, by whom, and why."""

    action = "dispatch.view"
    serializer_class = s.AutomaticPauseSerializer
    filterset_class = PauseFilter

    def records(self) -> RecordQuerySet:
        """Return them through the gate."""
        return pauses_for(self.actor)

    @creates(action="dispatch.offer", body=s.ReasonBody)
    def begin(self, body: dict[str, Any]) -> AutomaticPause:
        """Switch automatic mode off; after the policy's time it is on again by itself."""
        return pause_automatic(reason=body["reason"], acting_user=self.actor)

    @command(action="dispatch.offer", body=s.ResumeBody)
    def end(self, pause: AutomaticPause, body: dict[str, Any]) -> AutomaticPause:
        """Switch it on again; what it held back is offered at once."""
        return resume_automatic(pause.pk, reason=body["reason"], acting_user=self.actor)
