"""Months at head office: list, record, computing, publishing; and the cards of regional offices."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Section
from common.pages.tables import show_moment
from common.text import Text
from network.scorecards.actions import compute_month, publish_month
from network.scorecards.choices import AssessmentStatus, Source
from network.scorecards.computing import office_facts
from network.scorecards.models import Assessment, OfficeCard
from network.scorecards.pages.showing import amounts, fact_url, lines_shown
from network.scorecards.pages.tables import AssessmentFilter, AssessmentTable
from network.scorecards.selectors import assessments_for, grades_of, office_cards_for, office_cards_of

VIEW, COMPUTE, PUBLISH = "scorecards.view", "scorecards.compute", "scorecards.publish"
HOME = _("Monthly assessment")


class MonthField(forms.CharField):
    """A month as people write it, read as its first day."""

    def __init__(self, **extra: Any) -> None:
        widget = forms.TextInput(attrs={"type": "month", "pattern": r"\d{4}-\d{2}"})
        super().__init__(max_length=7, widget=widget, **extra)

    def clean(self, value: Any) -> Any:
        """Return the first day of the month."""
        try:
            return date.fromisoformat(f"{super().clean(value)}-01")
        except ValueError as error:
            raise forms.ValidationError(_("Give a month as 2026-10.")) from error


class MonthForm(forms.Form):
    """A month."""

    month = MonthField(label=_("Month"))


class MonthList(ListPage):
    """All months."""

    action = VIEW
    title = HOME
    table_class = AssessmentTable
    filterset_class = AssessmentFilter
    create = Button(_("Compute a month"), "scorecards:compute", action=COMPUTE, primary=True, icon="refresh")
    empty = _("No month is assessed yet. Compute last month's cards; a second person publishes them.")

    def rows(self) -> Any:
        """Return the months."""
        return assessments_for(self.actor)


class MonthDetail(DetailPage):
    """One month: how many stations have which grade, and the offices' cards."""

    action = VIEW
    list_name = "scorecards:months"
    lit = "scorecards:months"

    def record(self) -> Any:
        """Return the month."""
        return assessments_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("scorecards:months"))]

    def facts(self, month: Assessment) -> Sequence[Fact]:
        """Return who computed and published it by which standard."""
        return [
            Fact(_("standard"), month.standard_name),
            Fact(_("stations"), month.stations, url=cards_url(month)),
            Fact(_("started by"), month.started_by_name),
            Fact(_("computed at"), show_moment(month.computed_at)),
            Fact(_("published by"), month.published_by_name),
            Fact(_("published at"), show_moment(month.published_at)),
            Fact(_("appeal until"), show_moment(month.appeal_until)),
        ]

    def sections(self, month: Assessment) -> Sequence[Section]:
        """Return grades and offices."""
        grades = [(name, count, f"{cards_url(month)}&grade={name}") for name, count in grades_of(month, self.actor)]
        offices = office_cards_of(month, self.actor)
        return [
            Section(_("Grades"), "scorecards/grades.html", {"grades": grades}),
            Section(_("Regional offices"), "scorecards/offices.html", {"offices": offices}, count=len(offices)),
        ]

    def buttons(self, month: Assessment) -> Sequence[Button]:
        """Offer the next step."""
        if month.status == AssessmentStatus.PUBLISHED:
            return []
        again = Button(
            _("Compute again"), f"{reverse('scorecards:compute')}?month={month}", action=COMPUTE, icon="refresh"
        )
        if month.status == AssessmentStatus.COMPUTED and month.started_by_id != self.actor.id:
            publish = Button(_("Publish"), "scorecards:publish", PUBLISH, (month.pk,), primary=True, icon="check")
            return [again, publish]
        return [again]


def cards_url(month: Assessment) -> str:
    """Return the address of the month's current cards."""
    return f"{reverse('scorecards:cards')}?month_after={month.month}&month_before={month.month}&is_current=true"


class ComputeMonth(FormPage):
    """Compute a month in the background."""

    action = COMPUTE
    title = _("Compute a month")
    explain = _(
        "Facts are gathered as they are now. Until a second person publishes the month it can be computed again."
    )
    form_class = MonthForm
    submit_label = _("Compute")
    success = ""
    narrow = True
    lit = "scorecards:months"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("scorecards:months"))]

    def initial(self) -> dict[str, Any]:
        """Offer the month that the address names, else last month."""
        last = today().replace(day=1) - timedelta(days=1)
        return {"month": self.request.GET.get("month", f"{last:%Y-%m}")}

    def perform(self, form: Any) -> str:
        """Start it, and show its progress."""
        _month, job = compute_month(form.cleaned_data["month"], acting_user=self.actor)
        return job.get_absolute_url()


class PublishMonth(ActPage):
    """Show stations their cards."""

    action = PUBLISH
    title = _("Publish the month")
    explain = _("Each station sees its own card, and may appeal within the standard's days.")
    submit_label = _("Publish")
    success = _("Published.")
    lit = "scorecards:months"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the month."""
        month = assessments_for(self.actor).get_or_404(self.kwargs["pk"])
        return [Crumb(HOME, reverse("scorecards:months")), Crumb(str(month), month.get_absolute_url())]

    def perform(self, reason: str) -> str:
        """Publish it."""
        return publish_month(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class OfficeCardDetail(DetailPage):
    """A regional office's card: the facts of all its stations."""

    action = VIEW
    lit = "scorecards:months"

    def record(self) -> Any:
        """Return the card."""
        return office_cards_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the month."""
        month = self.object.assessment
        return [Crumb(HOME, reverse("scorecards:months")), Crumb(str(month), month.get_absolute_url())]

    def subtitle_for(self, card: OfficeCard) -> Text:
        """Say from what it comes."""
        if not card.stations:
            return _("No station in the region yet: the calls to the office's own duty phone alone, without a rank")
        return _("The facts of all its stations, measured together")

    def facts(self, card: OfficeCard) -> Sequence[Fact]:
        """Return points, grade, rank."""
        return [
            Fact(_("points"), "–" if card.points is None else card.points),
            Fact(_("grade"), card.grade or "–"),
            Fact(_("rank"), card.rank or "–"),
            Fact(_("weight with facts (%)"), card.covered),
            Fact(_("stations"), card.stations, url=f"{cards_url(card.assessment)}&region={card.region}"),
        ]

    def sections(self, card: OfficeCard) -> Sequence[Section]:
        """Return the lines; each leads to the cards of the stations."""
        lines = lines_shown(card.lines, card.assessment.standard, f"{cards_url(card.assessment)}&region={card.region}")
        found = [Section(_("Indicators"), "scorecards/lines.html", {"lines": lines}, count=len(lines))]
        own = office_facts(Source.DUTY_PHONE, card.assessment.standard, card.month).get(card.region, [])
        if own:
            calls = [
                (
                    one,
                    fact_url(Source.DUTY_PHONE, one, self.actor),
                    *amounts(Source.DUTY_PHONE, one.gained, one.possible),
                )
                for one in own
            ]
            title = _("Calls to the office's own duty phone")
            found.append(Section(title, "scorecards/own_calls.html", {"calls": calls}, count=len(calls)))
        return found
