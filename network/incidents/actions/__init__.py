"""What may be done with major events, bulletins and quality reports."""

from network.incidents.actions.bulletins import issue_bulletin, sign_bulletin
from network.incidents.actions.closing import (
    approve_report,
    contain_incident,
    flare_up,
    return_report,
    write_report,
)
from network.incidents.actions.opening import IncidentFacts, link_to_incident, open_incident, set_severity
from network.incidents.actions.reports import acknowledge_report, answer_report, open_from_report, report_quality
from network.incidents.actions.work import add_member, add_task, assign_task, finish_task, hand_to_support

__all__ = [
    "IncidentFacts",
    "acknowledge_report",
    "add_member",
    "add_task",
    "answer_report",
    "approve_report",
    "assign_task",
    "contain_incident",
    "finish_task",
    "flare_up",
    "hand_to_support",
    "issue_bulletin",
    "link_to_incident",
    "open_from_report",
    "open_incident",
    "report_quality",
    "return_report",
    "set_severity",
    "sign_bulletin",
    "write_report",
]
