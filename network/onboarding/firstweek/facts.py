"""What the system sees of a station's first week by itself, one function for each fact. Each stands in the station's schema and scope."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Invitation
from accounts.roles import Role
from accounts.selectors import people_at
from billing.claims.models import Claim
from network.dispatch.models import Crew
from network.onboarding.building.choices import WeekFact
from tenants.parts.models import StockItem
from tenants.registry.models import Station
from tenants.workshop.models import RepairOrder


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen: a number or names, and the key of the record where it is one."""

    words: str
    key: UUID | None = None


def people(station: Station) -> Seen | None:
    """Everybody who was invited has signed in, a manager among them; an invitation that still waits holds it back."""
    waiting = Invitation.objects.filter(station_id=station.pk, accepted_at__isnull=True, withdrawn_at__isnull=True)
    managers = people_at(station.pk, Role.STATION_MANAGER)
    if waiting.exists() or not managers:
        return None
    others = len(people_at(station.pk)) - 1
    return Seen(f"{managers[0].name} +{others}" if others else managers[0].name)


def repair(station: Station) -> Seen | None:
    """The first repair order."""
    first = RepairOrder.objects.order_by("received_at").first()
    return Seen(first.number, first.pk) if first else None


def claim(station: Station) -> Seen | None:
    """The first claim, be it a draft."""
    first = Claim.objects.filter(station_id=station.pk).order_by("created_at").first()
    return Seen(first.number, first.pk) if first else None


def crew(station: Station) -> Seen | None:
    """A rescue crew that is on duty."""
    first = Crew.objects.filter(station_id=station.pk, on_duty=True).order_by("created_at").first()
    return Seen(first.name, first.pk) if first else None


def stock(station: Station) -> Seen | None:
    """A part that is on the shelf."""
    first = StockItem.objects.filter(on_hand__gt=0).order_by("created_at").first()
    return Seen(first.part_number, first.pk) if first else None


FACTS: Mapping[str, Callable[[Station], Seen | None]] = {
    WeekFact.PEOPLE: people,
    WeekFact.REPAIR: repair,
    WeekFact.CLAIM: claim,
    WeekFact.CREW: crew,
    WeekFact.STOCK: stock,
}
