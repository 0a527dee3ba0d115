"""Goodwill above a reviewer's limit: the list, one request, granting, refusing, taking back. Head office's alone."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.claims.goodwill.actions import decisions_of, grant_goodwill, refuse_goodwill, withdraw_goodwill
from billing.claims.goodwill.choices import GoodwillStatus
from billing.claims.goodwill.filters import GoodwillFilter
from billing.claims.goodwill.selectors import goodwill_for, may_decide
from billing.claims.models import GoodwillApproval
from billing.claims.pages.goodwill import goodwill_section
from billing.claims.pages.photos import photos_section
from billing.claims.pages.shared import story_section, vehicle_facts
from billing.claims.pages.tables import AgeColumn
from billing.claims.showing import shown_lines
from common.money import format_minor
from common.pages import (
    ActPage,
    Button,
    Column,
    Crumb,
    DetailPage,
    Fact,
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
from common.text import Text

LIST = "claims:goodwills"


class GoodwillTable(RecordTable):
    """All of them."""

    number = NumberColumn()
    status = StatusColumn(attrs={"td": {"class": "cell-status"}})
    claim = Column(accessor="claim__number", verbose_name=_("Claim"))
    station = Column(accessor="claim__station__name", order_by="claim__station__code", verbose_name=_("Station"))
    claimed_minor = MoneyColumn()
    asked_minor = MoneyColumn()
    limit_minor = MoneyColumn()
    asked_name = Column()
    asked_at = AgeColumn()
    decided_name = Column()
    decided_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = GoodwillApproval
        fields = (
            "number", "status", "claim", "station", "claimed_minor", "asked_minor", "limit_minor", "asked_name", "asked_at",
            "decided_name", "decided_at",
        )  # fmt: skip


class GoodwillList(ListPage):
    """Every request for more goodwill than a role may grant."""

    action = "goodwill.view"
    title = _("Goodwill approvals")
    table_class = GoodwillTable
    filterset_class = GoodwillFilter
    empty = _("Nothing was asked for. A first review that gives more goodwill than the reviewer may grant comes here.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return goodwill_for(self.actor)


class OfGoodwill(Page):
    """A page below one request."""

    lit = LIST

    @cached_property
    def approval(self) -> GoodwillApproval:
        """Return it through the gate, with the claim and everything that the page shows."""
        rows = goodwill_for(self.actor).select_related("claim__vehicle__model")
        rows = rows.prefetch_related("claim__lines", "claim__reasons")
        found: GoodwillApproval = rows.get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        approval = self.approval
        return [Crumb(_("Goodwill approvals"), address(LIST)), Crumb(approval.number, approval.get_absolute_url())]


class GoodwillDetail(OfGoodwill, DetailPage):
    """One request: why, each line with what it would get, who bears which share."""

    action = "goodwill.view"
    template_name = "claims/detail.html"

    def record(self) -> GoodwillApproval:
        """Return it."""
        return self.approval

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return [Crumb(_("Goodwill approvals"), address(LIST))]

    def subtitle_for(self, record: GoodwillApproval) -> Text:
        """Return the station."""
        return str(record.claim.station.name)

    def facts(self, record: GoodwillApproval) -> list[Fact]:
        """Return the money, the limit with its clause, and the people."""
        claim = record.claim
        clause = _("Clause %(clause)s of policy %(label)s") % {"clause": record.clause, "label": claim.policy_label}
        return [
            Fact(_("Claim"), claim.number, url=claim.get_absolute_url()),
            Fact(_("Claimed"), format_minor(record.claimed_minor, record.currency)),
            Fact(_("To be granted"), format_minor(record.asked_minor, record.currency)),
            Fact(_("Limit of the reviewer"), format_minor(record.limit_minor, record.currency), hint=clause),
            Fact(_("Asked by"), record.asked_name),
            Fact(_("Decided by"), record.decided_name),
            *vehicle_facts(claim),
        ]

    def sections(self, record: GoodwillApproval) -> list[Section]:
        """Return the lines, the shares and the story."""
        asked = {decision.line_id: decision for decision in decisions_of(record)}
        rows = [(shown, asked.get(shown.line.pk)) for shown in shown_lines(record.claim)]
        return [
            Section(_("Lines"), "claims/goodwill_lines.html", {"approval": record, "rows": rows}, count=len(rows)),
            *goodwill_section(record.claim, self.actor),
            *story_section(record.claim),
            photos_section(record.claim, "claims:photo"),
        ]

    def buttons(self, record: GoodwillApproval) -> list[Button]:
        """Return what may be done while it waits: the role above decides, the reviewers take it back."""
        args, found = (record.pk,), []
        if record.status != GoodwillStatus.WAITING:
            return []
        if may_decide(record, self.actor):
            found.append(
                Button(_("Grant the goodwill"), "claims:grant_goodwill", "goodwill.approve", args, primary=True)
            )
            found.append(Button(_("Refuse"), "claims:refuse_goodwill", "goodwill.approve", args, danger=True))
        return [*found, Button(_("Withdraw"), "claims:withdraw_goodwill", "claims.first_review", args)]


class GrantGoodwill(OfGoodwill, ActPage):
    """Grant it as asked."""

    action = "goodwill.approve"
    title = _("Grant the goodwill")
    explain = _(
        "The reviewer's decisions are carried out as they stand; the claim goes on to old parts and final review."
    )
    reason = "optional"
    submit_label = _("Grant the goodwill")
    success = _("Granted.")

    def perform(self, reason: str) -> str:
        """Grant."""
        return grant_goodwill(self.approval.pk, answer=reason, acting_user=self.actor).get_absolute_url()


class RefuseGoodwill(OfGoodwill, ActPage):
    """Refuse it."""

    action = "goodwill.approve"
    title = _("Refuse the goodwill")
    explain = _("The claim waits for the first review again; the reviewer reads why.")
    reason = "required"
    danger = True
    submit_label = _("Refuse")
    success = _("Refused.")

    def perform(self, reason: str) -> str:
        """Refuse."""
        return refuse_goodwill(self.approval.pk, answer=reason, acting_user=self.actor).get_absolute_url()


class WithdrawGoodwill(OfGoodwill, ActPage):
    """Take it back."""

    action = "claims.first_review"
    title = _("Withdraw the request")
    explain = _("The claim waits for the first review again.")
    reason = "optional"
    submit_label = _("Withdraw")

    def perform(self, reason: str) -> str:
        """Withdraw."""
        return withdraw_goodwill(self.approval.pk, reason=reason, acting_user=self.actor).claim.get_absolute_url()
