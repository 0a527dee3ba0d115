"""On which numbers a station can be called back: whoever takes over a station's name may change its phone first, its account next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from billing.settlement.invoicing.choices import DetailsStatus
from billing.settlement.models import BankDetails
from common.history.models import History

CHANGED, APPROVED = "station.changed", "bank_details.approved"


@dataclass(frozen=True, slots=True)
class PhoneChange:
    """The station's phone became `phone` in place of `before`, by the change of that number."""

    phone: str
    before: str
    at: datetime
    change: str


def changes_since_account(details: BankDetails) -> Sequence[PhoneChange]:
    """Return the changes of the station's phone since the account in force was approved, the newest first; all, where none is in force.

    The caller stands in head office's scope.
    """
    in_force = BankDetails.objects.filter(station_id=details.station_id, status=DetailsStatus.APPROVED)
    approved = History.objects.filter(verb=APPROVED, aggregate_id__in=in_force.values("pk")).order_by("-occurred_at")
    rows = History.objects.filter(verb=CHANGED, aggregate_id=details.station_id, after__has_key="phone")
    since = approved.values_list("occurred_at", flat=True).first()
    if since is not None:
        rows = rows.filter(occurred_at__gt=since)
    return [_change(row) for row in rows.order_by("-occurred_at")]


def known_number(details: BankDetails) -> str:
    """Return the number that the station had when the account in force was approved. The caller stands in head office's scope."""
    changes = changes_since_account(details)
    return changes[-1].before if changes else str(details.station.phone)


def newer_than_account(details: BankDetails, number: str) -> PhoneChange | None:
    """Return the change by which a number became the station's after the account in force was approved; None for one known before."""
    digits = _digits(number)
    return next((one for one in changes_since_account(details) if digits and _digits(one.phone) == digits), None)


def _change(row: History) -> PhoneChange:
    return PhoneChange(
        str(row.after["phone"]), str(row.before.get("phone", "")), row.occurred_at, str(row.after.get("change", ""))
    )


def _digits(number: str) -> str:
    return "".join(one for one in number if one.isdigit())
