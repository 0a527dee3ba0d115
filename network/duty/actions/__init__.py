"""What may be done on duty: roster, swaps and handovers; duty-phone checks from the plan to the decided appeal."""

from network.duty.actions.appeals import appeal_check, decide_appeal
from network.duty.actions.calling import report_call, take_next_check
from network.duty.actions.handovers import sign_handover, write_handover
from network.duty.actions.phones import set_office_phone
from network.duty.actions.planning import draw_checks, issue_plan, same_again
from network.duty.actions.roster import assign_shift, copy_week, remove_shift, set_shift_kind
from network.duty.actions.swaps import answer_swap, ask_swap, withdraw_swap

__all__ = [
    "answer_swap",
    "appeal_check",
    "ask_swap",
    "assign_shift",
    "copy_week",
    "decide_appeal",
    "draw_checks",
    "issue_plan",
    "remove_shift",
    "report_call",
    "same_again",
    "set_office_phone",
    "set_shift_kind",
    "sign_handover",
    "take_next_check",
    "withdraw_swap",
    "write_handover",
]
