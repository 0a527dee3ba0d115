"""The detectors at the office: how often each was right, what it weighs, and a new edition of the table."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.claims.anomalies.actions import publish_table
from billing.claims.anomalies.registry import DETECTORS, Setting
from billing.claims.anomalies.selectors import STATISTICS_DAYS, hit_rates, tables_for
from billing.claims.anomalies.weighing import table_in_force
from common.pages import Button, Crumb, FormPage, Page
from common.pages.parts import address

LIMIT_WORDS = {
    "days": _("days"),
    "alike_percent": _("words alike (%)"),
    "km": _("km"),
    "m": _("metres"),
    "bits": _("bits of the picture"),
    "percent": _("percent"),
    "own_claims": _("own claims at least"),
    "peers": _("peers at least"),
    "score_tenths": _("robust score (tenths)"),
}


class Detectors(Page):
    """All detectors with weight, limits and hit rate."""

    action = "claims.anomalies"
    title = _("Anomalies")
    template_name = "claims/detectors.html"

    def page_buttons(self) -> Sequence[Button]:
        """Offer a new edition to those who weigh."""
        return [Button(_("Change weights"), "claims:weigh", "claims.weigh", primary=True, icon="adjustments")]

    def context(self) -> dict[str, Any]:
        """Return the rates and the editions."""
        table = table_in_force()
        rows = [(rate, _limits(table.settings[rate.detector.code].limits)) for rate in hit_rates(self.actor, table)]
        return {
            "rates": rows,
            "edition": table.edition,
            "days": STATISTICS_DAYS,
            "editions": tables_for(self.actor)[:20],
        }


def _limits(limits: Mapping[str, int]) -> Sequence[tuple[Any, int]]:
    return [(LIMIT_WORDS.get(name, name), value) for name, value in limits.items()]


class WeightsForm(forms.Form):
    """A weight and the limits of each detector, and why they change."""

    def __init__(self, *args: Any, settings: Mapping[str, Setting], **options: Any) -> None:
        super().__init__(*args, **options)
        for code, one in settings.items():
            title = DETECTORS[code].title
            self._add(f"{code}-weight", _("%(title)s: weight") % {"title": title}, one.weight, most=100)
            for name, value in one.limits.items():
                self._add(f"{code}-{name}", f"{title}: {LIMIT_WORDS.get(name, name)}", value)
        self.fields["note"] = forms.CharField(label=_("Why it is changed"), max_length=300)

    def _add(self, name: str, label: Any, value: int, most: int = 1_000_000) -> None:
        self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=most, initial=value)

    def settings(self) -> dict[str, Setting]:
        """Return what was entered, by detector."""
        given = self.cleaned_data
        return {
            code: Setting(given[f"{code}-weight"], {name: given[f"{code}-{name}"] for name in one.limits})
            for code, one in DETECTORS.items()
        }


class Weigh(FormPage):
    """Publish a new edition of the table."""

    action = "claims.weigh"
    title = _("Weights of the anomalies")
    form_class = WeightsForm
    explain = _(
        "Weight 0 switches a detector off. Waiting claims are weighed anew at once; what was decided keeps its weights."
    )
    submit_label = _("Publish")
    success = _("Published. The queue is ordered by the new weights.")
    lit = "claims:detectors"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the detectors."""
        return [Crumb(_("Anomalies"), address("claims:detectors"))]

    def form_arguments(self) -> dict[str, Any]:
        """Show the table in force."""
        return {"settings": table_in_force().settings}

    def initial(self) -> dict[str, Any]:
        """The fields know the table in force."""
        return {}

    def perform(self, form: Any) -> str:
        """Publish it."""
        publish_table(form.settings(), note=form.cleaned_data["note"], acting_user=self.actor)
        return address("claims:detectors")
