"""Everything that changes a rescue, an offer or a crew."""

from network.dispatch.actions.claiming import claim_parts
from network.dispatch.actions.closing import cancel_rescue, reassign_rescue
from network.dispatch.actions.crews import CrewPlan, change_crew, form_crew, set_duty
from network.dispatch.actions.declining import decline_offer
from network.dispatch.actions.driving import accept_offer, arrive, attach_photo, depart
from network.dispatch.actions.escalating import escalate_rescue
from network.dispatch.actions.finishing import Found, finish, sign_rescue
from network.dispatch.actions.massing import commit_batch, plan_batch
from network.dispatch.actions.parts import take_parts, use_part
from network.dispatch.actions.positions import report_fleet, report_phones, report_positions
from network.dispatch.actions.recommending import offer_recommended
from network.dispatch.actions.rules import RULES
from network.dispatch.actions.searching import offer_best, offer_to, start_rescue
from network.dispatch.actions.switching import pause_automatic, resume_automatic
from network.dispatch.intake import Report

__all__ = [
    "RULES",
    "CrewPlan",
    "Found",
    "Report",
    "accept_offer",
    "arrive",
    "attach_photo",
    "cancel_rescue",
    "change_crew",
    "claim_parts",
    "commit_batch",
    "decline_offer",
    "depart",
    "escalate_rescue",
    "finish",
    "form_crew",
    "offer_best",
    "offer_recommended",
    "offer_to",
    "pause_automatic",
    "plan_batch",
    "reassign_rescue",
    "report_fleet",
    "report_phones",
    "report_positions",
    "resume_automatic",
    "set_duty",
    "sign_rescue",
    "start_rescue",
    "take_parts",
    "use_part",
]
