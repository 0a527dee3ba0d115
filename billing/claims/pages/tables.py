"""The lists of claims: all of them, and the two review queues."""

from typing import Any, ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from billing.claims.models import Claim
from billing.claims.showing import risk_tone
from common.clock import now
from common.pages import (
    ChoiceColumn,
    Column,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    RecordTable,
    StatusColumn,
)
from common.pages.parts import address
from common.pages.tables import badge
from common.templatetags.frame import ago


class RulesColumn(Column):
    """What the rules said, in one badge: nothing, or how many objections."""

    def render(self, record: Claim) -> SafeString:
        """Draw the badge."""
        return badge("good" if self.count(record) == 0 else "warn", self.value(record))

    def value(self, record: Claim) -> str:
        """Return it as text."""
        count = self.count(record)
        return ngettext("%(n)d objection", "%(n)d objections", count) % {"n": count} if count else now_("No objection")

    def count(self, record: Claim) -> int:
        """Return the number of reasons, which the queue counts in its query."""
        return int(getattr(record, "objections", 0))


class RiskColumn(Column):
    """The sum of the open anomalies' weights, as a badge."""

    def render(self, value: int) -> SafeString:
        """Draw the badge."""
        return badge(risk_tone(value), value)


class HolderColumn(Column):
    """Who has the claim before them."""

    def render(self, record: Claim) -> str:
        """Return the name."""
        return self.value(record) or "–"

    def value(self, record: Claim) -> str:
        """Return the name, as long as the lease runs."""
        lease = getattr(record, "lease", None)
        return str(lease.holder_name) if lease is not None and lease.until > now() else ""


def in_queue(record: Claim, table: Any) -> str:
    """Return the review's address with the filter and order of the list, so that the next claim is the next of this list."""
    query = table.request.GET.copy()
    for name in ("page", "per_page", "columns", "view", "format"):
        query.pop(name, None)
    return address("claims:review", [record.pk]) + (f"?{query.urlencode()}" if query else "")


class AgeColumn(Column):
    """How long something has been waiting; the time itself is in the tooltip."""

    def render(self, value: Any) -> SafeString:
        """Draw it."""
        return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), value.isoformat(), ago(value))

    def value(self, value: Any) -> str:
        """Return the time."""
        return str(value.isoformat()) if value else ""


class ClaimTable(RecordTable):
    """All claims."""

    number = NumberColumn()
    status = StatusColumn(attrs={"td": {"class": "cell-status"}})
    type = ChoiceColumn()
    station = Column(accessor="station__name", order_by="station__code", verbose_name=_("Station"))
    submitted_at = MomentColumn()
    claimed_minor = MoneyColumn()
    approved_minor = MoneyColumn()
    final_minor = MoneyColumn()
    default_columns: ClassVar[list[str]] = [
        "number",
        "status",
        "type",
        "station",
        "vin",
        "repair_finished_on",
        "claimed_minor",
        "final_minor",
    ]

    class Meta(RecordTable.Meta):
        model = Claim
        fields = (
            "number",
            "status",
            "type",
            "station",
            "vin",
            "model_code",
            "mileage_km",
            "repair_order_number",
            "repair_finished_on",
            "submitted_at",
            "claimed_minor",
            "approved_minor",
            "final_minor",
        )


class StationClaimTable(ClaimTable):
    """The claims of the station itself: the station's name would say nothing."""

    class Meta(ClaimTable.Meta):
        exclude = ("station",)


class FirstQueueTable(RecordTable):
    """What waits for the first review: risk, how long, how much, what the rules say, who has it before them."""

    number = NumberColumn(linkify=lambda record, table: in_queue(record, table))
    risk = RiskColumn()
    waiting = AgeColumn(accessor="submitted_at", verbose_name=_("Waiting for"))
    station = Column(accessor="station__name", order_by="station__code", verbose_name=_("Station"))
    type = ChoiceColumn()
    claimed_minor = MoneyColumn()
    rules = RulesColumn(empty_values=(), order_by="objections", verbose_name=_("Rules"))
    holder = HolderColumn(empty_values=(), orderable=False, verbose_name=_("Reviewer"))

    class Meta(RecordTable.Meta):
        model = Claim
        fields = (
            "number",
            "risk",
            "waiting",
            "station",
            "type",
            "vin",
            "model_code",
            "claimed_minor",
            "rules",
            "holder",
        )


class FinalQueueTable(RecordTable):
    """What waits for the final review, old parts checked."""

    number = NumberColumn(linkify=lambda record: address("claims:final", [record.pk]))
    waiting = AgeColumn(accessor="first_reviewed_at", verbose_name=_("Waiting for"))
    station = Column(accessor="station__name", order_by="station__code", verbose_name=_("Station"))
    claimed_minor = MoneyColumn()
    approved_minor = MoneyColumn()
    failed_parts = Column(verbose_name=_("Old parts"), empty_values=(), order_by="failed_parts")

    class Meta(RecordTable.Meta):
        model = Claim
        fields = (
            "number",
            "waiting",
            "station",
            "vin",
            "first_reviewer_name",
            "claimed_minor",
            "approved_minor",
            "failed_parts",
        )

    def render_failed_parts(self, record: Claim) -> SafeString:
        """Draw whether the part check found something."""
        failed = int(getattr(record, "failed_parts", 0))
        return badge("bad" if failed else "good", now_("Refused or missing") if failed else now_("In order"))
