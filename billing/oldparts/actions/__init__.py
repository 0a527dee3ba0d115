"""What is done with old parts. Each function is one transaction and writes one history row per part or shipment."""

from billing.oldparts.actions.check import confirm_part, miss_part, receive_part, reject_part, waive_part
from billing.oldparts.actions.dispose import dispose_part
from billing.oldparts.actions.label import label_parts
from billing.oldparts.actions.ship import ship_parts

__all__ = [
    "confirm_part",
    "dispose_part",
    "label_parts",
    "miss_part",
    "receive_part",
    "reject_part",
    "ship_parts",
    "waive_part",
]
