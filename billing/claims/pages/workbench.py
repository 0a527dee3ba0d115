"""The first review: one claim with everything beside it, decided by keyboard; then the next one of the same filtered queue."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.claims.actions import LineDecision, decide_first_review, note_claim, open_claim, reject_claim, return_claim
from billing.claims.actions.first_review import suggested_decision
from billing.claims.adjudication import verdict_of
from billing.claims.anomalies.actions import dismiss_flag
from billing.claims.anomalies.gather import photos_of
from billing.claims.anomalies.selectors import flags_for
from billing.claims.choices import ClaimStatus, Reason
from billing.claims.forms import NoteForm, RejectForm
from billing.claims.goodwill.actions import ask_for_goodwill
from billing.claims.goodwill.limits import is_above_limit, limit_minor, may_grant
from billing.claims.kin import kin_of, same_part_here
from billing.claims.models import Claim, ReviewLease
from billing.claims.pages.headoffice import Review
from billing.claims.pages.of_claim import OfClaim
from billing.claims.pages.queue import filtered_queue
from billing.claims.queue import Beside, beside, order_for
from billing.claims.reviewing import (
    coverage_of,
    flags_on,
    flags_shown,
    life_of_vehicle,
    notes_on,
    photos_shown,
    with_remarks,
)
from billing.claims.selectors import claims_for
from billing.policy.selectors import policy_of
from common.clock import now
from common.errors import NotYours
from common.files.answers import file_answer
from common.money import format_minor
from common.pages import ActPage, FormPage
from common.pages.forms import Drift
from common.pages.parts import address
from common.text import Text

REVIEW = "claims.first_review"
LETTERS = "abcdefghijklmnop"
KEYS = [
    ("a", _("decide all lines as entered, then the next claim")),
    ("A", _("approve all lines in full, then the next claim")),
    ("y", _("approve the line in full")),
    ("c", _("cut the line: an amount, or a share such as 20%")),
    ("r", _("reject the line with a reason")),
    ("R", _("reject the whole claim with a reason")),
    ("q", _("ask the station")),
    ("m", _("comment on the line for the station")),
    ("n", _("note for colleagues")),
    ("p", _("photos")),
    ("x", _("dismiss an anomaly")),
    ("↑ ↓", _("choose a line")),
    ("1–9", _("choose a line by its number")),
    ("j k", _("next, previous claim of the queue")),
    ("Esc", _("leave the field")),
]


class InQueue(OfClaim):
    """A step on a claim of the queue; the address carries the queue's filter and order on."""

    @property
    def query(self) -> str:
        """Return the filter and order of the queue, ready to be appended."""
        return f"?{self.request.GET.urlencode()}" if self.request.GET else ""

    @cached_property
    def sides(self) -> Beside:
        """Return the free claims on either side in the same queue."""
        if not self.claim.submitted_at:
            return Beside(None, None)
        order = order_for(self.request.GET.get("sort", ""))
        return beside(filtered_queue(self.request, self.actor), self.claim, order, self.actor)

    def beside(self, *, backward: bool = False) -> str:
        """Return the address of the next (or previous) free claim of the same queue, or of the queue when there is none."""
        found = self.sides.before if backward else self.sides.after
        return (address("claims:review", [found]) if found else address("claims:queue")) + self.query


