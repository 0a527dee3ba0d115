"""A station becomes another company's: nothing is paid to the account of the one before any more."""

from dataclasses import dataclass
from uuid import UUID

from billing.settlement.invoicing.choices import DetailsStatus
from billing.settlement.locks import lock_station
from billing.settlement.models import BankDetails
from billing.settlement.payments.actions import drop_unreleased
from common.history.record import record
from common.people import Person


@dataclass(frozen=True, slots=True)
class Decider:
    """Who approved that the station changes hands: the database asks for a person behind what is refused."""

    id: UUID
    name: str


def end_account(station_id: UUID, *, by: Decider, reason: str, acting_user: Person) -> BankDetails | None:
    """End the bank details in force and refuse those that wait, in the caller's transaction; payments that were not released are dropped.

    Returns the details that were in force. The next account takes three people and a call back, as the first one did. Again it finds nothing.
    """
    lock_station(station_id)
    in_force: BankDetails | None = None
    for row in BankDetails.objects.filter(
        station_id=station_id, status__in=(DetailsStatus.APPROVED, DetailsStatus.PROPOSED)
    ).locked():
        before = {"status": row.status}
        if row.status == DetailsStatus.APPROVED:
            in_force = row
            row.move_to(DetailsStatus.SUPERSEDED)
            record(row, "bank_details.ended", acting_user, before=before, after={"status": row.status}, reason=reason)
        else:
            row.move_to(DetailsStatus.REFUSED, decided_by=by.id, decided_by_name=by.name, answer=reason[:500])
            record(row, "bank_details.refused", acting_user, before=before, after={"status": row.status}, reason=reason)
    drop_unreleased(station_id, acting_user, reason)
    return in_force
