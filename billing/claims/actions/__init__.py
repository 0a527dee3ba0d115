"""What is done with claims. Each function is one transaction and writes one history row."""

from billing.claims.actions.amend import amend_by_dispute
from billing.claims.actions.draft import LineEdit, cancel_claim, edit_claim, preview
from billing.claims.actions.final_review import decide_final_review, reopen_claim
from billing.claims.actions.first_review import accept_suggestion, decide_first_review, reject_claim, return_claim
from billing.claims.actions.old_parts import note_old_part
from billing.claims.actions.prepare import prepare_claim
from billing.claims.actions.submit import sign_and_submit
from billing.claims.policies import LineDecision

__all__ = [
    "LineDecision",
    "LineEdit",
    "accept_suggestion",
    "amend_by_dispute",
    "cancel_claim",
    "decide_final_review",
    "decide_first_review",
    "edit_claim",
    "note_old_part",
    "prepare_claim",
    "preview",
    "reject_claim",
    "reopen_claim",
    "return_claim",
    "sign_and_submit",
]
