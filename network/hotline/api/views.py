"""Calls and cases on the API: every step that a page offers."""

from typing import Any

from common.api import NoBody, RecordApi, command, creates
from common.records import RecordQuerySet
from network.hotline.actions import CaseFacts, close_case, open_case, show_phone, take_call
from network.hotline.api.serializers import (
    CallBody,
    CallSerializer,
    CaseBody,
    CaseSerializer,
    PhoneAnswer,
    RecordingAnswer,
    ResultBody,
    SeatBody,
    SeatSerializer,
)
from network.hotline.filters import CallFilter, CaseFilter
from network.hotline.models import Call, Case, Seat
from network.hotline.selectors import calls_for, cases_for
from network.hotline.telephony.seats import seats_for, sit_at
from network.hotline.telephony.taking import open_recording, pick_up


class CallApi(RecordApi):
    """Calls on the hotline."""

    action = "hotline.view"
    serializer_class = CallSerializer
    filterset_class = CallFilter

    def records(self) -> RecordQuerySet:
        """Return the calls in sight."""
        return calls_for(self.actor)

    @creates(action="hotline.answer", body=CallBody)
    def take(self, body: dict[str, Any]) -> Call:
        """Write down that a call was answered."""
        return take_call(body["phone"], rang_at=body.get("rang_at"), note=body["note"], acting_user=self.actor)

    @command(action="hotline.answer", body=NoBody)
    def pick_up(self, call: Call, body: dict[str, Any]) -> Call:
        """Take a call that rings; the exchange puts it through to the agent's extension. One of several wins, the others get 409."""
        return pick_up(call.pk, acting_user=self.actor)

    @command(action="hotline.listen", body=NoBody, answer=RecordingAnswer)
    def open_recording(self, call: Call, body: dict[str, Any]) -> dict[str, str]:
        """Say where the recording is kept; the look is recorded."""
        return {"recording": open_recording(call.pk, acting_user=self.actor)}


class SeatApi(RecordApi):
    """Extensions, and who sits at them."""

    action = "hotline.view"
    serializer_class = SeatSerializer

    def records(self) -> RecordQuerySet:
        """Return the extensions."""
        return seats_for(self.actor)

    @creates(action="hotline.answer", body=SeatBody)
    def sit(self, body: dict[str, Any]) -> Seat:
        """Sit down at an extension; whoever sat there is signed off."""
        return sit_at(body["extension"], acting_user=self.actor)


class CaseApi(RecordApi):
    """Cases of the hotline."""

    action = "hotline.view"
    serializer_class = CaseSerializer
    filterset_class = CaseFilter

    def records(self) -> RecordQuerySet:
        """Return the cases in sight."""
        return cases_for(self.actor)

    @creates(action="hotline.answer", body=CaseBody)
    def open(self, body: dict[str, Any]) -> Case:
        """Open a case; a rescue case begins its rescue within a second."""
        call, despite = body.pop("call", None), body.pop("despite_duplicate")
        body["triage_keys"] = tuple(body.pop("triage_keys", ()))
        return open_case(CaseFacts(**body), call_id=call, despite_duplicate=despite, acting_user=self.actor)

    @command(action="hotline.answer", body=ResultBody)
    def close(self, case: Case, body: dict[str, Any]) -> Case:
        """Close the case with its result."""
        return close_case(case.pk, result=body["result"], acting_user=self.actor)

    @command(action="hotline.view", body=NoBody, answer=PhoneAnswer)
    def show_phone(self, case: Case, body: dict[str, Any]) -> dict[str, str]:
        """Show the caller's number in full; the look is recorded."""
        return {"phone": show_phone(case.pk, acting_user=self.actor)}
