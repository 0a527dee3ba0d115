"""Kinds and states of what happens in a station's life, how they may move, and what can go wrong."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EVIDENCE = "change_evidence"


class ChangeKind(TextChoices):
    """What of a station is to change (信息变更)."""

    ADDRESS = "address", _("Address")
    CONTACT = "contact", _("Contact and duty phone")
    NAME = "name", _("Registered name")
    POSITION = "position", _("Position on the map")
    RELOCATION = "relocation", _("Relocation")
    OWNER = "owner", _("Transfer of owner")
    LEVEL = "level", _("Level of the station")
    BRANDS = "brands", _("Authorised brands")
    CAPABILITIES = "capabilities", _("Capabilities of the station")
    RENEWAL = "renewal", _("Renewal of the agreement")
    DEREGISTRATION = "deregistration", _("Deregistration of the station")  # 注销: the station asks, an order answers


class ChangeStatus(TextChoices):
    """How far a change has come."""

    REQUESTED = "requested", _("To be checked by the regional office")
    CHECKED = "checked", _("To be approved by head office")
    APPROVED = "approved", _("Approved for its day")
    APPLIED = "applied", _("Has taken effect")
    REFUSED = "refused", pgettext_lazy("change", "Refused")
    TAKEN_BACK = "taken_back", _("Taken back")


CHANGE_MOVES: dict[ChangeStatus, set[ChangeStatus]] = {
    ChangeStatus.REQUESTED: {ChangeStatus.CHECKED, ChangeStatus.REFUSED, ChangeStatus.TAKEN_BACK},
    ChangeStatus.CHECKED: {ChangeStatus.APPROVED, ChangeStatus.REFUSED, ChangeStatus.TAKEN_BACK},
    ChangeStatus.APPROVED: {ChangeStatus.APPLIED, ChangeStatus.REFUSED},
    ChangeStatus.APPLIED: set(),
    ChangeStatus.REFUSED: set(),
    ChangeStatus.TAKEN_BACK: set(),
}
WAITING = (ChangeStatus.REQUESTED, ChangeStatus.CHECKED)
UNDER_WAY = (*WAITING, ChangeStatus.APPROVED)


class LifecycleError(StrEnum):
    """Why a step was refused."""

    NOTHING_CHANGED = "lifecycle.nothing_changed"
    VALUE = "lifecycle.value"
    EVIDENCE = "lifecycle.evidence"
    NOT_SEEN = "lifecycle.not_seen"
    DATE = "lifecycle.date"
    REASON = "lifecycle.reason"
    SAME_PERSON = "lifecycle.same_person"
    UNDER_WAY = "lifecycle.under_way"
    STATION_GONE = "lifecycle.station_gone"
    NOT_SO = "lifecycle.not_so"
    STILL_LEFT = "lifecycle.still_left"
    NO_AGREEMENT = "lifecycle.no_agreement"
    NO_TRANSFER = "lifecycle.no_transfer"


class OrderKind(TextChoices):
    """What the customer-service manager instructs in writing (客服经理批示)."""

    COEFFICIENT = "coefficient", _("Labour coefficient")
    SUSPENSION = "suspension", _("Suspension")
    LIFTING = "lifting", _("Lifting of the suspension")
    ACCESS_CLOSED = "access_closed", _("Close the system access")
    ACCESS_OPENED = "access_opened", _("Open the system access")
    WITHDRAWAL = "withdrawal", _("Withdrawal of the station")  # 撤销, by head office
    DEREGISTRATION = "deregistration", _("Deregistration of the station")  # 注销, at the station's own wish


ENDINGS = (OrderKind.WITHDRAWAL, OrderKind.DEREGISTRATION)


class OrderStatus(TextChoices):
    """How far an order has come."""

    INSTRUCTED = "instructed", _("To be carried out")
    ACTED = "acted", _("Waits for its day")
    IN_FORCE = "in_force", pgettext_lazy("order", "In force")
    ENDED = "ended", pgettext_lazy("order", "Ended")
    REVOKED = "revoked", pgettext_lazy("order", "Revoked")


ORDER_MOVES: dict[OrderStatus, set[OrderStatus]] = {
    OrderStatus.INSTRUCTED: {OrderStatus.ACTED, OrderStatus.REVOKED},
    OrderStatus.ACTED: {OrderStatus.IN_FORCE, OrderStatus.REVOKED},
    OrderStatus.IN_FORCE: {OrderStatus.ENDED},
    OrderStatus.ENDED: set(),
    OrderStatus.REVOKED: set(),
}
PENDING = (OrderStatus.INSTRUCTED, OrderStatus.ACTED)


class AtEnd(TextChoices):
    """What happens when a suspension's last day is over."""

    LIFT = "lift", _("It is lifted by itself")
    REMIND = "remind", _("Head office is reminded, and decides")


class ClosingStatus(TextChoices):
    """Where the closing of a station stands."""

    RUNNING = "running", pgettext_lazy("closing", "Under way")
    DONE = "done", pgettext_lazy("closing", "Closed")


CLOSING_MOVES: dict[ClosingStatus, set[ClosingStatus]] = {
    ClosingStatus.RUNNING: {ClosingStatus.DONE},
    ClosingStatus.DONE: set(),
}


class StepStatus(TextChoices):
    """Where a step of a closing stands."""

    WAITING = "waiting", pgettext_lazy("closing", "Waits for an earlier step")
    OPEN = "open", pgettext_lazy("closing", "Open")
    DONE = "done", pgettext_lazy("closing", "Done")


STEP_MOVES: dict[StepStatus, set[StepStatus]] = {
    StepStatus.WAITING: {StepStatus.OPEN},
    StepStatus.OPEN: {StepStatus.DONE},
    StepStatus.DONE: set(),
}


class StepCode(TextChoices):
    """The steps by which a station is withdrawn (撤销) and its books are closed (注销)."""

    DISPATCH = "dispatch", _("Dispatch stops")
    REPAIR_ORDERS = "repair_orders", _("Open repair orders finish or pass on")
    CLAIMS = "claims", _("Claims come to their end")
    OLD_PARTS = "old_parts", _("Old parts return")
    PAPERS = "papers", _("Papers, signs and special tools return")
    OFFSETS = "offsets", _("Offsets freeze")
    STATEMENT = "statement", _("Final statement is settled")
    ACCESS = "access", _("System access closes")
    ARCHIVE = "archive", _("The station's data is exported and archived")
    PURGE = "purge", _("The station's schema is purged")


class HandoverCode(TextChoices):
    """What follows when a station becomes another company's."""

    PEOPLE = "people", _("The people before have left")
    MANAGER = "manager", _("The new manager has access")
    AGREEMENT = "agreement", _("Agreement with the next owner")
    ACCOUNT = "account", _("Bank account of the next owner")
