"""The due list, the call sheet, and the week's summary."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.clock import business_zone, now, today
from common.pages import (
    AmountColumn,
    BooleanColumn,
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    NumberColumn,
    Page,
    RecordFilter,
    RecordTable,
    Section,
    StatusColumn,
    choice,
    day_range,
)
from common.pages.tables import badge, show_moment
from common.records import RecordQuerySet
from tenants.care.actions import note_call
from tenants.care.choices import FollowUpStatus, Outcome
from tenants.care.choices import Sequence as CallSequence
from tenants.care.models import FollowUp
from tenants.care.selectors import follow_ups_for, week_from

WEEKS = 6
SCORES = [(5, _("5 – very satisfied")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 – very dissatisfied"))]


class FollowUpFilter(RecordFilter):
    """What may be asked of follow-ups."""

    search = ("order_number__icontains", "plate__icontains", "customer_name__icontains")
    quick = ("status", "overdue")
    status = choice(FollowUpStatus.choices, label=_("Status"))
    sequence = choice(CallSequence.choices, label=_("Which call"))
    overdue = django_filters.BooleanFilter(method="by_overdue", label=_("Overdue"))
    has_complaint = django_filters.BooleanFilter(label=_("Customer complaint"))
    due_at = day_range(label=_("Call by"))

    class Meta:
        model = FollowUp
        fields: ClassVar[list[str]] = []

    def by_overdue(self, rows: QuerySet[FollowUp], name: str, value: bool) -> QuerySet[FollowUp]:
        """Keep the calls that should have been made by now, or the others."""
        late = {"status": FollowUpStatus.PLANNED, "due_at__lt": now()}
        return rows.filter(**late) if value else rows.exclude(**late)


class DueColumn(MomentColumn):
    """When the call is due, with a mark when it is late."""

    def render(self, value: Any, record: FollowUp) -> SafeString:  # type: ignore[override]
        """Draw time and mark."""
        moment = super().render(value)
        return format_html("{} {}", moment, badge("bad", _("Overdue"))) if record.is_overdue() else moment


class FollowUpTable(RecordTable):
    """The columns of the list."""

    number = NumberColumn(accessor="order_number", verbose_name=_("Repair order"))
    status = StatusColumn()
    sequence = ChoiceColumn()
    plate = Column()
    customer_name = Column()
    due_at = DueColumn()
    attempts = AmountColumn()
    satisfaction = AmountColumn()
    has_complaint = BooleanColumn()
    called_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = FollowUp
        fields = (
            "number", "status", "sequence", "plate", "customer_name", "due_at", "attempts", "satisfaction", "has_complaint",
            "called_at",
        )  # fmt: skip
        order_by = ("due_at",)

    default_columns = ("number", "status", "sequence", "plate", "customer_name", "due_at", "satisfaction")


class FollowUpList(ListPage):
    """Calls that are owed to customers; the most urgent first."""

    action = "care.view"
    title = _("Follow-up calls")
    table_class = FollowUpTable
    filterset_class = FollowUpFilter
    empty = _("No call is planned. Calls come by themselves when a vehicle is delivered.")

    def page_buttons(self) -> Sequence[Button]:
        """Lead to the calls that are left, the late ones, and the summary."""
        due = reverse("care:follow_ups") + "?status=planned"
        return [
            Button(_("Still to be called"), due),
            Button(_("Overdue"), due + "&overdue=true"),
            Button(_("Weekly summary"), "care:weeks"),
        ]

    def rows(self) -> RecordQuerySet:
        """Return the station's follow-ups."""
        return follow_ups_for(self.actor)


def crumbs() -> list[Crumb]:
    """Lead back to the list."""
    return [Crumb(_("Follow-up calls"), reverse("care:follow_ups"))]


class FollowUpDetail(DetailPage):
    """The call sheet."""

    action = "care.view"
    lit = "care:follow_ups"

    def record(self) -> FollowUp:
        """Return the follow-up."""
        row: FollowUp = follow_ups_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return crumbs()

    def title_for(self, record: FollowUp) -> str:
        """Say whose vehicle it is."""
        return f"{record.plate} · {record.get_sequence_display()}"

    def subtitle_for(self, record: FollowUp) -> Any:
        """Say that it is late."""
        return _("This call is overdue.") if record.is_overdue() else ""

    def facts(self, record: FollowUp) -> Sequence[Fact]:
        """Return whom to call, about what, by when."""
        order_url = reverse("workshop:order", args=[record.repair_order_id]) if self.actor.may("workshop.view") else ""
        return [
            Fact(_("Customer"), record.customer_name),
            Fact(_("Customer's phone"), record.customer_phone, url=f"tel:{record.customer_phone}"),
            Fact(_("Repair order"), record.order_number, url=order_url),
            Fact(_("Delivered at"), show_moment(record.delivered_at)),
            Fact(_("Call by"), show_moment(record.due_at)),
            Fact(_("Satisfaction (1–5)"), record.satisfaction),
            Fact(_("Customer complaint"), _("yes") if record.has_complaint else ""),
            Fact(_("Called"), show_moment(record.called_at), hint=record.caller_name),
            Fact(_("What the customer said"), record.answer, wide=True),
        ]

    def sections(self, record: FollowUp) -> Sequence[Section]:
        """Return the attempts."""
        calls = list(record.calls.all())
        return [Section(_("Attempts"), "care/calls.html", {"calls": calls}, count=len(calls))]

    def buttons(self, record: FollowUp) -> Sequence[Button]:
        """Return the call, while it is owed."""
        if FollowUpStatus.DONE not in record.possible_moves():
            return []
        return [Button(_("Enter the call"), "care:call", "care.call", (record.pk,), primary=True, icon="phone")]


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(
        label=_("How it ended"), choices=Outcome.choices, widget=forms.RadioSelect, initial=Outcome.REACHED
    )
    satisfaction = forms.TypedChoiceField(
        label=_("How satisfied is the customer?"),
        choices=SCORES,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    has_complaint = forms.BooleanField(label=_("The customer complains"), required=False)
    answer = forms.CharField(
        label=_("What the customer said"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class EnterCall(FormPage):
    """Enter a call."""

    action = "care.call"
    title = _("Enter the call")
    template_name = "care/call.html"
    form_class = CallForm
    narrow = True
    lit = "care:follow_ups"
    success = _("The call is entered.")

    def record(self) -> FollowUp:
        """Return the follow-up."""
        row: FollowUp = follow_ups_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def initial(self) -> dict[str, Any]:
        """The sheet is empty."""
        return {"outcome": Outcome.REACHED}

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the sheet."""
        return [*crumbs(), Crumb(self.object.plate, self.object.get_absolute_url())]

    def subtitle(self) -> str:
        """Say whom to call."""
        return f"{self.object.customer_name} · {self.object.customer_phone}"

    def perform(self, form: Any) -> str:
        """Enter it."""
        return note_call(self.object.pk, **form.cleaned_data, acting_user=self.actor).get_absolute_url()


class Weeks(Page):
    """The weekly summary (D5): calls due, made, made in time, satisfaction, complaints."""

    action = "care.view"
    title = _("Weekly summary of follow-up calls")
    template_name = "care/weeks.html"
    lit = "care:follow_ups"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return crumbs()

    def context(self) -> dict[str, Any]:
        """Return this week and the ones before it."""
        monday = today() - timedelta(days=today().weekday())
        start = datetime.combine(monday, time(), tzinfo=business_zone())
        return {"weeks": [week_from(self.actor, start - timedelta(weeks=back)) for back in range(WEEKS)]}
