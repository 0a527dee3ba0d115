"""What happens when a limit of a dispute has passed, and who is told of what."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import office_people, people_at, regional_people
from common.channels.actions import Letter, send_message
from common.channels.templates import Template
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.pages.addresses import office_root, station_address
from common.pages.tables import show_moment
from common.people import Process
from common.text import Text
from desk.actions import tell
from network.disputes.actions.answering import fall_silent
from network.disputes.actions.stating import begin_mediation
from network.disputes.choices import DisputeStatus, Limit
from network.disputes.deadlines import put_under
from network.disputes.links import driver_link
from network.disputes.locks import lock_dispute_at_once
from network.disputes.messages import CARRIED_OUT, OPENED, PROPOSED
from network.disputes.models import ServiceDispute
from network.disputes.policies import policy_on
from network.hotline.messages import message_language

CLOCK = Process(gettext_noop("Time limits of disputes"))
LADDER = (
    (Role.DISPATCHER, Role.CUSTOMER_SERVICE_MANAGER),
    (Role.CUSTOMER_SERVICE_MANAGER, Role.SERVICE_MANAGEMENT),
    (Role.CUSTOMER_SERVICE_MANAGER, Role.SERVICE_MANAGEMENT, Role.ADMINISTRATOR),
)


def _due(deadline: Deadline, status: DisputeStatus) -> ServiceDispute | None:
    """Return the dispute, locked, if it still waits for what this limit was set for."""
    dispute = lock_dispute_at_once(deadline.subject_id)
    return dispute if (dispute.status, dispute.limit_step) == (status, deadline.step) else None


@on_deadline(Limit.STATEMENTS)
def go_on_without_statements(deadline: Deadline) -> None:
    """A side has said nothing in time: the mediator goes on with what there is."""
    if dispute := _due(deadline, DisputeStatus.HEARING):
        begin_mediation(dispute, CLOCK)


@on_deadline(Limit.ANSWERS)
def take_silence_for_no(deadline: Deadline) -> None:
    """A side has not answered in time."""
    if dispute := _due(deadline, DisputeStatus.PROPOSED):
        fall_silent(dispute, CLOCK)


@on_deadline(Limit.PROPOSAL)
def escalate_late_proposal(deadline: Deadline) -> None:
    """The mediator is late, or there is none."""
    if dispute := _due(deadline, DisputeStatus.MEDIATION):
        _escalate(dispute)


@on_deadline(Limit.CARRY_OUT)
def escalate_late_carrying_out(deadline: Deadline) -> None:
    """What was agreed has not been carried out, or not been confirmed."""
    if dispute := _due(deadline, DisputeStatus.AGREED):
        _escalate(dispute)


def _escalate(dispute: ServiceDispute) -> None:
    """One level up, and again after the policy's time; on the highest level it is told again."""
    policy = policy_on(dispute.created_at)
    dispute.change(is_overdue=True, escalation=min(dispute.escalation + 1, policy.levels))
    put_under(dispute, within=policy.time_again)
    after = {"escalation": dispute.escalation, "due_at": dispute.due_at}
    record(dispute, "service_dispute.escalated", CLOCK, after=after)


@subscribe("service_dispute.opened")
def tell_both_sides(event: History) -> None:
    """The station is to state its view, head office to appoint a mediator; the driver gets the link."""
    dispute = _dispute(event)
    _tell_station(event, _("Dispute %(number)s: state your view until %(due)s."))
    _tell_office(
        event, office_people(Role.DISPATCHER, Role.CUSTOMER_SERVICE_MANAGER), _("%(number)s needs a mediator.")
    )
    _tell_office(event, regional_people(dispute.station.region), _("%(number)s: dispute with %(station)s."), "region")
    _write(dispute, OPENED, "opened")


