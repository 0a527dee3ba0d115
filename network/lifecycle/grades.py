"""What follows when the customer-service manager instructs what a grade proposed: an order for the coefficient, a change of the level.

Scorecards stand above; they tell `grade.decided` and change nothing themselves. The instruction is the manager's: another carries it out.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, actor_at_office
from accounts.models import User
from common.clock import today
from common.errors import DomainError
from common.history.models import History
from common.pages.addresses import office_root
from desk.actions import tell
from network.lifecycle.actions import Terms, instruct, request_change
from network.lifecycle.choices import ChangeKind, OrderKind
from tenants.registry.models import Station


def next_month() -> date:
    """Return the first day of the next month: a grade's coefficient holds from there."""
    return (today().replace(day=1) + timedelta(days=31)).replace(day=1)


def follow_grade(event: History) -> None:
    """Begin what a decided grade asks for, in the name of whoever decided. What can't begin now is told to them, with the reason."""
    if event.station_id is None or event.actor_id is None:
        return
    station = Station.objects.get(pk=event.station_id)
    manager = actor_at_office(User.objects.get(pk=event.actor_id))
    text, coefficient, level = event.reason, event.after.get("labour_coefficient"), event.after.get("level")
    if coefficient:
        terms = Terms(next_month(), labour_coefficient=Decimal(coefficient))
        _try(lambda: instruct(station.pk, OrderKind.COEFFICIENT, terms, text=text, acting_user=manager), event, manager)
    if level:
        values = {"level": level}
        _try(
            lambda: request_change(station.pk, ChangeKind.LEVEL, values, reason=text, acting_user=manager),
            event,
            manager,
        )


def _try(begin: Callable[[], object], event: History, manager: Actor) -> None:
    try:
        begin()
    except DomainError as error:
        refusal = error.message

        def words() -> str:
            return str(_("What the grade proposed could not begin: %(why)s")) % {"why": refusal}

        address = f"{office_root()}registry/stations/{event.station_id}/"
        tell([manager.user], words, address, key=f"grade:{event.pk}:{error.code}")
