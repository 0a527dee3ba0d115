"""How a rescue moves its case along; dispatch calls this in its own transactions, in head office's scope."""

from uuid import UUID

from common.errors import WrongState
from common.history.record import record
from common.people import Person
from network.hotline.choices import CaseStatus
from network.hotline.locks import lock_case_of_rescue


def hand_to_station(case_id: UUID, station_id: UUID, *, acting_user: Person) -> None:
    """Let the station that serves the rescue see the case."""
    case = lock_case_of_rescue(case_id)
    if case.status == CaseStatus.CLOSED:
        raise WrongState
    case.change(station_id=station_id)
    if case.status == CaseStatus.OPEN:
        case.move_to(CaseStatus.WORKING)
    record(case, "case.taken_over", acting_user, after={"status": case.status})


def take_from_station(case_id: UUID, *, acting_user: Person) -> None:
    """Hide the case from a station that no longer serves it."""
    case = lock_case_of_rescue(case_id)
    case.change(station_id=None)
    record(case, "case.taken_back", acting_user)


def resolve(case_id: UUID, result: str, *, acting_user: Person) -> None:
    """The rescue is finished; what is left is to ask the driver and close the case."""
    case = lock_case_of_rescue(case_id)
    if case.status == CaseStatus.WORKING:
        case.move_to(CaseStatus.RESOLVED, result=result)
        record(case, "case.resolved", acting_user, after={"status": case.status}, reason=result)


def reopen(case_id: UUID, reason: str, *, acting_user: Person) -> None:
    """The driver was not helped: a finished case goes on. A closed one stays closed; the words are with the callback."""
    case = lock_case_of_rescue(case_id)
    if case.status == CaseStatus.RESOLVED:
        case.move_to(CaseStatus.WORKING)
        record(case, "case.reopened", acting_user, after={"status": case.status}, reason=reason)