@subscribe("service_dispute.mediator_appointed")
@subscribe("service_dispute.in_mediation")
@subscribe("service_dispute.back_to_mediation")
def tell_the_mediator(event: History) -> None:
    """The mediator's turn."""
    dispute = _dispute(event)
    _tell_office(event, _mediator(dispute), _("%(number)s: you mediate between driver and %(station)s."))


@subscribe("service_dispute.proposed")
def ask_both_sides(event: History) -> None:
    """Both sides have a proposal to answer."""
    dispute = _dispute(event)
    if dispute.status == DisputeStatus.PROPOSED:
        _tell_station(event, _("Dispute %(number)s: answer the mediator's proposal until %(due)s."))
        _write(dispute, PROPOSED, f"proposed:{dispute.round}")


@subscribe("service_dispute.agreed")
def tell_of_the_agreement(event: History) -> None:
    """The station carries it out."""
    _tell_station(event, _("Dispute %(number)s: both sides agree. Carry it out until %(due)s."))


@subscribe("service_dispute.carried_out")
def ask_the_driver(event: History) -> None:
    """The driver confirms, by the link or on the phone."""
    dispute = _dispute(event)
    if dispute.status == DisputeStatus.AGREED:
        _write(dispute, CARRIED_OUT, "carried_out")
    _tell_office(event, office_people(Role.DISPATCHER), _("%(number)s: ask the driver whether it was carried out."))


@subscribe("service_dispute.escalated")
def tell_those_above(event: History) -> None:
    """The level's people, the mediator, and the station when it is its turn."""
    dispute = _dispute(event)
    level = min(max(dispute.escalation, 1), len(LADDER)) - 1
    people = [*office_people(*LADDER[level]), *_mediator(dispute)]
    _tell_office(event, people, _("%(number)s is overdue (level %(level)d): %(status)s."))
    if dispute.status == DisputeStatus.AGREED:
        _tell_station(event, _("Dispute %(number)s: what was agreed is overdue."))


@subscribe("service_dispute.settled")
@subscribe("service_dispute.failed")
@subscribe("service_dispute.withdrawn")
def tell_the_end(event: History) -> None:
    """Everybody learns how it ended."""
    _tell_station(event, _("Dispute %(number)s: %(status)s."))


def _dispute(event: History) -> ServiceDispute:
    found: ServiceDispute = ServiceDispute.objects.select_related("station").get(pk=event.aggregate_id)
    return found


def _mediator(dispute: ServiceDispute) -> list[User]:
    return list(User.objects.filter(pk=dispute.mediator_id)) if dispute.mediator_id else []


def _words(dispute: ServiceDispute, sentence: Text) -> Callable[[], str]:
    def words() -> str:
        return str(sentence) % {
            "number": dispute.number,
            "station": dispute.station,
            "due": show_moment(dispute.due_at),
            "level": dispute.escalation,
            "status": dispute.get_status_display(),
        }

    return words


def _tell_station(event: History, sentence: Text) -> None:
    dispute = _dispute(event)
    url = f"{station_address(dispute.station.code)}disputes/{dispute.pk}/"
    people = people_at(dispute.station_id, Role.STATION_MANAGER)
    tell(people, _words(dispute, sentence), url, key=f"{event.verb}:{event.pk}")


def _tell_office(event: History, people: Any, sentence: Text, part: str = "office") -> None:
    dispute = _dispute(event)
    url = f"{office_root()}disputes/{dispute.pk}/"
    tell(people, _words(dispute, sentence), url, key=f"{event.verb}:{event.pk}:{part}")


def _write(dispute: ServiceDispute, template: Template, key: str) -> None:
    """Write to the driver, when there is a number to write to."""
    if not dispute.contact_phone:
        return
    values = {"number": dispute.number, "link": driver_link(dispute), "until": show_moment(dispute.due_at)}
    letter = Letter(
        to=dispute.contact_phone,
        template=template.code,
        language=message_language(dispute.language),
        key=f"dispute:{dispute.pk}:{key}",
        subject_id=dispute.pk,
        values=values,
    )
    send_message(letter, acting_user=CLOCK)
