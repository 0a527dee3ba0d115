"""A supplier's dispute at head office: send the part, take it in again, enter the result of the re-inspection."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.chargeback.models import Chargeback
from billing.chargeback.selectors import chargebacks_for
from billing.oldparts.actions import reinspect, send_to_supplier, take_back_from_supplier
from billing.oldparts.evidence import line_of, part_for
from billing.oldparts.forms import ReinspectForm, TrackingForm
from billing.oldparts.photos import photos_of
from common.errors import NotYours
from common.files.answers import file_answer
from common.files.models import StoredFile
from common.money import to_decimal
from common.pages import ActPage, Crumb, FormPage, Page
from common.pages.parts import address
from common.scope import for_office


class OfChargeback(Page):
    """The base of steps on a chargeback in dispute."""

    lit = "chargeback:list"

    @cached_property
    def chargeback(self) -> Chargeback:
        """Return it through its gate."""
        row: Chargeback = chargebacks_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        row = self.chargeback
        return [Crumb(_("Chargebacks"), address("chargeback:list")), Crumb(row.number, row.get_absolute_url())]


class Reinspect(OfChargeback, FormPage):
    """The result of the re-inspection, in words and in money."""

    action = "chargeback.resolve"
    title = _("Enter the re-inspection")
    explain = _("Claim, chargeback and ledger follow at once, by contra entries. Nothing that was posted is changed.")
    template_name = "oldparts/reinspect.html"
    form_class = ReinspectForm
    success = _("The result is entered. Claim, chargeback and ledger follow it.")

    def initial(self) -> dict[str, Any]:
        """Begin with how it stands."""
        row = self.chargeback
        line = line_of(row)
        minor = (line.final_minor if line else row.final_minor) or 0
        return {"line": to_decimal(minor, row.currency), "due": to_decimal(row.due_minor, row.currency)}

    def context(self) -> dict[str, Any]:
        """Return the dispute and the part, to read while writing."""
        return {"chargeback": self.chargeback, "part": part_for(self.chargeback)}

    def perform(self, form: ReinspectForm) -> str:
        """Enter it."""
        reinspect(self.chargeback.pk, finding=form.result(), acting_user=self.actor)
        return self.chargeback.get_absolute_url()


class LendPart(OfChargeback, FormPage):
    """Send the part to the supplier."""

    action = "chargeback.resolve"
    title = _("Send the part")
    form_class = TrackingForm
    narrow = True
    submit_label = _("Send")

    def perform(self, form: Any) -> str:
        """Send it."""
        send_to_supplier(self.chargeback.pk, tracking=form.cleaned_data["tracking_number"], acting_user=self.actor)
        return self.chargeback.get_absolute_url()


class PartBack(OfChargeback, ActPage):
    """Take the part in again."""

    action = "chargeback.resolve"
    title = _("The part came back")

    def perform(self, reason: str) -> str:
        """Take it in."""
        take_back_from_supplier(self.chargeback.pk, acting_user=self.actor)
        return self.chargeback.get_absolute_url()


class EvidencePhoto(OfChargeback):
    """A photo of the part, for the supplier that is charged for it."""

    action = "chargeback.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the picture: the chargeback's gate has let the reader through, the part's own photos follow."""
        row = self.chargeback
        with for_office():
            part = part_for(row)
            if part is None:
                raise NotYours()
            photo: StoredFile = photos_of(part).get_or_404(self.kwargs["photo"])
            return file_answer(photo)
