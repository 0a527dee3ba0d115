"""Appeals against a figure: list, record, filing, decision."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages import Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page
from common.pages.tables import show_moment
from common.text import Text
from network.scorecards.actions import appeal_indicator, decide_score_appeal
from network.scorecards.choices import AppealStatus, Source
from network.scorecards.models import ScoreAppeal
from network.scorecards.pages.cards import CardPage
from network.scorecards.pages.showing import value_text
from network.scorecards.pages.tables import AppealFilter, AppealTable
from network.scorecards.selectors import appeals_for, open_to_appeal

VIEW, APPEAL, DECIDE = "scorecards.view", "scorecards.appeal", "scorecards.decide"
HOME = _("Appeals against scorecards")
YES = "yes"


def long_text(label: Any) -> forms.CharField:
    """Return a box for a few sentences."""
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "wide": True}))


class AppealForm(forms.Form):
    """Which figure, and what is wrong with it."""

    source = forms.ChoiceField(label=_("Indicator"))
    text = long_text(pgettext_lazy("score appeal", "objection"))

    def __init__(self, *args: Any, sources: Sequence[str] = (), **extra: Any) -> None:
        super().__init__(*args, **extra)
        choices = [(one, Source(one).label) for one in sources]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """The decision."""

    is_granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("no", _("The figure stands")), (YES, _("The station is right: compute the card again"))],
        coerce=lambda text: text == YES,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    value = forms.FloatField(
        label=_("Right value"), required=False, help_text=_("Empty: from the facts as they are now.")
    )
    decision = long_text(_("Reason"))


class AppealList(ListPage):
    """Appeals in sight."""

    action = VIEW
    title = HOME
    table_class = AppealTable
    filterset_class = AppealFilter
    empty = _("No appeal. A station objects to a figure on the page of its card.")

    def rows(self) -> Any:
        """Return the appeals."""
        return appeals_for(self.actor)


class AppealDetail(DetailPage):
    """One appeal."""

    action = VIEW
    list_name = "scorecards:appeals"
    lit = "scorecards:appeals"

    def record(self) -> Any:
        """Return the appeal."""
        return appeals_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("scorecards:appeals"))]

    def subtitle_for(self, appeal: ScoreAppeal) -> Text:
        """Return the station."""
        return str(appeal.station)

    def facts(self, appeal: ScoreAppeal) -> Sequence[Fact]:
        """Return what is objected to, why, and what came of it."""
        facts_url = reverse("scorecards:facts", args=[appeal.card_id, appeal.source])
        found = [
            Fact(_("Scorecard of the month"), f"{appeal.month:%Y-%m}", url=appeal.card.get_absolute_url()),
            Fact(_("indicator"), appeal.get_source_display(), url=facts_url),
            Fact(_("measured before"), value_text(appeal.source, appeal.was)),
            Fact(_("appealed by"), f"{appeal.appealed_by_name}, {show_moment(appeal.created_at)}"),
            Fact(pgettext_lazy("score appeal", "objection"), appeal.text, wide=True),
        ]
        late = _("Late") if appeal.late_at else ""
        if appeal.due_at and not appeal.decided_at:
            found.append(Fact(_("to be decided by"), show_moment(appeal.due_at), hint=late))
        if appeal.decided_at:
            found.append(Fact(_("decided by"), f"{appeal.decided_by_name}, {show_moment(appeal.decided_at)}"))
            if appeal.status == AppealStatus.GRANTED:
                found.append(Fact(_("corrected to"), value_text(appeal.source, appeal.corrected)))
            found.append(Fact(_("decision"), appeal.decision, wide=True))
        return found

    def buttons(self, appeal: ScoreAppeal) -> Sequence[Button]:
        """Offer the decision to who may take it."""
        mine = self.actor.id in (appeal.computed_by_id, appeal.published_by_id)
        if appeal.status != AppealStatus.OPEN or mine or not self.actor.is_office:
            return []
        return [Button(_("Decide the appeal"), "scorecards:decide", DECIDE, (appeal.pk,), primary=True, icon="scale")]


class FileAppeal(CardPage, FormPage):
    """The station objects to a figure."""

    action = APPEAL
    title = _("Appeal against a figure")
    form_class = AppealForm
    submit_label = _("Send to head office")
    success = _("The appeal is sent. Somebody who neither computed nor published the month decides.")
    narrow = True

    def form_arguments(self) -> dict[str, Any]:
        """Offer what may still be appealed."""
        return {"sources": open_to_appeal(self.card)}

    def perform(self, form: Any) -> str:
        """Send it."""
        return appeal_indicator(self.card.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class AppealPage(Page):
    """What pages of one appeal share."""

    lit = "scorecards:appeals"

    @cached_property
    def appeal(self) -> ScoreAppeal:
        """Return the appeal. Raises NotYours."""
        found: ScoreAppeal = appeals_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the appeal."""
        return [Crumb(HOME, reverse("scorecards:appeals")), Crumb(self.appeal.number, self.appeal.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return the indicator and the station."""
        return f"{self.appeal.get_source_display()} · {self.appeal.station}"


class Decide(AppealPage, FormPage):
    """Somebody else decides."""

    action = DECIDE
    title = _("Decide the appeal")
    form_class = DecisionForm
    submit_label = _("Save the decision")
    success = _("The appeal is decided.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Decide."""
        return decide_score_appeal(self.appeal.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()
