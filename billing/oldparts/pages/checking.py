"""The check at head office, part by part: confirm, refuse, give up, waive, weigh in, ask back, dispose of."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.oldparts.actions import (
    confirm_part,
    dispose_part,
    miss_part,
    recall_part,
    reject_part,
    waive_part,
    weigh_in,
)
from billing.oldparts.choices import AT_OFFICE, PartStatus
from billing.oldparts.forms import DisposeForm, RecallForm, RejectForm, SeenForm, WeighForm
from billing.oldparts.models import OldPart
from billing.oldparts.pages.shared import OldPartDetail, OldPartList, back
from billing.oldparts.selectors import old_parts_for
from common.pages import ActPage, Button, Crumb, FormPage, Page
from common.pages.parts import address


class OfficeOldPartList(OldPartList):
    """All old parts."""

    def page_buttons(self) -> list[Button]:
        """Receive parts."""
        receive = Button(_("Receive parts"), "oldparts:receive", "oldparts.receive", primary=True, icon="barcode")
        register = Button(_("Disposal register"), "oldparts:disposals", "oldparts.dispose", icon="recycle")
        return [*super().page_buttons(), register, receive]


def check_buttons(part: OldPart) -> list[Button]:
    """Return what the transition table leaves to the checker."""
    args, moves, role = (part.pk,), part.possible_moves(), "oldparts.receive"
    found = [
        (PartStatus.CONFIRMED, Button(_("Confirm"), "oldparts:confirm", role, args, primary=True, icon="check")),
        (PartStatus.REJECTED, Button(_("Refuse the part"), "oldparts:reject", role, args, danger=True)),
        (PartStatus.MISSING, Button(_("Missing"), "oldparts:missing", role, args, danger=True)),
        (PartStatus.WAIVED, Button(_("Waive"), "oldparts:waive", "oldparts.waive", args)),
    ]
    if part.status in AT_OFFICE:
        found.append((PartStatus.DISPOSED, Button(_("Dispose of"), "oldparts:dispose", "oldparts.dispose", args)))
    if part.status == PartStatus.RETAINED:
        found.append((PartStatus.LABELLED, Button(_("Ask it back"), "oldparts:recall", role, args)))
    steps = [button for status, button in found if status in moves]
    weigh = [Button(_("Weigh in"), "oldparts:weigh", role, args, icon="camera")] if part.status in AT_OFFICE else []
    return [*steps, *weigh]


class OfficeOldPartDetail(OldPartDetail):
    """One part as head office sees it."""

    def buttons(self, record: OldPart) -> list[Button]:
        """Return the next steps."""
        return check_buttons(record)


class PartStep(Page):
    """A step of one part."""

    lit = "oldparts:list"

    @cached_property
    def part(self) -> OldPart:
        """Return the part through the gate."""
        part: OldPart = old_parts_for(self.actor).get_or_404(self.kwargs["pk"])
        return part

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [*back(), Crumb(self.part.label_code, self.part.get_absolute_url())]


class SeenStep(PartStep, FormPage):
    """A step on a part that lies before the checker: what was claimed stands above, what stands on the part is typed or scanned."""

    template_name = "oldparts/check.html"

    def initial(self) -> dict[str, Any]:
        """Offer the quantity that came in."""
        return {"quantity": self.part.quantity_received or self.part.quantity}

    def context(self) -> dict[str, Any]:
        """Return the part, to compare with."""
        return {"part": self.part}


class ConfirmPart(SeenStep):
    """Confirm a received part."""

    action = "oldparts.receive"
    title = _("Confirm")
    form_class = SeenForm
    submit_label = _("Confirm")
    success = _("Confirmed.")

    def perform(self, form: SeenForm) -> str:
        """Confirm it, then go back to the receiving desk."""
        confirm_part(self.part.pk, seen=form.seen(), acting_user=self.actor)
        return address("oldparts:receive")


class RejectPart(SeenStep):
    """Refuse a received part."""

    action = "oldparts.receive"
    title = _("Refuse the part")
    explain = _("Its line can't be paid then. The station reads the reason.")
    form_class = RejectForm
    danger = True
    submit_label = _("Refuse the part")
    success = _("Done.")

    def perform(self, form: RejectForm) -> str:
        """Refuse it."""
        reason = form.cleaned_data["reason"]
        return reject_part(self.part.pk, reason=reason, seen=form.seen(), acting_user=self.actor).get_absolute_url()


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

    action = "oldparts.waive"
    title = _("Waive")
    explain = _("Its line may be paid without the part.")
    reason = "required"

    def perform(self, reason: str) -> str:
        """Waive it."""
        return waive_part(self.part.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class RecallPart(PartStep, FormPage):
    """Ask a part back that the station keeps."""

    action = "oldparts.receive"
    title = _("Ask it back")
    form_class = RecallForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Ask."""
        return recall_part(self.part.pk, **form.cleaned_data, acting_user=self.actor).get_absolute_url()


class WeighIn(PartStep, FormPage):
    """Weight and photo of a part as it came in."""

    action = "oldparts.receive"
    title = _("Weigh in")
    form_class = WeighForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Keep them."""
        photo = form.cleaned_data["photo"]
        part = weigh_in(
            self.part.pk,
            weight_g=form.cleaned_data["weight_g"],
            photo=photo.read() if photo else None,
            name=photo.name if photo else "",
            acting_user=self.actor,
        )
        return part.get_absolute_url()


class DisposePart(PartStep, FormPage):
    """Write a part into the disposal register."""

    action = "oldparts.dispose"
    title = _("Dispose of")
    form_class = DisposeForm
    submit_label = _("Enter in the register")
    narrow = True

    def perform(self, form: DisposeForm) -> str:
        """Dispose of it."""
        return dispose_part(self.part.pk, way=form.way(), acting_user=self.actor).get_absolute_url()
