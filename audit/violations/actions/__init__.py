"""What may be done with violations and with the catalogue of offences."""

from audit.violations.actions.appealing import appeal_violation, confirm_by_clock, decide_appeal
from audit.violations.actions.deciding import decide_violation, dismiss_violation, send_back
from audit.violations.actions.investigating import begin_investigation, report_violation, submit_report
from audit.violations.actions.offences import OffenceFacts, save_offence

__all__ = [
    "OffenceFacts",
    "appeal_violation",
    "begin_investigation",
    "confirm_by_clock",
    "decide_appeal",
    "decide_violation",
    "dismiss_violation",
    "report_violation",
    "save_offence",
    "send_back",
    "submit_report",
]
