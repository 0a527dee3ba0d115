"""Where an appeal stands, which decisions may be appealed, and what can be wrong with one."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.claims.choices import ClaimStatus

ENDS = "claim.appeal_ends"  # the deadline of the period in which a decision may be appealed


class AppealStatus(TextChoices):
    """Where it stands."""

    FILED = "filed", _("Waiting for a decision")
    GRANTED = "granted", pgettext_lazy("appeal", "Granted")
    PARTLY = "partly", _("Granted in part")
    DENIED = "denied", _("Denied")
    WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "Withdrawn")


APPEAL_MOVES = {
    AppealStatus.FILED: {AppealStatus.GRANTED, AppealStatus.PARTLY, AppealStatus.DENIED, AppealStatus.WITHDRAWN},
    AppealStatus.GRANTED: set(),
    AppealStatus.PARTLY: set(),
    AppealStatus.DENIED: set(),
    AppealStatus.WITHDRAWN: set(),
}

APPEALABLE = frozenset(
    {ClaimStatus.REJECTED, ClaimStatus.AWAITING_PARTS, ClaimStatus.FIRST_REVIEWED, ClaimStatus.SETTLED}
)


class AppealError(StrEnum):
    """Why a step on an appeal was refused."""

    TOO_LATE = "appeal.too_late"
    ONCE = "appeal.once"
    NOTHING_CUT = "appeal.nothing_cut"
    NOT_DECIDED = "appeal.not_decided"
    INCOMPLETE = "appeal.incomplete"
    SAME_PERSON = "appeal.same_person"
    LESS_THAN_BEFORE = "appeal.less_than_before"
    OPEN = "appeal.open"
