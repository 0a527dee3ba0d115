"""Claims that were settled by rule and drawn: the queue, the check, and how often the rules were wrong."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.claims.automatic.actions import check_sample
from billing.claims.automatic.choices import Verdict
from billing.claims.automatic.models import SampledClaim
from billing.claims.automatic.selectors import figures, samples_for
from billing.claims.choices import Reason
from billing.claims.pages.shared import history_section, lines_section, story_section, vehicle_facts
from billing.claims.rules import RULES
from billing.claims.selectors import claims_for
from common.money import format_minor
from common.pages import (
    Button,
    Column,
    Crumb,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    Page,
    RecordFilter,
    RecordTable,
    StatusColumn,
    choice,
)
from common.pages.parts import address
from common.text import Text

VIEW = "claims.view_samples"
RIGHT, WRONG = "right", "wrong"


class SampleFilter(RecordFilter):
    """By verdict; `q` looks at claim numbers."""

    search: ClassVar[tuple[str, ...]] = ("claim__number__icontains", "missed_rule__icontains")
    quick: ClassVar[tuple[str, ...]] = ("status",)

    status = choice(Verdict.choices, label=_("Verdict"))


class SampleTable(RecordTable):
    """The drawn claims, oldest first."""

    claim = NumberColumn(
        accessor="claim__number", linkify=lambda record: record.get_absolute_url(), verbose_name=_("Claim")
    )
    status = StatusColumn()
    station = Column(accessor="claim__station__name", order_by="claim__station__code", verbose_name=_("Station"))
    created_at = MomentColumn(verbose_name=_("Drawn"))
    amount_minor = MoneyColumn()

    class Meta(RecordTable.Meta):
        model = SampledClaim
        fields = (
            "claim",
            "status",
            "station",
            "amount_minor",
            "policy_label",
            "clause",
            "missed_rule",
            "created_at",
            "checked_by_name",
        )


class SampleList(ListPage):
    """What was settled by rule and waits to be checked, or was."""

    action = VIEW
    title = _("Sample of decisions by rule")
    table_class = SampleTable
    filterset_class = SampleFilter
    empty = _("Nothing was drawn yet. The policy says which claims are settled by rule and how many of them are drawn.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return samples_for(self.actor)

    def page_buttons(self) -> list[Button]:
        """Lead to the error rates."""
        return [Button(_("Error rates"), "claims:sample_figures", VIEW, icon="chart-bar")]


class SampleFigures(Page):
    """How often the rules were wrong."""

    action = VIEW
    title = _("Error rates of decisions by rule")
    template_name = "claims/sample_figures.html"
    lit = "claims:samples"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(SampleList.title, address("claims:samples"))]

    def context(self) -> dict[str, Any]:
        """Return the rates."""
        return {"figures": figures(self.actor)}


class VerdictForm(forms.Form):
    """Whether the decision was right, and if not why."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[(RIGHT, Verdict.OK.label), (WRONG, Verdict.WRONG.label)],
        widget=forms.RadioSelect,
    )
    reason_code = forms.ChoiceField(label=_("What was wrong"), choices=[("", "–"), *Reason.choices], required=False)
    missed_rule = forms.ChoiceField(
        label=_("Rule that should have objected"),
        required=False,
        help_text=_("Leave empty when there is no such rule yet."),
    )
    comment = forms.CharField(
        label=_("Comment"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["missed_rule"].choices = [("", "–"), *[(code, code) for code in sorted(RULES)]]  # type: ignore[attr-defined]


class CheckSample(FormPage):
    """Check one: the claim beside the verdict; what was checked is shown as it was."""

    action = VIEW
    form_class = VerdictForm
    template_name = "claims/check_sample.html"
    submit_label = _("Save the verdict")
    lit = "claims:samples"

    @cached_property
    def sample(self) -> SampledClaim:
        """Return the sample through the gate."""
        sample: SampledClaim = samples_for(self.actor).get_or_404(self.kwargs["pk"])
        return sample

    def get_title(self) -> Text:
        """Name the claim."""
        return self.sample.claim.number

    def subtitle(self) -> Text:
        """Say by what it was decided."""
        return f"{self.sample.claim.station.name} · {self.sample}"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(SampleList.title, address("claims:samples"))]

    def context(self) -> dict[str, Any]:
        """Return the claim beside the form."""
        rows = claims_for(self.actor).select_related("policy", "vehicle__model").prefetch_related("lines", "reasons")
        claim = rows.get_or_404(self.sample.claim_id)
        amount = Fact(_("Approved by rule"), format_minor(self.sample.amount_minor, self.sample.currency))
        return {
            "sample": self.sample,
            "may_check": self.sample.status == Verdict.OPEN and self.actor.may("claims.check_samples"),
            "facts": [amount, Fact(_("Claim"), claim.number, url=claim.get_absolute_url()), *vehicle_facts(claim)],
            "sections": [lines_section(claim), *story_section(claim), history_section(claim, self.actor)],
        }

    def perform(self, form: Any) -> str:
        """Keep the verdict, then go back to the queue."""
        given = dict(form.cleaned_data)
        check_sample(self.sample.pk, is_right=given.pop("verdict") == RIGHT, acting_user=self.actor, **given)
        return f"{address('claims:samples')}?status=open"
