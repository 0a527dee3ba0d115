"""Which drawn claims a person may see, and how often the rules were wrong."""

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.actors import Actor
from billing.claims.automatic.choices import Verdict
from billing.claims.automatic.models import SampledClaim
from billing.claims.models import Claim
from common.records import RecordQuerySet


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """How many of the checked decisions were wrong, of a clause or because of a rule."""

    name: str
    checked: int
    wrong: int

    @property
    def percent(self) -> str:
        """Return the rate with one decimal, or a dash when nothing was checked."""
        return f"{self.wrong * 1000 // self.checked / 10:.1f} %" if self.checked else "–"


@dataclass(frozen=True, slots=True)
class Figures:
    """How the sample stands."""

    automatic: int
    drawn: int
    open: int
    total: ErrorRate
    by_policy: list[ErrorRate]
    by_rule: list[ErrorRate]


def samples_for(actor: Actor) -> RecordQuerySet:
    """Return the drawn claims for those at head office who may see them; a station never learns which of its claims were drawn."""
    rows = SampledClaim.objects.select_related("claim", "claim__station")
    return rows if actor.is_office and actor.may("claims.view_samples") else rows.none()


def figures(actor: Actor) -> Figures:
    """Return the error rates: altogether, by policy version and clause, and by the rule that should have objected."""
    rows = samples_for(actor).order_by()
    checked = rows.exclude(status=Verdict.OPEN)
    wrong = Count("pk", filter=Q(status=Verdict.WRONG))
    total = checked.aggregate(n=Count("pk"), wrong=wrong)
    policies = (
        checked.values("policy_label", "clause").annotate(n=Count("pk"), wrong=wrong).order_by("policy_label", "clause")
    )
    rules = (
        checked.filter(status=Verdict.WRONG).values("missed_rule").annotate(n=Count("pk")).order_by("-n", "missed_rule")
    )
    return Figures(
        Claim.objects.filter(by_rule=True).count(),
        rows.count(),
        rows.filter(status=Verdict.OPEN).count(),
        ErrorRate("", total["n"], total["wrong"]),
        [ErrorRate(f"{row['policy_label']} {row['clause']}".strip(), row["n"], row["wrong"]) for row in policies],
        [ErrorRate(row["missed_rule"], total["n"], row["n"]) for row in rules],
    )
