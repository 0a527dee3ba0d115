"""The end of a rescue on the API: what the crew reports, the signature, parts used and taken."""

from base64 import b64decode
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.api import RecordApi, command
from common.errors import Invalid
from common.records import RecordQuerySet
from network.dispatch.actions import Found, claim_parts, finish, sign_rescue, take_parts, use_part
from network.dispatch.api import serializers as s
from network.dispatch.filters import RescuePartFilter
from network.dispatch.models import Rescue
from network.dispatch.policies import DispatchError
from network.dispatch.selectors import rescue_parts_for, rescues_for, with_claims

FOUND = ("outcome", "towed_to", "no_help", "found_symptom", "found_cause", "unsigned")


class Reports:
    """Gives the rescues the crew's last steps, and the store's."""

    @command(action="rescues.drive", body=s.FinishBody)
    def finish(self: Any, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """The work is done; the fee of the drive becomes a claim."""
        found = Found(**{name: body.pop(name) for name in FOUND})
        return finish(rescue.pk, **body, found=found, acting_user=self.actor)

    @command(action="rescues.drive", body=s.SignBody)
    def sign(self: Any, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """The driver signs on the phone's screen; the same key again is the same signature."""
        try:
            drawing = b64decode(body["png"], validate=True)
        except ValueError as error:
            raise Invalid(_("Send the drawing as base64."), code=DispatchError.NO_SIGNATURE, field="png") from error
        place = None if body["lat"] is None or body["lon"] is None else (body["lat"], body["lon"])
        sign_rescue(rescue.pk, drawing, key=body["client_id"], at=body["at"], place=place, acting_user=self.actor)
        return self._fresh(rescue)  # type: ignore[no-any-return]

    @command(action="rescues.drive", body=s.UsePartBody)
    def use_part(self: Any, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """The crew used a part of its store; it is listed under `rescue-parts`."""
        use_part(rescue.pk, key=body.pop("client_id"), **body, acting_user=self.actor)
        return self._fresh(rescue)  # type: ignore[no-any-return]

    @command(action="parts.manage", body=s.TakePartsBody)
    def take_parts(self: Any, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """Issue the parts that the crew used to a repair order."""
        take_parts(rescue.pk, body["order"], acting_user=self.actor)
        return self._fresh(rescue)  # type: ignore[no-any-return]

    @command(action="claims.prepare", body=s.ClaimPartsBody)
    def claim_parts(self: Any, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """Draft a claim with parts that the crew used, one line each; the others are left out with a reason. See `rescue-parts`."""
        claim_parts(rescue.pk, **body, acting_user=self.actor)
        return self._fresh(rescue)  # type: ignore[no-any-return]

    def _fresh(self: Any, rescue: Rescue) -> Rescue:
        found: Rescue = rescues_for(self.actor).get_or_404(rescue.pk)
        return found


class RescuePartApi(RecordApi):
    """Parts that crews used at the roadside."""

    action = "rescues.view"
    serializer_class = s.RescuePartSerializer
    filterset_class = RescuePartFilter

    def records(self) -> RecordQuerySet:
        """Return the parts of the rescues in sight, each with the claim on which it stands."""
        return with_claims(rescue_parts_for(self.actor), self.actor)
