"""The list of rules. A rule is one function below `@line_rule`, `@claim_rule` or `@shared_rule`; see `docs/changing.md`, "Add a claim rule"."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from django.utils.functional import Promise

from billing.claims.choices import LineKind, Outcome, PhotoSubject, Reason
from billing.claims.rules.verdicts import ClaimFacts, LineFacts, Verdict, suggested_minor
from billing.policy.policies import Policy
from common.money import format_minor


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule function returns when it objects; the registry adds its name and the line."""

    outcome: Outcome
    clause: str = ""
    suggested_minor: int | None = None
    params: dict[str, Any] | None = None


LineCheck = Callable[[LineFacts, ClaimFacts, Policy], Finding | None]
ClaimCheck = Callable[[ClaimFacts, Policy], Finding | None]
LimitOf = Callable[[ClaimFacts, Policy], int | None]
SharedCheck = Callable[[LineFacts, ClaimFacts, Policy, int], Finding]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its stable code, its sentence with `%(params)s`, and the reason that a reviewer who follows it gives."""

    code: str
    sentence: Promise
    reason: Reason


@dataclass(frozen=True, slots=True)
class Shared:
    """A rule about an amount that lines of these kinds share: its place and code, the amount, and how a line is cut that goes beyond it."""

    place: int
    code: str
    kinds: frozenset[str]
    limit: LimitOf
    check: SharedCheck


RULES: dict[str, Rule] = {}
# The functions with their rules' place and code; those about lines by the kind of line, so that none is asked in vain.
_about_claims: list[tuple[int, str, ClaimCheck]] = []
_about_lines: defaultdict[str, list[tuple[int, str, LineCheck]]] = defaultdict(list)
_shared: list[Shared] = []


def line_rule(
    code: str, sentence: Promise, *, kinds: Collection[LineKind], reason: Reason = Reason.OTHER
) -> Callable[[LineCheck], LineCheck]:
    """Register the function below: it is asked about each line of these kinds. `code` is stable: it is stored."""

    def register(check: LineCheck) -> LineCheck:
        place = _add(Rule(code, sentence, reason))
        for kind in dict.fromkeys(kinds):
            _about_lines[kind].append((place, code, check))
        return check

    return register


def shared_rule(
    code: str, sentence: Promise, *, kinds: Collection[LineKind], limit: LimitOf, reason: Reason = Reason.OTHER
) -> Callable[[SharedCheck], SharedCheck]:
    """Register the function below: it says how a line is cut that goes beyond an amount which all lines of these kinds share.

    `limit` returns that amount, None where there is none. The lines use it up in their order, with what all the other rules leave of
    them: nothing is lost of it on a line that is not paid. The function is given what is left for its line.
    """

    def register(check: SharedCheck) -> SharedCheck:
        _shared.append(Shared(_add(Rule(code, sentence, reason)), code, frozenset(kinds), limit, check))
        return check

    return register


def claim_rule(code: str, sentence: Promise, *, reason: Reason = Reason.OTHER) -> Callable[[ClaimCheck], ClaimCheck]:
    """Register the function below: it is asked once about the whole claim."""

    def register(check: ClaimCheck) -> ClaimCheck:
        _about_claims.append((_add(Rule(code, sentence, reason)), code, check))
        return check

    return register


def ask_all(facts: ClaimFacts, policy: Policy) -> tuple[Verdict, ...]:
    """Return what the rules object, in their order; what one rule says about several lines, in the order of the lines."""
    found = [
        (place, _verdict(code, finding, None))
        for place, code, check in _about_claims
        if (finding := check(facts, policy)) is not None
    ]
    for line in facts.lines:
        found += [
            (place, _verdict(code, finding, line))
            for place, code, check in _about_lines[line.kind]
            if (finding := check(line, facts, policy)) is not None
        ]
    for rule in _shared:
        if (most := rule.limit(facts, policy)) is not None:
            found += _beyond(rule, most, facts, policy, [verdict for _place, verdict in found])
    found.sort(key=itemgetter(0))
    return tuple([verdict for _place, verdict in found])


def _beyond(
    rule: Shared, most: int, facts: ClaimFacts, policy: Policy, verdicts: list[Verdict]
) -> Iterator[tuple[int, Verdict]]:
    """Yield a cut of each line that goes beyond what the lines before it leave of the shared amount."""
    for line in facts.lines:
        if line.kind in rule.kinds:
            paid = suggested_minor(line, verdicts)
            if paid > most:
                yield rule.place, _verdict(rule.code, rule.check(line, facts, policy, most), line)
            most -= min(paid, most)


def sentence_for(rule: str, params: dict[str, Any]) -> str:
    """Return what a rule said, in the reader's language; a rule that is gone is named by its code."""
    known = RULES.get(rule)
    return str(known.sentence) % _readable(params) if known else rule


def _readable(params: dict[str, Any]) -> dict[str, Any]:
    return {name: _in_words(name, value) for name, value in params.items()}


def _in_words(name: str, value: Any) -> Any:
    """Return amounts as money and codes of photo subjects as words; anything else stays."""
    if name.endswith("_minor"):
        return format_minor(value)
    if name.endswith("_subjects"):
        return ", ".join(str(PhotoSubject(code).label) for code in value.split(","))
    return value


def _verdict(code: str, found: Finding, line: LineFacts | None) -> Verdict:
    params = {name: _plain(value) for name, value in (found.params or {}).items()}
    return Verdict(code, found.outcome, found.clause, line.id if line else None, found.suggested_minor, params)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else value.isoformat() if isinstance(value, date) else str(value)


def _add(rule: Rule) -> int:
    """Register a rule; returns its place among them."""
    if rule.code in RULES:
        raise ValueError(f"two rules are called {rule.code}")
    RULES[rule.code] = rule
    return len(RULES)
