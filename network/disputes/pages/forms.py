"""Forms of disputes: opening, a statement, the mediator, the proposal, the answers, the end."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.money import to_minor
from common.pages.photos import EvidenceField
from network.disputes.actions import DisputeFacts, Terms
from network.disputes.choices import Cause, Origin
from tenants.registry.models import Station

MOST_FILES = 6
MOST_SUBJECT = 120
MOST = Decimal("9999999.99")


def long_text(label: Any, *, rows: int = 4, help_text: Any = "", required: bool = True) -> forms.CharField:
    """Return a box for a few sentences."""
    widget = forms.Textarea(attrs={"rows": rows, "wide": True})
    return forms.CharField(label=label, max_length=4000, widget=widget, help_text=help_text, required=required)


def yuan(label: Any, help_text: Any = "") -> forms.DecimalField:
    """Return a box for an amount; empty is nothing."""
    return forms.DecimalField(
        label=label, min_value=0, max_value=MOST, max_digits=9, decimal_places=2, required=False, help_text=help_text
    )


def evidence() -> EvidenceField:
    """Return a box for evidence."""
    return EvidenceField(label=_("Evidence (pictures, PDF documents)"), required=False, most=MOST_FILES)


class OpenForm(forms.Form):
    """What is known when a dispute is opened."""

    origin = forms.ChoiceField(label=_("opened from"), choices=Origin.choices)
    reference = forms.CharField(label=_("number of the rescue, case or repair"), max_length=40)
    station = forms.ModelChoiceField(
        label=_("station"),
        queryset=Station.objects.none(),
        required=False,
        help_text=_("A rescue knows its station; name it for a complaint or a repair."),
    )
    cause = forms.ChoiceField(label=pgettext_lazy("dispute", "cause"), choices=Cause.choices)
    subject = forms.CharField(label=pgettext_lazy("dispute", "what it is about"), max_length=MOST_SUBJECT)
    demanded = yuan(_("demanded"), _("What the driver asks for, if it is money."))
    contact_name = forms.CharField(label=_("driver's name"), max_length=80, required=False)
    contact_phone = forms.CharField(
        label=_("driver's phone"),
        max_length=30,
        required=False,
        help_text=_("Left empty: as in the case or the repair order. The driver gets a link by SMS."),
    )
    statement = long_text(pgettext_lazy("dispute", "statement"), rows=6)
    photos = evidence()

    def __init__(self, *args: Any, stations: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stations is None:
            del self.fields["station"]
        else:
            self.fields["station"].queryset = stations  # type: ignore[attr-defined]

    def facts(self) -> DisputeFacts:
        """Return them, the amount in minor units."""
        given = dict(self.cleaned_data)
        station = given.pop("station", None)
        demanded = to_minor(given.pop("demanded") or Decimal(0))
        return DisputeFacts(**given, station_id=station.pk if station else None, demanded_minor=demanded)


class StatementForm(forms.Form):
    """One side's view."""

    text = long_text(pgettext_lazy("dispute", "statement"), rows=8)
    photos = evidence()


class MediatorForm(forms.Form):
    """Who mediates."""

    person = forms.TypedChoiceField(
        label=_("mediator"),
        coerce=UUID,
        help_text=_("Whoever handled the rescue, the case or the repair is not offered."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    """What the mediator proposes."""

    cause = forms.ChoiceField(label=_("cause found"), choices=Cause.choices)
    reasons = long_text(_("reasons"), help_text=_("Both sides read this."))
    remedy = long_text(_("what is done"), rows=3)
    station = yuan(_("borne by the station"), _("The station pays this to the driver from its own pocket."))
    maker = yuan(
        _("borne by the manufacturer"),
        _("The station pays this to the driver, too, and claims it as goodwill with the number of the dispute."),
    )

    def terms(self) -> Terms:
        """Return it, amounts in minor units."""
        given: dict[str, Any] = dict(self.cleaned_data)
        amounts: dict[str, Any] = {
            f"{name}_minor": to_minor(given.pop(name) or Decimal(0)) for name in ("station", "maker")
        }
        return Terms(**given, **amounts)


class AnswerForm(forms.Form):
    """Yes or no to the proposal."""

    accepts = forms.TypedChoiceField(
        label=_("answer"),
        choices=[("yes", _("Accept the proposal")), ("no", _("Decline the proposal"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = long_text(_("reason"), rows=3, required=False, help_text=_("Needed when it is declined."))


class CarriedOutForm(forms.Form):
    """What was done."""

    result = long_text(_("what was done"))
    payment = forms.CharField(
        label=_("payment reference"),
        max_length=120,
        required=False,
        help_text=_("Date and number of the transfer to the driver, when there was something to pay."),
    )


class NoteForm(forms.Form):
    """What the driver says about it."""

    note = long_text(_("what the driver says"), rows=3, required=False)
