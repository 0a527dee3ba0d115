"""What is done with old parts. Each function is one transaction and writes one history row per part or shipment."""

from billing.oldparts.actions.check import Seen, confirm_part, miss_part, reject_part, waive_part, weigh_in
from billing.oldparts.actions.dispose import Way, dispose_part, dispose_parts
from billing.oldparts.actions.label import label_parts, let_go, recall_part, store_part
from billing.oldparts.actions.receive import close_shipment, receive_part
from billing.oldparts.actions.reinspect import Finding, reinspect, send_to_supplier, take_back_from_supplier
from billing.oldparts.actions.ship import ship_parts

__all__ = [
    "Finding",
    "Seen",
    "Way",
    "close_shipment",
    "confirm_part",
    "dispose_part",
    "dispose_parts",
    "label_parts",
    "let_go",
    "miss_part",
    "recall_part",
    "receive_part",
    "reinspect",
    "reject_part",
    "send_to_supplier",
    "ship_parts",
    "store_part",
    "take_back_from_supplier",
    "waive_part",
    "weigh_in",
]
