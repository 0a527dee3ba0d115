"""What can go wrong in an action: four exceptions, each with one HTTP status.

An app lists its own errors in an enum (`ClaimError.OVER_CAP = "claim.over_cap"`); the sentence is for the person who sees it.
"""

from enum import StrEnum
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from common.text import Text


class CommonError(StrEnum):
    """Errors that any app may meet."""

    WRONG_STATE = "wrong_state"
    NOT_ALLOWED = "not_allowed"
    NOT_YOURS = "not_found"
    INVALID = "invalid"
    STALE = "stale"
    DUPLICATE = "duplicate"


class DomainError(Exception):
    """A refusal with a reason that a person can act on. Nothing has changed when it is raised.

    `code` is a stable machine name, `message` a translated sentence, `field` the input at fault, `details` further plain data.
    """

    status: ClassVar[int] = 422
    default_code: ClassVar[StrEnum] = CommonError.INVALID
    default_message: ClassVar[Text] = _("This can't be done with what was entered. Check the marked fields.")

    def __init__(
        self, message: Text = "", *, code: StrEnum | None = None, field: str | None = None, **details: Any
    ) -> None:
        self.code = code or self.default_code
        self.message = message or self.default_message
        self.field = field
        self.details = details
        super().__init__(str(self.code))

    @property
    def named_rule(self) -> dict[str, str]:
        """The rule that refuses, such as `{"rule": "policy.gap"}`, for whoever has to look it up; empty when none is named."""
        return {"rule": str(self.details["rule"])} if "rule" in self.details else {}


class Invalid(DomainError):
    """The input breaks a rule."""


class WrongState(DomainError):
    """The record is not in a state in which this can be done (409)."""

    status = 409
    default_code = CommonError.WRONG_STATE
    default_message = _(
        "Somebody was faster, or this step is not possible now. Reload the page to see where it stands."
    )


class Stale(WrongState):
    """The form was opened before somebody else changed the record (409 on pages, 412 on the API)."""

    default_code = CommonError.STALE
    default_message = _("Somebody changed this record while you were typing. Compare, then save again.")


class NotAllowed(DomainError):
    """The person may see the record but may not do this (403)."""

    status = 403
    default_code = CommonError.NOT_ALLOWED
    default_message = _("Your role does not include this step. Ask an administrator if it should.")


class NotYours(DomainError):
    """There is no such record for this person (404): whether another has it is not told."""

    status = 404
    default_code = CommonError.NOT_YOURS
    default_message = _("There is no such record here. It may have been removed, or the address is wrong.")
