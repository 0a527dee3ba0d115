"""The recommended crews on a rescue's page: the ranking of this moment, one key to offer, another crew with a reason."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.pages import ActPage, Crumb, Page, Section
from common.text import Text
from network.dispatch.actions import offer_recommended
from network.dispatch.decisions import why_not
from network.dispatch.engine import CrewFacts, Ranking
from network.dispatch.models import Rescue
from network.dispatch.policies import may_override
from network.dispatch.recommending import WAITS, best_first, reasons_for, recommend
from network.dispatch.selectors import rescues_for

TEMPLATE = "dispatch/recommended.html"
MOST = 30
KEYS = (
    (
        _("Recommended crews"),
        (
            ("o", _("offer to the first crew, or give the reason for the marked one")),
            ("Enter", _("the same for the marked line")),
            ("j / k", _("next or previous crew")),
        ),
    ),
)


def recommended_section(rescue: Rescue, actor: Actor) -> list[Section]:
    """Return the ranking of this moment while the rescue waits, for whoever may offer it."""
    if rescue.status not in WAITS or not actor.may("dispatch.offer"):
        return []
    return [Section(_("Recommended crews"), TEMPLATE, _context(rescue) | {"is_whole": True}, anchor="recommended")]


def _context(rescue: Rescue) -> dict[str, Any]:
    return {"rescue": rescue, "found": recommend(rescue)}


def crew_choices(rescue: Rescue, ranking: Ranking) -> list[tuple[str, Text]]:
    """Return the crews of the form, best first with what speaks for them, then those that may be sent against a reason."""
    best = [_choice(one.crew, one.distance_m, reasons_for(rescue, one)) for one in best_first(rescue, ranking)]
    others = [
        _choice(
            one.crew, one.distance_m, [_("against: %(why)s") % {"why": _(", ").join(why_not(code) for code in one.why)}]
        )
        for one in ranking.excluded
        if may_override(one.why)
    ]
    return [*best, *others][:MOST]


def _choice(crew: CrewFacts, metres: int, words: Sequence[Text]) -> tuple[str, Text]:
    label = f"{crew.name} · {crew.station_name} · {metres / 1000:.1f} km — {' · '.join(str(one) for one in words)}"
    return str(crew.crew_id), label


class RecommendedCrews(Page):
    """The section alone, for the page to show anew."""

    action = "dispatch.offer"
    title = _("Recommended crews")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the ranking of this moment; nothing (204) once the rescue waits no more."""
        rescue: Rescue = rescues_for(self.actor).get_or_404(self.kwargs["pk"])
        if rescue.status not in WAITS:
            return HttpResponse(status=204)
        return self.render(TEMPLATE, **_context(rescue))


class RecommendedForm(forms.Form):
    """Which crew of the ranking; why, when it is not the first."""

    crew = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why this crew"), max_length=500, required=False)


class OfferRecommended(ActPage):
    """Offers to a crew of the ranking: to the first as it is, to another with a reason."""

    action = "dispatch.offer"
    title = _("Offer to this crew")
    success = _("The crew is being asked.")
    lit = "dispatch:rescues"

    def make_form(self, *, bound: bool) -> RecommendedForm:
        """Return the row's form."""
        return RecommendedForm(self.request.POST if bound else None)

    def given(self, form: Any) -> Any:
        """Return crew and reason."""
        return form.cleaned_data

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the rescue."""
        return [Crumb(_("Rescue"), reverse("dispatch:rescue", args=[self.kwargs["pk"]]))]

    def perform(self, reason: Any) -> str:
        """Offer it."""
        offer_recommended(self.kwargs["pk"], reason["crew"], reason=reason["reason"], acting_user=self.actor)
        return reverse("dispatch:rescue", args=[self.kwargs["pk"]])
