"""What pages and API show of a claim: its lines with what the rules said about each, and the coverage in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.claims.adjudication import verdict_of
from billing.claims.choices import LineKind, OldPartState, Outcome, Reason
from billing.claims.covering import Cover, cover_of_claim
from billing.claims.models import Claim, ClaimLine, JudgedReason
from billing.claims.rules import Judgement, Verdict, sentence_for
from billing.claims.rules.judging import suggestion_for
from common.text import Text

TONES = {Outcome.REJECT: "bad", Outcome.CUT: "warn", Outcome.REFER: "info", Outcome.OK: "good"}


ADVICE: dict[str, Text] = {
    Reason.NOT_COVERED: _("Check sale date, mileage and failure date. If one of them is wrong, appeal with its proof; else goodwill may pay."),
    Reason.EXCLUDED: _("Wear parts are the owner's. If the cause was a defect, appeal with a photo of it; else goodwill may pay."),
    Reason.LABOUR_ABOVE_NORM: _("The catalogue's hours are paid. Extra work needs an operation of its own, or an appeal that says why."),
    Reason.PRICE_ABOVE_LIST: _("List price and mark-up are paid. Claim the list price next time; appeal when the list is wrong."),
    Reason.DUPLICATE: _("The same work was claimed before. If it is another failure, appeal with photos and both serial numbers."),
    Reason.EVIDENCE_MISSING: _("Add what was missing and appeal with it: photos, serial numbers, papers."),
    Reason.NOT_PREAUTHORISED: _("Ask before such a repair begins. If there was an agreement, appeal with its number."),
    Reason.WRONG_DIAGNOSIS: _("Appeal with the diagnosis: fault codes, measurements, photos."),
    Reason.DISTANCE_TOO_LONG: _("The expected distance is paid. Appeal with the GPS track when a detour was needed."),
    Reason.OLD_PART_MISSING: _("The old part did not come back. Find it and send it, then appeal with the shipment."),
    Reason.OLD_PART_MISMATCH: _("The part that came back is another one. Appeal with the right part's number and photo."),
    Reason.OTHER: _("Read the reviewer's comment; appeal once, with evidence, when it is wrong."),
}  # fmt: skip

RISKS = ((60, "bad"), (25, "warn"), (1, "info"))


def risk_tone(risk: int) -> str:
    """Return the tone in which a risk is shown."""
    return next((tone for least, tone in RISKS if risk >= least), "neutral")


@dataclass(frozen=True, slots=True)
class Why:
    """One reason in words: what the rule said, and where it is written."""

    outcome: Text
    tone: str
    sentence: str
    rule: str
    policy_label: str
    clause: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its reasons and with what the rules would leave of it."""

    line: ClaimLine
    why: Sequence[Why]
    suggested_minor: int

    @property
    def amount(self) -> str:
        """Return hours or quantity with the unit."""
        if self.line.kind == LineKind.LABOUR:
            return now_("%(hours)s h") % {"hours": self.line.hours}
        if self.line.kind == LineKind.OUTBOUND:
            return now_("%(km)s km") % {"km": f"{self.line.quantity.normalize():f}"}
        return f"{self.line.quantity.normalize():f} ×"

    @property
    def code(self) -> str:
        """Return the operation's code or the part's number."""
        return self.line.operation_code or self.line.part_number

    @property
    def is_cut(self) -> bool:
        """Whether a review gave less than was claimed."""
        given = self.line.approved_minor if self.line.final_minor is None else self.line.final_minor
        return given is not None and given < self.line.claimed_minor

    @property
    def advice(self) -> Text:
        """Return what the station can do about a line that was cut; empty for one that was not."""
        reason = self.line.final_reason_code or self.line.reason_code
        return ADVICE.get(reason, ADVICE[Reason.OTHER]) if self.is_cut else ""

    @property
    def has_part(self) -> bool:
        """Whether there is something to say about an old part."""
        return self.line.old_part_state != OldPartState.NOT_REQUIRED


def why_of(reason: JudgedReason) -> Why:
    """Return a stored reason in the reader's language."""
    return Why(
        Outcome(reason.outcome).label,
        TONES[Outcome(reason.outcome)],
        sentence_for(reason.rule, reason.params),
        reason.rule,
        reason.policy_label,
        reason.clause,
    )


def shown_lines(claim: Claim) -> list[ShownLine]:
    """Return the claim's lines with their reasons; two queries unless both were prefetched."""
    lines, reasons = list(claim.lines.all()), list(claim.reasons.all())
    verdicts = [verdict_of(reason) for reason in reasons]
    return [
        ShownLine(
            line,
            [why_of(reason) for reason in reasons if reason.line_id == line.pk],
            suggestion_for([v for v in verdicts if v.line in (None, line.pk)], line.pk, line.claimed_minor),
        )
        for line in sorted(lines, key=lambda line: line.position)
    ]


def claim_reasons(claim: Claim) -> list[Why]:
    """Return what the rules said about the claim as a whole."""
    return [why_of(reason) for reason in claim.reasons.all() if reason.line_id is None]


def coverage_words(claim: Claim, lines: Sequence[ClaimLine]) -> str:
    """Return until when the causal component (else the first) is covered, in words; empty when nothing covers it."""
    cover = cover_of_claim(claim, lines)
    if cover.exclusion is not None:
        return excluded_words(cover)
    coverage = cover.coverage
    if coverage is None or claim.sold_on is None:
        return ""
    told = {
        "until": coverage.until(claim.sold_on).isoformat(),
        "km": f"{coverage.mileage_km:,}",
        "clause": coverage.clause,
    }
    return now_("until %(until)s or %(km)s km (clause %(clause)s)") % told


def excluded_words(cover: Cover) -> str:
    """Return that a component is excluded, with the clause that says so."""
    clause = cover.exclusion.clause if cover.exclusion else ""
    return now_("%(component)s is excluded from warranty (clause %(clause)s)") % {
        "component": cover.component,
        "clause": clause,
    }


def shown_judgement(judgement: Judgement, lines: Sequence[ClaimLine]) -> dict[str, Any]:
    """Return what the edit page shows while somebody types: the totals, and each objection with its line."""
    names = {line.pk: line for line in lines}
    objections = [(names.get(verdict.line), why_of_verdict(verdict, judgement)) for verdict in judgement.verdicts]  # type: ignore[arg-type]
    return {
        "objections": objections,
        "claimed_minor": sum(line.claimed_minor for line in lines),
        "suggested_minor": judgement.suggested_minor,
        "is_clean": judgement.is_clean,
    }


def why_of_verdict(verdict: Verdict, judgement: Judgement) -> Why:
    """Return a verdict in the reader's language."""
    sentence = sentence_for(verdict.rule, dict(verdict.params))
    outcome = Outcome(verdict.outcome)
    return Why(outcome.label, TONES[outcome], sentence, verdict.rule, judgement.policy_label, verdict.clause)
