"""What is done with claims. Each function is one transaction and writes one history row."""

from billing.claims.actions.amend import amend_by_dispute
from billing.claims.actions.draft import LineEdit, cancel_claim, edit_claim, preview
from billing.claims.actions.final_review import decide_final_review, reopen_claim
from billing.claims.actions.first_review import (
    accept_suggestion,
    approve_clean,
    decide_first_review,
    reject_claim,
    return_claim,
)
from billing.claims.actions.lease import let_go, open_claim, take_claim, take_next
from billing.claims.actions.note import note_claim
from billing.claims.actions.old_parts import note_old_part
from billing.claims.actions.prepare import prepare_claim
from billing.claims.actions.submit import sign_and_submit
from billing.claims.policies import LineDecision

__all__ = [
    "LineDecision",
    "LineEdit",
    "accept_suggestion",
    "amend_by_dispute",
    "approve_clean",
    "cancel_claim",
    "decide_final_review",
    "decide_first_review",
    "edit_claim",
    "let_go",
    "note_claim",
    "note_old_part",
    "open_claim",
    "prepare_claim",
    "preview",
    "reject_claim",
    "reopen_claim",
    "return_claim",
    "sign_and_submit",
    "take_claim",
    "take_next",
]
