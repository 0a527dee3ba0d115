"""What may be done with disputes."""

from network.disputes.actions.answering import answer_for_driver, answer_for_station
from network.disputes.actions.closing import confirm_settlement, end_without_agreement, report_carried_out, withdraw
from network.disputes.actions.mediating import Terms, appoint_mediator, propose
from network.disputes.actions.opening import DisputeFacts, open_dispute
from network.disputes.actions.stating import state_for_driver, state_for_station

__all__ = [
    "DisputeFacts",
    "Terms",
    "answer_for_driver",
    "answer_for_station",
    "appoint_mediator",
    "confirm_settlement",
    "end_without_agreement",
    "open_dispute",
    "propose",
    "report_carried_out",
    "state_for_driver",
    "state_for_station",
    "withdraw",
]
