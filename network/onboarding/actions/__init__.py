"""What people do with candidates: propose, select, confirm, accept, agree, instruct, open; and turn down."""

from network.onboarding.actions.accept import accept_candidate, start_acceptance
from network.onboarding.actions.agree import Signature, Terms, draft_agreement, extend_agreement, record_signature
from network.onboarding.actions.coefficients import change_coefficient, require_coefficient
from network.onboarding.actions.open import FirstManager, finish_opening, instruct_opening, open_candidate
from network.onboarding.actions.propose import (
    CandidateFacts,
    add_photo,
    correct_candidate,
    propose_candidate,
    reject_candidate,
    show_candidate_contact,
)
from network.onboarding.actions.select import confirm_candidate, select_candidate
from network.onboarding.actions.succeed import draft_successor, supersede_agreement

__all__ = [
    "CandidateFacts",
    "FirstManager",
    "Signature",
    "Terms",
    "accept_candidate",
    "add_photo",
    "change_coefficient",
    "confirm_candidate",
    "correct_candidate",
    "draft_agreement",
    "draft_successor",
    "extend_agreement",
    "finish_opening",
    "instruct_opening",
    "open_candidate",
    "propose_candidate",
    "record_signature",
    "reject_candidate",
    "require_coefficient",
    "select_candidate",
    "show_candidate_contact",
    "start_acceptance",
    "supersede_agreement",
]
