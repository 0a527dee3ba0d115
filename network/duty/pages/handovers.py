"""Handovers: list, note, writing and signing."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Section
from common.pages.tables import show_moment
from common.text import Text
from network.duty.actions.handovers import sign_handover, write_handover
from network.duty.pages.roster import ShiftPage, home
from network.duty.pages.roster_forms import HandoverForm
from network.duty.pages.roster_tables import HandoverFilter, HandoverTable
from network.duty.roster_models import Handover
from network.duty.roster_selectors import handovers_for, may_sign, open_items

VIEW, SWAP = "roster.view", "roster.swap"


class HandoverList(ListPage):
    """Handovers."""

    action = VIEW
    title = _("Handovers")
    table_class = HandoverTable
    filterset_class = HandoverFilter
    lit = "duty:roster"
    empty = _("No handover yet. Who is on a shift writes it in its last hour.")

    def rows(self) -> Any:
        """Return the notes."""
        return handovers_for(self.actor)


class HandoverDetail(DetailPage):
    """One note, with what was open and who signed for it."""

    action = VIEW
    status_field: ClassVar[str] = ""
    list_name = "duty:handovers"
    lit = "duty:roster"

    def record(self) -> Any:
        """Return the note."""
        return handovers_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [home(), Crumb(_("Handovers"), reverse("duty:handovers"))]

    def facts(self, handover: Handover) -> Sequence[Fact]:
        """Return who wrote and who signed."""
        signature = getattr(handover, "signature", None)
        signed = (
            f"{signature.signed_by_name}, {show_moment(signature.created_at)}" if signature else _("not signed for")
        )
        return [
            Fact(_("written by"), f"{handover.written_by_name}, {show_moment(handover.created_at)}"),
            Fact(_("signed for by"), signed),
            Fact(_("shift"), handover.shift, url=handover.shift.get_absolute_url()),
            Fact(_("note"), handover.note, wide=True),
        ]

    def sections(self, handover: Handover) -> Sequence[Section]:
        """Return what was open when it was written."""
        items = handover.open_items
        return [Section(_("Open when it was written"), "duty/open_items.html", {"items": items}, count=len(items))]

    def buttons(self, handover: Handover) -> Sequence[Button]:
        """Offer signing to who may sign now."""
        if hasattr(handover, "signature") or not may_sign(self.actor, handover):
            return []
        key = (handover.pk,)
        return [Button(_("Sign for it"), "duty:sign", action=SWAP, args=key, primary=True, icon="signature")]


class Write(ShiftPage, FormPage):
    """Write the note of one's shift; what is open is filled in."""

    action = SWAP
    title = _("Write the handover")
    form_class = HandoverForm
    template_name = "duty/write_handover.html"
    submit_label = _("Hand over")
    success = _("The handover is written. It can't be changed any more; the next one signs for it.")

    def context(self) -> dict[str, Any]:
        """Show what is open now."""
        return {"items": open_items()}

    def perform(self, form: Any) -> str:
        """Write it."""
        return write_handover(self.shift.pk, note=form.cleaned_data["note"], acting_user=self.actor).get_absolute_url()


class Sign(ActPage):
    """Sign for a note."""

    action = SWAP
    title = _("Sign for the handover")
    success = _("You have signed for the handover.")
    lit = "duty:roster"

    @cached_property
    def handover(self) -> Handover:
        """Return the note. Raises NotYours."""
        found: Handover = handovers_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the note."""
        return [home(), Crumb(str(self.handover), self.handover.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return who wrote it."""
        return self.handover.written_by_name

    def perform(self, reason: str) -> str:
        """Sign."""
        return sign_handover(self.handover.pk, acting_user=self.actor).get_absolute_url()