class FirstReview(InQueue, Review):
    """First review, line by line, with all that a reviewer needs on the one page."""

    action = REVIEW
    template_name = "claims/workbench.html"
    status = ClaimStatus.SUBMITTED
    queue_name = "claims:queue"
    queue_title = _("First review")
    limit_title = _("Claimed")
    lit = "claims:queue"
    submit_label = _("Decide as entered")
    success = ""
    keys = ((_("First review"), KEYS),)

    @cached_property
    def claim(self) -> Claim:
        """Return the claim through the gate, with everything that the page shows."""
        rows = claims_for(self.actor).select_related("policy", "vehicle__model", "lease", "preauthorisation")
        rows = with_remarks(rows).prefetch_related("lines", "reasons")
        found: Claim = rows.get_or_404(self.kwargs["pk"])
        return found

    def suggested(self) -> list[LineDecision]:
        """Fill in what the rules suggest."""
        verdicts = [verdict_of(reason) for reason in self.claim.reasons.all()]
        return [suggested_decision(line, verdicts) for line in self._lines()]

    def go_on(self) -> str:
        """Return the next claim of the queue."""
        return self.beside()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; who opens it first has it."""
        self.lease = open_claim(self.claim, acting_user=self.actor)
        return super().get(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        """Decide, then go to the next one."""
        onward, decisions = self.go_on(), form.decisions()
        if is_above_limit(self.claim, decisions, self.actor):
            return self.ask(decisions, form.cleaned_data["goodwill_reason"], onward)
        claim = decide_first_review(self.claim.pk, decisions=decisions, acting_user=self.actor)
        words = {"number": claim.number, "status": claim.get_status_display()}
        messages.success(self.request, now_("%(number)s: %(status)s.") % words)
        return onward

    def ask(self, decisions: Sequence[LineDecision], reason: str, onward: str) -> str:
        """Put goodwill above the person's limit before the role above, then go to the next claim."""
        asked = ask_for_goodwill(self.claim.pk, decisions=decisions, reason=reason, acting_user=self.actor)
        roles = ", ".join(str(role.label) for role in may_grant(policy_of(self.claim.policy), asked.asked_minor))
        words = {"number": self.claim.number, "roles": roles}
        messages.success(
            self.request, now_("%(number)s is above your limit and waits for the approval of: %(roles)s.") % words
        )
        return onward

    def form_arguments(self) -> dict[str, Any]:
        """Ask for a reason where the person's role limits the goodwill."""
        limit = limit_minor(self.claim, self.actor.roles)
        told = "" if limit is None else format_minor(limit, self.claim.currency)
        return super().form_arguments() | {"goodwill_limit": told}

    def context(self) -> dict[str, Any]:
        """Return the claim and, beside it, its coverage, anomalies, photos, the vehicle's life and claims like it."""
        claim, lines = self.claim, self._lines()
        kin = kin_of(claim, self.actor)
        return {
            **super().context(),
            "coverage": coverage_of(claim, lines),
            "flags": flags_shown(flags_on(claim)),
            "notes": notes_on(claim),
            "photos": photos_shown(claim),
            "life": life_of_vehicle(claim, kin, self.actor),
            "same_part": same_part_here(claim, lines),
            "same_failure": kin.same_failure,
            "palette": list(zip(LETTERS, Reason.choices, strict=False)),
            "previous_url": self.beside(backward=True),
            "query": self.query,
            "holder": self._holder(),
        }

    def _holder(self) -> ReviewLease | None:
        """Return the lease of somebody else who has the claim before them."""
        lease: ReviewLease | None = getattr(self, "lease", None) or getattr(self.claim, "lease", None)
        is_theirs = lease is not None and lease.holder_id != self.actor.id and lease.until > now()
        return lease if is_theirs else None

    # a stale form: what is compared are the claim's own words and amounts, since nothing of it is edited here

    def _values(self) -> dict[str, str]:
        claim = self.claim
        lines = {f"amount-{line.position}": self._line_words(line) for line in self._lines()}
        reviewer = claim.first_reviewer_name or claim.question
        return {"status": claim.get_status_display(), "reviewer": reviewer, **lines}

    def _line_words(self, line: Any) -> str:
        return f"{line.name} · {format_minor(line.claimed_minor, self.claim.currency)}"

    def _drifts(self, form: Any, before: Mapping[str, str]) -> list[Drift]:
        current = self._values()
        names = [name for name in {**before, **current} if before.get(name, "") != current.get(name, "")]
        return [
            Drift(self._label(name), before.get(name, ""), current.get(name, ""), self._typed_in(form, name))
            for name in names
        ]

    def _label(self, name: str) -> Text:
        if name.startswith("amount-"):
            return now_("Line %(line)s") % {"line": name.removeprefix("amount-")}
        return _("Status") if name == "status" else _("Reviewer or question")

    def _typed_in(self, form: Any, name: str) -> str:
        return str(form[name].value() or "") if name in form.fields else ""


class ReturnClaim(InQueue, ActPage):
    """Ask the station something."""

    action = REVIEW
    title = _("Return with a question")
    reason = "required"
    submit_label = _("Return")
    lit = "claims:queue"

    def perform(self, reason: str) -> str:
        """Return it, then go to the next one."""
        onward = self.beside()
        return_claim(self.claim.pk, question=reason, acting_user=self.actor)
        return onward


class RejectClaim(InQueue, FormPage):
    """Reject the whole claim for one reason."""

    action = REVIEW
    title = _("Reject the claim")
    form_class = RejectForm
    narrow = True
    danger = True
    submit_label = _("Reject")
    success = _("Rejected.")
    lit = "claims:queue"

    def perform(self, form: Any) -> str:
        """Reject it, then go to the next one."""
        onward = self.beside()
        reject_claim(self.claim.pk, **form.cleaned_data, acting_user=self.actor)
        return onward


class NoteClaim(InQueue, FormPage):
    """Write a note for colleagues."""

    action = "claims.note"
    title = _("Note for colleagues")
    form_class = NoteForm
    narrow = True
    explain = _("The station does not see it.")
    submit_label = _("Keep the note")
    lit = "claims:queue"

    def perform(self, form: Any) -> str:
        """Keep it, then go back to the claim."""
        note_claim(self.claim.pk, text=form.cleaned_data["text"], acting_user=self.actor)
        return (
            address("claims:detail" if self.claim.status != ClaimStatus.SUBMITTED else "claims:review", [self.claim.pk])
            + self.query
        )


class DismissFlag(InQueue, ActPage):
    """Say that an anomaly is nothing, and why."""

    action = REVIEW
    title = _("Dismiss the anomaly")
    reason = "required"
    submit_label = _("Dismiss")
    success = _("Dismissed. The risk is lower now.")
    lit = "claims:queue"

    @property
    def explain(self) -> str:  # type: ignore[override]
        """Return what was seen."""
        shown = flags_shown([self._flag()])[0]
        return f"{shown.title}: {shown.sentence}"

    def perform(self, reason: str) -> str:
        """Dismiss it, then go back to the claim."""
        dismiss_flag(self._flag().pk, reason=reason, acting_user=self.actor)
        return address("claims:review", [self.claim.pk]) + self.query

    def _flag(self) -> Any:
        return flags_for(self.actor).filter(claim=self.claim.pk).get_or_404(self.kwargs["flag"])


class ReviewPhoto(OfClaim):
    """One photo of the claim."""

    action = REVIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it. Raises NotYours for a file of another record."""
        file = next((one for one in photos_of(self.claim) if one.pk == self.kwargs["file"]), None)
        if file is None:
            raise NotYours
        return file_answer(file)
