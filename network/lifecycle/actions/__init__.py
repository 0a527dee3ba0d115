"""What people do in a station's life."""

from network.lifecycle.actions.changes import (
    add_evidence,
    apply_change,
    approve_change,
    check_change,
    refuse_change,
    request_change,
    take_back_change,
)
from network.lifecycle.actions.closings import finish_step, look_again
from network.lifecycle.actions.leaving import instruct_deregistration
from network.lifecycle.actions.orders import (
    Terms,
    act_on_order,
    begin_order,
    end_suspension,
    instruct,
    revoke_order,
)
from network.lifecycle.handover.acting import draft_next_agreement, invite_manager_again

__all__ = [
    "Terms",
    "act_on_order",
    "add_evidence",
    "apply_change",
    "approve_change",
    "begin_order",
    "check_change",
    "draft_next_agreement",
    "end_suspension",
    "finish_step",
    "instruct",
    "instruct_deregistration",
    "invite_manager_again",
    "look_again",
    "refuse_change",
    "request_change",
    "revoke_order",
    "take_back_change",
]
