"""Pages of the travel figures: the versions, drafting and publishing, and what drives say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook import pages
from common.pages import Button, Crumb, Fact, FormPage, Section
from network.planning.models import TravelPolicy
from network.planning.travel.calibrating import LEAST_DRIVES, Fit
from network.planning.travel.filters import TravelFilter
from network.planning.travel.rulebook import BOOK
from network.planning.travel.rules import (
    DRAFT,
    PUBLISH,
    amend_travel_rules,
    calibration_for,
    draft_calibrated,
    draft_travel_rules,
    publish_travel_rules,
    travel_policies_for,
    withdraw_travel_rules,
)
from tenants.registry.choices import Region

VIEW = "planning.view"
SHELF = pages.Shelf(
    BOOK, _("Travel figures"), "planning:travel", travel_policies_for, reads=VIEW, drafts=DRAFT, publishes=PUBLISH
)


class TravelTable(pages.VersionTable):
    """The versions."""

    class Meta(pages.VersionTable.Meta):
        model = TravelPolicy


class TravelForm(pages.VersionForm):
    """A version as it is typed."""

    book = BOOK


class TravelList(pages.VersionList):
    """All versions."""

    shelf = SHELF
    action = VIEW
    title = SHELF.title
    table_class = TravelTable
    filterset_class = TravelFilter

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the map."""
        return [Crumb(_("Network map"), reverse("planning:map"))]

    def page_buttons(self) -> list[Button]:
        """Calibrate, too."""
        return [Button(_("Calibrate"), "planning:travel_calibrate", DRAFT, icon="ruler"), *super().page_buttons()]


class TravelVersion(pages.VersionDetail):
    """One version, line by line, and what it rests on."""

    shelf = SHELF
    action = VIEW
    lit = SHELF.name

    def facts(self, record: Any) -> list[Fact]:
        """Say on how many drives it rests."""
        fits = record.evidence.get("fits")
        words = _("%(n)d drives") % {"n": fits[0]["n"]} if fits else _("Typed by hand")
        return [*super().facts(record), Fact(_("Rests on"), words)]

    def sections(self, record: Any) -> list[Section]:
        """Add what drives had shown when it was drafted."""
        fits = [Fit(**one) for one in record.evidence.get("fits", ())]
        shown = [Section(_("What drives showed"), "planning/fits.html", {"fits": shown_fits(fits)})] if fits else []
        return [*super().sections(record), *shown]


class CompareTravel(pages.CompareVersions):
    """Two versions side by side."""

    shelf = SHELF
    action = VIEW
    lit = SHELF.name


class DraftTravel(pages.DraftVersion):
    """A new draft that begins as a copy of what is in force."""

    shelf = SHELF
    action = DRAFT
    form_class = TravelForm
    lit = SHELF.name

    def perform(self, form: Any) -> str:
        """Begin it."""
        label = form.cleaned_data["label"]
        return draft_travel_rules(label=label, **self.typed(form), acting_user=self.actor).get_absolute_url()


class CalibrateForm(forms.Form):
    """Label and moment; the figures are measured."""

    label = pages.VersionForm.base_fields["label"]
    valid_from = pages.VersionForm.base_fields["valid_from"]
    summary = pages.VersionForm.base_fields["summary"]


class CalibrateTravel(pages.OnShelf, FormPage):  # type: ignore[misc]
    """Draft a version from what drives show."""

    shelf = SHELF
    action = DRAFT
    title = _("Calibrate")
    template_name = "planning/calibrate.html"
    form_class = CalibrateForm
    submit_label = _("Draft a version of these figures")
    explain = _(
        "Drives of rescue crews in the last year, as their GPS followed them on the way out. A second person publishes the version."
    )
    lit = SHELF.name

    def context(self) -> dict[str, Any]:
        """Return what drives show."""
        fits = calibration_for(self.actor)
        return {"fits": shown_fits(fits), "is_enough": fits[0].is_enough, "n": fits[0].n, "least": LEAST_DRIVES}

    def perform(self, form: Any) -> str:
        """Begin it."""
        return draft_calibrated(**form.cleaned_data, acting_user=self.actor).get_absolute_url()


class EditTravel(pages.EditVersion):
    """Change a draft."""

    shelf = SHELF
    action = DRAFT
    form_class = TravelForm
    lit = SHELF.name

    def perform(self, form: Any) -> str:
        """Save it."""
        return amend_travel_rules(self.object.pk, **self.typed(form), acting_user=self.actor).get_absolute_url()


class PublishTravel(pages.PublishVersion):
    """Put a draft in force: a second person does."""

    shelf = SHELF
    action = PUBLISH
    explain = _(
        "From its moment on, minutes on the road are turned into kilometres by this version. It never changes again."
    )
    lit = SHELF.name

    def perform(self, reason: str) -> str:
        """Publish it."""
        return publish_travel_rules(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class WithdrawTravel(pages.WithdrawVersion):
    """Put a draft away."""

    shelf = SHELF
    action = DRAFT
    lit = SHELF.name

    def perform(self, reason: str) -> str:
        """Withdraw it."""
        return withdraw_travel_rules(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()


def shown_fits(fits: Sequence[Fit]) -> list[dict[str, Any]]:
    """Return the fits as lines of a table."""
    return [
        {
            "label": Region(one.region).label if one.region else _("All"),
            "n": one.n,
            "left_out": one.left_out,
            "detour": _figure(one.detour),
            "r2": _figure(one.r2),
            "spread": f"{one.low:.2f} – {one.high:.2f}" if one.low is not None and one.high is not None else "–",
            "speed": f"{3.6 * one.speed_mps:.1f} km/h" if one.speed_mps is not None else "–",
        }
        for one in fits
    ]


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
