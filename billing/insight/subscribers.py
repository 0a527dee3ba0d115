"""What insight does when claims and chargebacks change, when it is time to count, every night, and when a warning was raised."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from accounts.selectors import office_people
from billing.chargeback.models import Chargeback
from billing.insight.models import BatchWarning
from billing.insight.refresh import COUNT_CLAIMS, EVERY_NIGHT, count_stale, count_vehicles, mark_stale, see_tonight
from billing.insight.showing import subject_name
from billing.insight.watch import look_for_batches
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.subscribers import subscribe
from common.pages.addresses import office_address
from desk.actions import tell

WATCHERS = (Role.FINAL_REVIEWER, Role.CUSTOMER_SERVICE_MANAGER)


@subscribe("claim.*")
def count_the_claim_again(event: History) -> None:
    """Whatever happened to a claim: its fact and figures are counted again soon."""
    mark_stale(event.aggregate_id, event.station_id)


@subscribe("chargeback.*")
def count_the_recovery_again(event: History) -> None:
    """What is recovered is counted with the claim that it comes from."""
    row = Chargeback.objects.filter(pk=event.aggregate_id).first()
    if row is not None:
        mark_stale(row.claim_id, row.station_id)


@on_deadline(COUNT_CLAIMS)
def count_what_changed(deadline: Deadline) -> None:
    """Count all claims marked so far."""
    count_stale()
    see_tonight()


@on_deadline(EVERY_NIGHT)
def look_at_the_fleet(deadline: Deadline) -> None:
    """Count the fleet, which grows without events of claims, and look for batch defects."""
    count_stale()
    count_vehicles()
    look_for_batches()
    see_tonight()


@subscribe("warning.raised")
def tell_that_a_batch_stands_out(event: History) -> None:
    """Tell the inspection section and the customer-service manager what was found, each in their own language."""
    warning = BatchWarning.objects.filter(pk=event.aggregate_id).first()
    if warning is None:
        return

    def words() -> str:
        text = _("%(what)s, built %(period)s: %(observed)d failed where %(expected).1f were expected (%(number)s)")
        values = {"what": subject_name(warning), "period": warning.period, "observed": warning.observed}
        return str(text) % (values | {"expected": warning.expected, "number": warning.number})

    url = office_address("insight:warning", warning.pk)
    tell(office_people(*WATCHERS), words, url, key=f"warning.raised:{event.pk}")
