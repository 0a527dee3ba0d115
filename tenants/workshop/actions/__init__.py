"""What people do in the workshop: one function per verb. All of them run in the station's schema."""

from tenants.workshop.actions.extras import decide_extra_work, propose_extra_work
from tenants.workshop.actions.finishing import deliver, finish_repair, inspect, take_back
from tenants.workshop.actions.lines import (
    LabourInput,
    PartInput,
    add_labour_line,
    add_part_line,
    remove_labour_line,
    remove_part_line,
    write_lines,
)
from tenants.workshop.actions.receiving import cancel_repair_order, change_promise, open_repair_order, receive_vehicle

__all__ = [
    "LabourInput",
    "PartInput",
    "add_labour_line",
    "add_part_line",
    "cancel_repair_order",
    "change_promise",
    "decide_extra_work",
    "deliver",
    "finish_repair",
    "inspect",
    "open_repair_order",
    "propose_extra_work",
    "receive_vehicle",
    "remove_labour_line",
    "remove_part_line",
    "take_back",
    "write_lines",
]
