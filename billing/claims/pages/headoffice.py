"""Claims at head office: the two queues, the two reviews side by side, returning, rejecting, reopening."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.claims.actions import (
    LineDecision,
    decide_final_review,
    reopen_claim,
)
from billing.claims.choices import FAILED_PARTS, REOPENS_TO, ClaimStatus, OldPartState, Reason
from billing.claims.filters import ClaimFilter
from billing.claims.forms import DecisionForm
from billing.claims.models import Claim
from billing.claims.pages.goodwill import goodwill_section
from billing.claims.pages.of_claim import OfClaim
from billing.claims.pages.shared import ClaimDetail, history_section, origin_facts, story_section, vehicle_facts
from billing.claims.pages.tables import FinalQueueTable
from billing.claims.policies import open_lines
from billing.claims.selectors import claims_for, final_queue, next_waiting
from billing.claims.showing import claim_reasons, shown_lines
from common.errors import NotYours
from common.pages import ActPage, Button, Crumb, Fact, FormPage, ListPage, Page
from common.pages.parts import address
from common.pages.timeline import timeline_of
from common.text import Text


class ByNumber(Page):
    """The way to a claim of which only the number is known: sentences name claims by it."""

    action = "claims.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go to its page. Raises NotYours for a claim out of sight."""
        claim: Claim | None = claims_for(self.actor).filter(number=self.kwargs["number"]).first()
        if claim is None:
            raise NotYours()
        return redirect(claim.get_absolute_url())


class OfficeClaimDetail(ClaimDetail):
    """A claim as head office sees it."""

    def buttons(self, record: Claim) -> list[Button]:
        """Return what the transition table leaves to do."""
        args, found = (record.pk,), []
        if record.status == ClaimStatus.SUBMITTED:
            found.append(Button(_("First review"), "claims:review", "claims.first_review", args, primary=True))
        if open_lines(record, list(record.lines.all())):
            found.append(Button(_("Final review"), "claims:final", "claims.final_review", args, primary=True))
        if record.status in REOPENS_TO:
            found.append(Button(_("Reopen"), "claims:reopen", "claims.reopen", args, danger=True))
        return found


class FinalQueue(ListPage):
    """What waits for the final review, oldest first."""

    action = "claims.final_review"
    title = _("Final review")
    table_class = FinalQueueTable
    filterset_class = ClaimFilter
    empty = _("Nothing is waiting for the final review. Claims come here when their old parts are checked.")

    def rows(self) -> QuerySet[Any]:
        """Return the queue through the gate."""
        return final_queue(self.actor)


