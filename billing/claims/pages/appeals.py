"""Appeals: the list, one of them, filing, deciding. Both sides' pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.claims.appeals.actions import decide_appeal, file_appeal, withdraw_appeal
from billing.claims.appeals.choices import AppealStatus
from billing.claims.appeals.filters import AppealFilter
from billing.claims.appeals.selectors import appeal_until, appeals_for, given_minor, given_of, had_a_hand
from billing.claims.forms import MoneyInput
from billing.claims.models import Appeal, ClaimLine
from billing.claims.pages.of_claim import OfClaim
from billing.claims.pages.photos import photos_section
from billing.claims.pages.shared import lines_section, story_section
from billing.claims.pages.tables import AgeColumn
from billing.claims.policies import LineDecision
from billing.claims.showing import shown_lines
from common.money import format_minor, to_decimal, to_minor
from common.pages import (
    ActPage,
    Button,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.parts import address
from common.pages.timeline import timeline_of
from common.text import Text

LIST = "claims:appeals"


class AppealTable(RecordTable):
    """All of them."""

    number = NumberColumn()
    status = StatusColumn(attrs={"td": {"class": "cell-status"}})
    claim = Column(accessor="claim__number", verbose_name=_("Claim"))
    station = Column(accessor="station__name", order_by="station__code", verbose_name=_("Station"))
    filed_at = AgeColumn()
    decided_at = MomentColumn()
    claimed_minor = MoneyColumn()
    decided_minor = MoneyColumn()
    granted_minor = MoneyColumn()

    class Meta(RecordTable.Meta):
        model = Appeal
        fields = (
            "number",
            "status",
            "claim",
            "station",
            "claimed_minor",
            "decided_minor",
            "granted_minor",
            "filed_at",
            "decided_at",
        )


class AppealList(ListPage):
    """All appeals in the person's sight."""

    action = "appeals.view"
    title = _("Appeals")
    table_class = AppealTable
    filterset_class = AppealFilter
    empty = _("No appeals. A station files one from the page of a claim that was cut or rejected.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return appeals_for(self.actor)


def standing_of(appeal: Appeal) -> int:
    """Return what the appeal is decided by: what the claim is given now, or was given when the appeal was decided."""
    if appeal.status == AppealStatus.FILED:
        return given_minor(appeal.claim)
    return appeal.decided_minor if appeal.standing_minor is None else appeal.standing_minor


class OfAppeal(Page):
    """A page below one appeal."""

    lit = LIST

    @cached_property
    def appeal(self) -> Appeal:
        """Return it through the gate, with the claim and everything that the page shows."""
        rows = appeals_for(self.actor).select_related("claim__policy", "claim__station", "claim__preauthorisation")
        appeal: Appeal = rows.prefetch_related("claim__lines", "claim__reasons").get_or_404(self.kwargs["pk"])
        return appeal

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Appeals"), address(LIST)), Crumb(self.appeal.number, self.appeal.get_absolute_url())]


class AppealDetail(OfAppeal, DetailPage):
    """One appeal: its reason, the claim's lines with the decision, the answer."""

    action = "appeals.view"
    template_name = "claims/detail.html"

    def record(self) -> Appeal:
        """Return it."""
        return self.appeal

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return [Crumb(_("Appeals"), address(LIST))]

    def subtitle_for(self, record: Appeal) -> Text:
        """Return the station."""
        return str(record.station.name)

    def facts(self, record: Appeal) -> list[Fact]:
        """Return the money and the people."""
        granted = "" if record.granted_minor is None else format_minor(record.granted_minor, record.currency)
        standing = standing_of(record)
        changed = [Fact(_("Given since then"), format_minor(standing, record.currency))]
        return [
            Fact(_("Claim"), record.claim.number, url=record.claim.get_absolute_url()),
            Fact(_("Claimed"), format_minor(record.claimed_minor, record.currency)),
            Fact(_("Decided before"), format_minor(record.decided_minor, record.currency)),
            *(changed if standing != record.decided_minor else []),
            Fact(_("After the appeal"), granted),
            Fact(_("Filed by"), record.filed_name),
            Fact(_("Decision by"), record.claim.final_reviewer_name or record.claim.first_reviewer_name),
            Fact(_("Appeal decided by"), record.decided_name),
        ]

    def sections(self, record: Appeal) -> list[Section]:
        """Return reason and answer, then the claim."""
        claim = record.claim
        return [
            Section(_("Why the decision is wrong"), "claims/appeal_reason.html", {"appeal": record}),
            lines_section(claim),
            *story_section(claim),
            photos_section(claim, "claims:photo"),
        ]

    def timeline(self) -> Sequence[Any]:
        """Return the claim's, where the steps of the appeal are written."""
        return timeline_of(self.appeal.claim, self.timeline_length)

    def buttons(self, record: Appeal) -> list[Button]:
        """Return what may be done: head office decides (another person than before), the station withdraws."""
        args = (record.pk,)
        if record.status != AppealStatus.FILED:
            return []
        if self.actor.is_station:
            return [Button(_("Withdraw"), "claims:withdraw_appeal", "appeals.file", args, danger=True)]
        decide = Button(_("Decide the appeal"), "claims:decide_appeal", "appeals.decide", args, primary=True)
        return [] if had_a_hand(record, self.actor) else [decide]


class FileAppeal(OfClaim, ActPage):
    """Appeal a decision, once."""

    action = "appeals.file"
    title = _("Appeal the decision")
    reason = "required"
    submit_label = _("File the appeal")
    success = _("The appeal is filed. Another reviewer decides it.")
    lit = LIST

    @property
    def explain(self) -> Text:  # type: ignore[override]
        """Say until when, and that there is one."""
        until = appeal_until(self.claim)
        if until is None:
            return _("There is no decision on this claim that cut anything.")
        told = timezone.localtime(until).strftime("%Y-%m-%d %H:%M")
        sentence = now_(
            "You may appeal once, until %(until)s. Say for each line why it should be paid, and by which evidence."
        )
        return sentence % {"until": told}

    def perform(self, reason: str) -> str:
        """File it."""
        return file_appeal(self.claim.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class WithdrawAppeal(OfAppeal, ActPage):
    """Take it back."""

    action = "appeals.file"
    title = _("Withdraw the appeal")
    explain = _("There is no second appeal for this claim.")
    reason = "optional"
    danger = True
    submit_label = _("Withdraw")

    def perform(self, reason: str) -> str:
        """Withdraw."""
        return withdraw_appeal(self.appeal.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class DecideForm(forms.Form):
    """What each line gets, and the answer."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[ClaimLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        self.fields["seen"].initial = sum(given_of(line) for line in lines)
        for line in lines:
            given = given_of(line)
            words = {"line": line.position, "name": line.name}
            field = MoneyInput(
                label=_("Line %(line)d, %(name)s") % words,
                initial=to_decimal(given),
                help_text=_("Given %(given)s of %(claimed)s")
                % {"given": format_minor(given), "claimed": format_minor(line.claimed_minor)},
            )
            self.fields[f"line-{line.position}"] = field
        self.fields["answer"] = forms.CharField(
            label=_("Answer to the station"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "wide": True})
        )

    def decisions(self) -> list[LineDecision]:
        """Return them as the action wants them."""
        given = self.cleaned_data
        return [LineDecision(line.pk, to_minor(given[f"line-{line.position}"])) for line in self.lines]


class DecideAppeal(OfAppeal, FormPage):
    """Decide every line anew."""

    action = "appeals.decide"
    title = _("Decide the appeal")
    form_class = DecideForm
    template_name = "claims/decide_appeal.html"
    submit_label = _("Decide")
    success = _("The appeal is decided; the station is told.")
    explain = _("Leave an amount as it is to deny that line. More than before opens the way to the final review again.")

    def form_arguments(self) -> dict[str, Any]:
        """Return the lines in order."""
        return {"lines": sorted(self.appeal.claim.lines.all(), key=lambda line: line.position)}

    def initial(self) -> dict[str, Any]:
        """The form knows its own."""
        return {}

    def perform(self, form: Any) -> str:
        """Decide."""
        given = form.cleaned_data
        decided = decide_appeal(
            self.appeal.pk,
            decisions=form.decisions(),
            answer=given["answer"],
            seen_minor=given["seen"],
            acting_user=self.actor,
        )
        return decided.get_absolute_url()

    def context(self) -> dict[str, Any]:
        """Show the lines with their reasons and what the station says."""
        claim = self.appeal.claim
        standing = standing_of(self.appeal)
        return {"appeal": self.appeal, "claim": claim, "shown": shown_lines(claim), "standing_minor": standing}
