"""Pages of the travel figures: the versions, drafting and publishing, and what drives say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook import pages
from common.pages import Button, Crumb, Fact, FormPage, Section
from network.planning.travel.calibrating import LEAST_DRIVES, Fit
from network.planning.travel.rules import DRAFT, TRAVEL, calibration_for, draft_calibrated
from tenants.registry.choices import Region


class TravelList(pages.VersionList):
    """All versions."""

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the map."""
        return [Crumb(_("Network map"), reverse("planning:map"))]

    def page_buttons(self) -> list[Button]:
        """Calibrate, too."""
        return [Button(_("Calibrate"), "planning:travel_calibrate", DRAFT, icon="ruler"), *super().page_buttons()]


class TravelVersion(pages.VersionDetail):
    """One version, line by line, and what it rests on."""

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


class CalibrateForm(forms.Form):
    """Label and moment; the figures are measured."""

    label = pages.VersionForm.base_fields["label"]
    valid_from = pages.VersionForm.base_fields["valid_from"]
    summary = pages.VersionForm.base_fields["summary"]


class CalibrateTravel(pages.OnShelf, FormPage):  # type: ignore[misc]
    """Draft a version from what drives show."""

    shelf = TRAVEL
    action = DRAFT
    title = _("Calibrate")
    template_name = "planning/calibrate.html"
    form_class = CalibrateForm
    submit_label = _("Draft a version of these figures")
    explain = _(
        "Drives of rescue crews in the last year, as their GPS followed them on the way out. A second person publishes the version."
    )
    lit = TRAVEL.name

    def context(self) -> dict[str, Any]:
        """Return what drives show."""
        fits = calibration_for(self.actor)
        return {"fits": shown_fits(fits), "is_enough": fits[0].is_enough, "n": fits[0].n, "least": LEAST_DRIVES}

    def perform(self, form: Any) -> str:
        """Begin it."""
        return draft_calibrated(**form.cleaned_data, acting_user=self.actor).get_absolute_url()


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
