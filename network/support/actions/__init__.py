"""What may be done with documents and their copies."""

from network.support.actions.copies import accept_execution, report_execution, return_execution, sign_copy
from network.support.actions.documents import (
    DocumentText,
    amend_document,
    draft_document,
    release_document,
    remove_attachment,
    withdraw_document,
)

__all__ = [
    "DocumentText",
    "accept_execution",
    "amend_document",
    "draft_document",
    "release_document",
    "remove_attachment",
    "report_execution",
    "return_execution",
    "sign_copy",
    "withdraw_document",
]
