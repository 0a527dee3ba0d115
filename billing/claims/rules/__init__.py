"""The rules by which claims are judged. Importing this package loads them all; a new module of rules is named here."""

from billing.claims.rules import (
    ancillary,
    beforehand,
    campaigns,
    coverage,
    dates,
    evidence,
    fixed_fees,
    goodwill,
    guarantees,
    history,
    labour,
    outbound,
    parts,
    spare_parts,
)
from billing.claims.rules.judging import judge, suggestion_for
from billing.claims.rules.registry import RULES, sentence_for
from billing.claims.rules.verdicts import (
    Authorised,
    CampaignFacts,
    ClaimFacts,
    EarlierLine,
    Judgement,
    LineFacts,
    Verdict,
)

__all__ = [
    "RULES",
    "Authorised",
    "CampaignFacts",
    "ClaimFacts",
    "EarlierLine",
    "Judgement",
    "LineFacts",
    "Verdict",
    "ancillary",
    "beforehand",
    "campaigns",
    "coverage",
    "dates",
    "evidence",
    "fixed_fees",
    "goodwill",
    "guarantees",
    "history",
    "judge",
    "labour",
    "outbound",
    "parts",
    "sentence_for",
    "spare_parts",
    "suggestion_for",
]
