"""Where a request for more goodwill than a role may grant stands, and what can be wrong with one."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


class GoodwillStatus(TextChoices):
    """Where it stands."""

    WAITING = "waiting", _("Waiting for approval")
    GRANTED = "granted", _("Goodwill granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


GOODWILL_MOVES = {
    GoodwillStatus.WAITING: {GoodwillStatus.GRANTED, GoodwillStatus.REFUSED, GoodwillStatus.WITHDRAWN},
    GoodwillStatus.GRANTED: set(),
    GoodwillStatus.REFUSED: set(),
    GoodwillStatus.WITHDRAWN: set(),
}
APPROVERS = (Role.CUSTOMER_SERVICE_MANAGER, Role.SERVICE_MANAGEMENT)  # each up to the policy's limit for the role


class GoodwillError(StrEnum):
    """Why a step was refused."""

    INCOMPLETE = "goodwill.incomplete"
    WITHIN_LIMIT = "goodwill.within_limit"
    ABOVE_ALL = "goodwill.above_all_limits"
    OWN_REQUEST = "goodwill.own_request"
    LIMIT = "goodwill.limit"
