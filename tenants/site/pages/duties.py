"""Org chart, duties with their checklists, and signing for the duties of one's posts."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.errors import NotYours
from common.pages import (
    AmountColumn,
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    Page,
    RecordFilter,
    RecordTable,
    Section,
    choice,
    day_range,
)
from common.pages.moments import DayField
from common.records import RecordQuerySet
from tenants.site.actions import do_duty, sign_for_duties
from tenants.site.checklists import DUTIES, Duty, item_name
from tenants.site.choices import DutyKind
from tenants.site.duties import duties_of
from tenants.site.models import DutyRecord
from tenants.site.selectors import duty_records_for, org_chart, own_posts, signatures_for, standings

ANSWERS = [("yes", _("In order")), ("no", _("Fault"))]


class OrgChart(Page):
    """All posts of the manual with who holds them: the chart that hangs in a visible place (A0a)."""

    action = "site.view"
    title = _("Organisation chart")
    template_name = "site/chart.html"

    def page_buttons(self) -> Sequence[Button]:
        """Lead to the people."""
        return [Button(_("People and posts"), "accounts:posts", "posts.view")]

    def context(self) -> dict[str, Any]:
        """Return the chart."""
        return {"chart": org_chart(self.actor)}


class Calendar(Page):
    """The duties that return: what is due today, and the newest records."""

    action = "site.view"
    title = _("Recurring duties")
    template_name = "site/calendar.html"

    def page_buttons(self) -> Sequence[Button]:
        """Lead to all records."""
        return [Button(_("All records"), "site:records")]

    def context(self) -> dict[str, Any]:
        """Return where each duty stands."""
        may = self.actor.may("site.inspect")
        return {"standings": standings(self.actor), "may_inspect": may, "records": duty_records_for(self.actor)[:10]}


class DutyFilter(RecordFilter):
    """What may be asked of the records."""

    quick = ("kind", "day")
    kind = choice(DutyKind.choices, label=_("Duty"))
    day = day_range(label=_("Day"))

    class Meta:
        model = DutyRecord
        fields: ClassVar[list[str]] = []


class DutyTable(RecordTable):
    """The columns of the records."""

    kind = ChoiceColumn(linkify=True)
    day = MomentColumn()
    finding_count = AmountColumn()
    doer_name = Column()
    created_at = MomentColumn(verbose_name=_("Entered"))

    class Meta(RecordTable.Meta):
        model = DutyRecord
        fields = ("kind", "day", "finding_count", "doer_name", "created_at")
        order_by = ("-day",)


class Records(ListPage):
    """Records of rounds and checks."""

    action = "site.view"
    title = _("Records of duties")
    table_class = DutyTable
    filterset_class = DutyFilter
    empty = _("No round has been recorded yet.")
    lit = "site:calendar"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the calendar."""
        return [Crumb(_("Recurring duties"), reverse("site:calendar"))]

    def rows(self) -> RecordQuerySet:
        """Return the station's records."""
        return duty_records_for(self.actor)


class RecordDetail(DetailPage):
    """One round with its answers."""

    action = "site.view"
    lit = "site:calendar"

    def record(self) -> DutyRecord:
        """Return the record."""
        row: DutyRecord = duty_records_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the records."""
        return [Crumb(_("Records of duties"), reverse("site:records"))]

    def facts(self, record: DutyRecord) -> Sequence[Fact]:
        """Return who did it when."""
        return [
            Fact(_("Day"), record.day.isoformat()),
            Fact(_("Done by"), record.doer_name),
            Fact(_("Faults found"), record.finding_count),
            Fact(_("Remarks"), record.remarks, wide=True),
        ]

    def sections(self, record: DutyRecord) -> Sequence[Section]:
        """Return the answers in the checklist's words."""
        rows = [(item_name(record.kind, code), answer["ok"], answer["note"]) for code, answer in record.answers.items()]
        return [Section(_("Checklist"), "site/answers.html", {"rows": rows}, count=len(rows))]


class DutyForm(forms.Form):
    """A checklist as a form: one answer and one note for each item."""

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"] = DayField(label=_("Day"), initial=today, widget=forms.DateInput(attrs={"type": "date"}))
        for code, words in duty.items.items():
            self.fields[code] = forms.ChoiceField(label=str(words), choices=ANSWERS, widget=forms.RadioSelect)
            self.fields[f"{code}_note"] = forms.CharField(label=_("What is wrong"), max_length=300, required=False)
        self.fields["remarks"] = forms.CharField(
            label=_("Remarks"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        answers = [name for code in duty.items for name in (code, f"{code}_note")]
        self.groups = [("", ("day", *answers, "remarks"))]


class DoDuty(FormPage):
    """Do a round."""

    action = "site.inspect"
    form_class = DutyForm
    narrow = True
    lit = "site:calendar"
    success = _("The round is recorded.")

    @property
    def duty(self) -> Duty:
        """Return the duty that the address names."""
        if self.kwargs["kind"] not in DUTIES:
            raise NotYours
        return DUTIES[self.kwargs["kind"]]

    def get_title(self) -> Any:
        """Return the duty's name."""
        return self.duty.kind.label

    def subtitle(self) -> Any:
        """Return how often it is done."""
        return self.duty.rhythm

    def form_arguments(self) -> dict[str, Any]:
        """Give the form its checklist."""
        return {"duty": self.duty}

    def initial(self) -> dict[str, Any]:
        """Nothing is answered yet."""
        return {}

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the calendar."""
        return [Crumb(_("Recurring duties"), reverse("site:calendar"))]

    def perform(self, form: Any) -> str:
        """Keep it."""
        given = form.cleaned_data
        answers = {code: {"ok": given[code] == "yes", "note": given[f"{code}_note"]} for code in self.duty.items}
        row = do_duty(
            kind=self.duty.kind, answers=answers, day=given["day"], remarks=given["remarks"], acting_user=self.actor
        )
        return row.get_absolute_url()


class MyDuties(Page):
    """The duties of the posts that the person holds, and the signature for having read them."""

    action = "site.view"
    title = _("My duties")
    template_name = "site/mine.html"

    def context(self) -> dict[str, Any]:
        """Return each post, its duties, and when they were signed for."""
        signed = {row.post: row.created_at for row in signatures_for(self.actor).filter(user_id=self.actor.id)}
        return {"posts": [(post, duties_of(post.code), signed.get(post.code)) for post in own_posts(self.actor)]}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign."""
        sign_for_duties(post=request.POST.get("post", ""), acting_user=self.actor)
        return redirect("site:mine")
