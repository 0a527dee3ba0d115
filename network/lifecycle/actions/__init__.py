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

__all__ = [
    "add_evidence",
    "apply_change",
    "approve_change",
    "check_change",
    "refuse_change",
    "request_change",
    "take_back_change",
]
