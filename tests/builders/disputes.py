"""Disputes between driver and station, through the real actions."""

from typing import Any

from accounts.actors import Actor
from accounts.roles import Role
from network.dispatch.models import Rescue
from network.disputes.actions import (
    DisputeFacts,
    Terms,
    answer_for_driver,
    answer_for_station,
    appoint_mediator,
    open_dispute,
    propose,
    state_for_station,
)
from network.disputes.models import ServiceDispute
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.dispatch import a_crew, finished
from tests.world import HOME, office_actor, station_actor

STATION_BEARS, MAKER_BEARS = 50_000, 30_000


def a_served_rescue() -> Rescue:
    """Return a rescue that a crew of the station has finished; the dispatcher opened its case."""
    a_crew()
    return finished()


def a_dispute(rescue: Rescue | None = None, **facts: Any) -> ServiceDispute:
    """Return a dispute about a rescue, opened by the dispatcher for the driver."""
    given: dict[str, Any] = {
        "origin": "rescue",
        "cause": "service",
        "subject": "外出费用争议",
        "statement": "两小时才到，收了我八百元拖车费。",
        "demanded_minor": 80_000,
    } | facts
    if "reference" not in given:
        given["reference"] = (rescue or a_served_rescue()).number
    with at_head_office():
        return open_dispute(DisputeFacts(**given), acting_user=office_actor(Role.DISPATCHER))


def mediator() -> Actor:
    """Return who mediates in tests: nobody who handled anything."""
    return office_actor(Role.SERVICE_MANAGEMENT)


def a_mediated_dispute(**facts: Any) -> ServiceDispute:
    """Return a dispute in which both sides have spoken and a mediator is appointed."""
    dispute = a_dispute(**facts)
    manager = station_actor(Role.STATION_MANAGER)
    with inside(Station.objects.get(code=HOME)):
        state_for_station(dispute.pk, text="当晚暴雪封路，费用按标准。", acting_user=manager)
    with at_head_office():
        lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
        return appoint_mediator(dispute.pk, mediator().id, acting_user=lead)


def a_proposed_dispute(dispute: ServiceDispute | None = None, **terms: Any) -> ServiceDispute:
    """Return a dispute whose proposal waits for both answers."""
    dispute = dispute or a_mediated_dispute()
    given: dict[str, Any] = {
        "cause": "service",
        "reasons": "到场超时，但天气属不可抗力。",
        "remedy": "退还部分拖车费",
        "station_minor": STATION_BEARS,
        "maker_minor": MAKER_BEARS,
    } | terms
    with at_head_office():
        propose(dispute.pk, Terms(**given), acting_user=mediator())
        return ServiceDispute.objects.get(pk=dispute.pk)


def an_agreed_dispute(dispute: ServiceDispute | None = None) -> ServiceDispute:
    """Return a dispute on whose solution both sides agree."""
    dispute = dispute or a_proposed_dispute()
    with inside(Station.objects.get(code=HOME)):
        answer_for_station(dispute.pk, accepts=True, acting_user=station_actor(Role.STATION_MANAGER))
    with at_head_office():
        return answer_for_driver(dispute.pk, accepts=True, acting_user=office_actor(Role.DISPATCHER))
