"""A policy clause by clause, in words: for its page, and for comparing two versions line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.policy.policies import ANY, Policy
from common.money import format_minor
from common.text import Text

GROUPS: dict[str, Text] = {
    "coverage": _("Coverage"),
    "exclusions": _("Exclusions"),
    "labour": _("Labour"),
    "parts": _("Parts"),
    "outbound": _("Outbound drives"),
    "old_parts": _("Old parts"),
    "first_maintenance": _("First maintenance"),
    "limits": _("Periods and limits"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of a policy. `key` is the same in all versions, so that lines can be set side by side."""

    group: str
    key: str
    number: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The same line in two versions; None where one has no such line."""

    left: Clause | None
    right: Clause | None

    @property
    def shown(self) -> Clause:
        """Return whichever there is."""
        found = self.right or self.left
        if found is None:
            raise ValueError("a pair has at least one side")
        return found

    @property
    def differs(self) -> bool:
        """Whether the two versions say something else."""
        return (
            self.left is None
            or self.right is None
            or (self.left.number, self.left.value) != (self.right.number, self.right.value)
        )


def clauses_of(policy: Policy) -> list[Clause]:
    """Return all lines of the policy in reading order, in the reader's language."""
    return [
        *_coverage(policy),
        *_exclusions(policy),
        *_rates(policy),
        *_outbound(policy),
        *_returns(policy),
        *_limits(policy),
    ]


def grouped(clauses: Sequence[Clause]) -> list[tuple[Text, list[Clause]]]:
    """Return (title, lines) of each group that has any."""
    found = [(title, [line for line in clauses if line.group == code]) for code, title in GROUPS.items()]
    return [group for group in found if group[1]]


def compare(left: Policy, right: Policy) -> list[tuple[Text, list[Pair]]]:
    """Return (title, pairs) of each group: every line of either version, set side by side."""
    before = {line.key: line for line in clauses_of(left)}
    after = {line.key: line for line in clauses_of(right)}
    keys = [*after, *(key for key in before if key not in after)]
    pairs = [Pair(before.get(key), after.get(key)) for key in keys]
    found = [(title, [pair for pair in pairs if pair.shown.group == code]) for code, title in GROUPS.items()]
    return [group for group in found if group[1]]


def _coverage(policy: Policy) -> Iterator[Clause]:
    for line in policy.coverage:
        told = {"model": _any(line.model), "component": _any(line.component)}
        label = now_("Model %(model)s, component %(component)s") % told
        value = now_("%(months)d months or %(km)s km") % {"months": line.months, "km": f"{line.mileage_km:,}"}
        yield Clause("coverage", f"coverage:{line.model}:{line.component}", line.clause, label, value)


def _exclusions(policy: Policy) -> Iterator[Clause]:
    for line in policy.exclusions:
        label = now_("Component %(component)s") % {"component": line.component}
        value = line.reason_zh if (get_language() or "").startswith("zh") else line.reason_en
        yield Clause("exclusions", f"exclusion:{line.component}", line.clause, label, value)


def _rates(policy: Policy) -> Iterator[Clause]:
    hour = format_minor(policy.labour.rate_minor_per_hour, policy.currency)
    yield Clause(
        "labour", "labour:rate", policy.labour.clause, now_("Price of an hour, times the station's coefficient"), hour
    )
    markup = f"{policy.parts.markup_percent.normalize():f} %"
    yield Clause("parts", "parts:markup", policy.parts.clause, now_("Mark-up on the list cost"), markup)


def _outbound(policy: Policy) -> Iterator[Clause]:
    rule, currency = policy.outbound, policy.currency
    for band in rule.bands:
        up_to = now_("Up to %(km)d km") % {"km": band.up_to_km} if band.up_to_km else now_("Beyond the last limit")
        rate = now_("%(rate)s per km") % {"rate": format_minor(band.rate_minor_per_km, currency)}
        yield Clause("outbound", f"outbound:band:{band.up_to_km}", rule.clause, up_to, rate)
    yield Clause("outbound", "outbound:night", rule.clause, now_("At night"), f"{rule.night_percent.normalize():f} %")
    yield Clause(
        "outbound", "outbound:minimum", rule.clause, now_("At least"), format_minor(rule.minimum_minor, currency)
    )
    tolerance = f"{rule.over_distance_percent.normalize():f} %"
    yield Clause(
        "outbound", "outbound:tolerance", rule.clause, now_("Tolerance above the expected distance"), tolerance
    )


def _returns(policy: Policy) -> Iterator[Clause]:
    rule, first, currency = policy.old_parts, policy.first_maintenance, policy.currency
    yield Clause("old_parts", "old_parts:days", rule.clause, now_("To be returned within"), _days(rule.return_days))
    waived = format_minor(rule.waived_below_minor, currency)
    yield Clause("old_parts", "old_parts:waived", rule.clause, now_("Not wanted back below"), waived)
    fee = format_minor(first.fee_minor, currency)
    yield Clause("first_maintenance", "first:fee", first.clause, now_("Fixed fee"), fee)
    value = now_("%(months)d months or %(km)s km") % {"months": first.months, "km": f"{first.mileage_km:,}"}
    yield Clause("first_maintenance", "first:until", first.clause, now_("Due within"), value)


def _limits(policy: Policy) -> Iterator[Clause]:
    rule = policy.limits
    yield Clause(
        "limits", "limits:repeat", rule.repeat_clause, now_("Repeats are the station's within"), _days(rule.repeat_days)
    )
    yield Clause(
        "limits", "limits:entry", rule.entry_clause, now_("Claims are handed in within"), _days(rule.entry_days)
    )
    yield Clause("limits", "limits:appeal", rule.appeal_clause, now_("Appeal within"), _days(rule.appeal_days))
    limit = format_minor(rule.automatic_limit_minor, policy.currency)
    yield Clause("limits", "limits:automatic", rule.automatic_clause, now_("Quick decision up to"), limit)


def _days(count: int) -> str:
    return now_("%(days)d days") % {"days": count}


def _any(code: str) -> str:
    return now_("any") if code == ANY else code
