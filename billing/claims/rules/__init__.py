"""The rules by which claims are judged. Importing this package loads them all; a new module of rules is named here."""

from billing.claims.rules import coverage, dates, history, labour, outbound, parts
from billing.claims.rules.judging import judge, suggestion_for
from billing.claims.rules.registry import RULES, sentence_for
from billing.claims.rules.verdicts import ClaimFacts, EarlierLine, Judgement, LineFacts, Verdict

__all__ = [
    "RULES",
    "ClaimFacts",
    "EarlierLine",
    "Judgement",
    "LineFacts",
    "Verdict",
    "coverage",
    "dates",
    "history",
    "judge",
    "labour",
    "outbound",
    "parts",
    "sentence_for",
    "suggestion_for",
]