class Review(OfClaim, FormPage):
    """The base of both reviews: lines with decision fields, beside them what one needs to know."""

    template_name = "claims/review.html"
    form_class = DecisionForm
    status: ClassVar[ClaimStatus]
    queue_name: ClassVar[str] = ""
    queue_title: ClassVar[Text] = ""
    limit_title: ClassVar[Text] = ""
    is_final: ClassVar[bool] = False

    @cached_property
    def claim(self) -> Claim:
        """Return the claim through the gate, with everything that the page shows."""
        rows = claims_for(self.actor).select_related("policy", "vehicle__model").prefetch_related("lines", "reasons")
        claim: Claim = rows.get_or_404(self.kwargs["pk"])
        return claim

    def get_title(self) -> Text:
        """Return the number."""
        return self.claim.number

    def subtitle(self) -> Text:
        """Return type and station."""
        return f"{self.claim.get_type_display()} · {self.claim.station.name}"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the queue."""
        return [Crumb(self.queue_title, address(self.queue_name))]

    def record(self) -> Claim:
        """Compare the claim's version: a stale review is refused."""
        return self.claim

    def initial(self) -> dict[str, Any]:
        """The decisions are shown as suggested; nothing of the claim is edited here."""
        return {}

    def suggested(self) -> list[LineDecision]:
        """Return what is filled in at first, line by line."""
        raise NotImplementedError

    def form_arguments(self) -> dict[str, Any]:
        """Return the lines and what is suggested for each."""
        return {"lines": self._lines(), "suggested": self.suggested()}

    def go_on(self) -> str:
        """Return the next claim of the queue, or the queue when it is empty."""
        following = next_waiting(self.actor, self.status, self.claim)
        name = "claims:final" if self.is_final else "claims:review"
        return address(name, [following.pk]) if following else address(self.queue_name)

    def context(self) -> dict[str, Any]:
        """Return everything beside the form."""
        return {
            "claim": self.claim,
            **self.shown(),
            "about_claim": claim_reasons(self.claim),
            "facts": [*vehicle_facts(self.claim), *self.more_facts()],
            "story": [*story_section(self.claim), *goodwill_section(self.claim, self.actor)],
            "timeline": timeline_of(self.claim, 12),
            "next_url": self.go_on(),
            "limit_title": self.limit_title,
            "is_final": self.is_final,
            "is_waiting": self.is_waiting(),
        }

    def is_waiting(self) -> bool:
        """Whether the claim waits for this review."""
        return bool(self.claim.status == self.status)

    def shown(self) -> dict[str, Any]:
        """Return the lines that are decided here, and those that are only shown."""
        here = {line.pk for line in self._lines()}
        lines = shown_lines(self.claim)
        return {
            "shown": [one for one in lines if one.line.pk in here],
            "others": [one for one in lines if one.line.pk not in here],
        }

    def more_facts(self) -> list[Fact]:
        """Return who signed, what was repaired when."""
        claim = self.claim
        return [
            *origin_facts(claim),
            Fact(_("Labour coefficient"), claim.labour_coefficient),
            Fact(_("Appraiser"), claim.appraiser_name, hint=claim.certificate_number),
        ]

    def _lines(self) -> list[Any]:
        return sorted(self.claim.lines.all(), key=lambda line: line.position)


class FinalReview(Review):
    """Final review, with the old parts' state beside each line."""

    action = "claims.final_review"
    status = ClaimStatus.FIRST_REVIEWED
    queue_name = "claims:finals"
    queue_title = _("Final review")
    limit_title = _("Approved")
    lit = "claims:finals"
    is_final = True
    submit_label = _("Settle as entered")
    success = ""

    def is_waiting(self) -> bool:
        """Whether there is a line to decide: those held for an overdue part come later."""
        return bool(self._lines())

    def _lines(self) -> list[Any]:
        return open_lines(self.claim, super()._lines())

    def context(self) -> dict[str, Any]:
        """Add the vehicle's other claims."""
        return {**super().context(), "history": history_section(self.claim, self.actor)}

    def suggested(self) -> list[LineDecision]:
        """Fill in what the first review gave, and nothing where the old part failed."""
        return [self._decision(line) for line in self._lines()]

    def _decision(self, line: Any) -> LineDecision:
        if line.old_part_state not in FAILED_PARTS:
            return LineDecision(line.pk, line.approved_minor or 0)
        missing = line.old_part_state == OldPartState.MISSING
        return LineDecision(line.pk, 0, Reason.OLD_PART_MISSING if missing else Reason.OLD_PART_MISMATCH)

    def more_facts(self) -> list[Fact]:
        """Add who made the first review."""
        return [*super().more_facts(), Fact(_("First reviewer"), self.claim.first_reviewer_name)]

    def perform(self, form: Any) -> str:
        """Settle, then go to the next one."""
        onward = self.go_on()
        claim = decide_final_review(self.claim.pk, decisions=form.decisions(), acting_user=self.actor)
        words = {"number": claim.number, "status": claim.get_status_display()}
        messages.success(self.request, now_("%(number)s: %(status)s.") % words)
        return onward


class ReopenClaim(OfClaim, ActPage):
    """Take a decision back."""

    action = "claims.reopen"
    title = _("Reopen the claim")
    reason = "required"
    danger = True
    submit_label = _("Reopen")
    explain = _(
        "A settled claim returns to the final review and its posting is corrected; any other goes back to the first review."
    )

    def perform(self, reason: str) -> str:
        """Reopen it."""
        return reopen_claim(self.claim.pk, reason=reason, acting_user=self.actor).get_absolute_url()
