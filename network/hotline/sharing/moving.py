"""Moving a case to where its driver says to be."""

from django.utils.translation import gettext_noop

from common.history.record import record
from common.live import OFFICE, publish
from common.people import Person, Process
from network.hotline.models import Case
from network.hotline.sharing.models import PositionRequest

DRIVER = Process(gettext_noop("Driver's phone"))


def move_case(case: Case, request: PositionRequest, *, acting_user: Person) -> None:
    """Put a live case, which the caller has locked, where the driver says to be. Dispatch moves the rescue when it hears of it."""
    before = {"lat": case.lat, "lon": case.lon}
    case.change(lat=request.lat, lon=request.lon, place=case.place or request.words)
    after = {"lat": case.lat, "lon": case.lon, "accuracy_m": request.accuracy_m, "shared_by": request.shared_by}
    record(case, "case.position_shared", acting_user, before=before, after=after)


def tell_office(request: PositionRequest) -> None:
    """Tell head office's pages that there is something to look at; where it is they ask through their gate."""
    publish(OFFICE, "position.changed", {"request": request.pk, "case": request.case_id, "form": request.form_key})
