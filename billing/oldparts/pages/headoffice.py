"""Old parts at head office: receive by scan, confirm or refuse, give up, waive, dispose of."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.oldparts.actions import (
    confirm_part,
    dispose_part,
    miss_part,
    receive_part,
    reject_part,
    waive_part,
)
from billing.oldparts.choices import Disposal, PartStatus
from billing.oldparts.forms import DisposeForm, ScanForm
from billing.oldparts.models import OldPart
from billing.oldparts.pages.shared import OldPartDetail, OldPartList, back, part_of
from billing.oldparts.selectors import old_parts_for, recently_received
from common.pages import ActPage, Button, Crumb, FormPage, Page
from common.pages.parts import address


class OfficeOldPartList(OldPartList):
    """All old parts."""

    def page_buttons(self) -> list[Button]:
        """Receive parts."""
        receive = Button(_("Receive parts"), "oldparts:receive", "oldparts.receive", primary=True, icon="barcode")
        return [*super().page_buttons(), receive]


def check_buttons(part: OldPart) -> list[Button]:
    """Return what the transition table leaves to the checker."""
    args, moves, role = (part.pk,), part.possible_moves(), "oldparts.receive"
    found = [
        (
            PartStatus.CONFIRMED,
            Button(_("Confirm"), "oldparts:confirm", role, args, post=True, primary=True, icon="check"),
        ),
        (PartStatus.REJECTED, Button(_("Refuse the part"), "oldparts:reject", role, args, danger=True)),
        (PartStatus.MISSING, Button(_("Missing"), "oldparts:missing", role, args, danger=True)),
        (PartStatus.WAIVED, Button(_("Waive"), "oldparts:waive", role, args)),
        (PartStatus.DISPOSED, Button(_("Dispose of"), "oldparts:dispose", "oldparts.dispose", args, icon="recycle")),
    ]
    return [button for status, button in found if status in moves]


class OfficeOldPartDetail(OldPartDetail):
    """One part as head office sees it."""

    def buttons(self, record: OldPart) -> list[Button]:
        """Return the next steps."""
        return check_buttons(record)


class ReceiveParts(FormPage):
    """The receiving desk: a scan field, the part that was just scanned, and what came in today."""

    action = "oldparts.receive"
    title = _("Receive old parts")
    template_name = "oldparts/receive.html"
    form_class = ScanForm
    submit_label = _("Receive")
    success = _("Received.")
    lit = "oldparts:receive"
    narrow = False

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()

    def perform(self, form: Any) -> str:
        """Take it in, then show it for the check."""
        part = receive_part(form.cleaned_data["code"], acting_user=self.actor)
        return f"{address('oldparts:receive')}?part={part.pk}"

    def context(self) -> dict[str, Any]:
        """Return the part that was scanned and those that wait for their check."""
        chosen = self.request.GET.get("part")
        part = part_of(self.actor, chosen) if chosen else None
        buttons = check_buttons(part) if part else []
        return {"part": part, "check_buttons": buttons, "received": recently_received(self.actor)}


class PartStep(Page):
    """A step of one part."""

    @cached_property
    def part(self) -> OldPart:
        """Return the part through the gate."""
        part: OldPart = old_parts_for(self.actor).get_or_404(self.kwargs["pk"])
        return part

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [*back(), Crumb(self.part.label_code, self.part.get_absolute_url())]


class ConfirmPart(PartStep, ActPage):
    """Confirm a received part."""

    action = "oldparts.receive"
    title = _("Confirm")
    success = _("Confirmed.")

    def perform(self, reason: str) -> str:
        """Confirm it, then go back to the receiving desk."""
        confirm_part(self.part.pk, acting_user=self.actor)
        return address("oldparts:receive")


class RejectPart(PartStep, ActPage):
    """Refuse a received part."""

    action = "oldparts.receive"
    title = _("Refuse the part")
    explain = _("Its line can't be paid then. The station reads the reason.")
    reason = "required"
    danger = True
    submit_label = _("Refuse the part")

    def perform(self, reason: str) -> str:
        """Refuse it."""
        return reject_part(self.part.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class MissPart(PartStep, ActPage):
    """Give a part up as missing."""

    action = "oldparts.receive"
    title = _("Missing")
    explain = _("Its line can't be paid then. The station reads the reason.")
    reason = "required"
    danger = True

    def perform(self, reason: str) -> str:
        """Give it up."""
        return miss_part(self.part.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class WaivePart(PartStep, ActPage):
    """Do without a part."""

    action = "oldparts.receive"
    title = _("Waive")
    explain = _("Its line may be paid without the part.")
    reason = "required"

    def perform(self, reason: str) -> str:
        """Waive it."""
        return waive_part(self.part.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class DisposePart(PartStep, FormPage):
    """Write a part into the disposal register."""

    action = "oldparts.dispose"
    title = _("Dispose of")
    form_class = DisposeForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Dispose of it."""
        given = form.cleaned_data
        key: UUID = self.part.pk
        disposal = Disposal(given["disposal"])
        return dispose_part(key, disposal=disposal, note=given["note"], acting_user=self.actor).get_absolute_url()
