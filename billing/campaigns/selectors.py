"""Which campaigns a person may see, and what other rooms ask about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from accounts.actors import Actor
from billing.campaigns.choices import CampaignStatus, WorkKind
from billing.campaigns.models import Campaign, CampaignVehicle, CampaignWork
from common.clock import today
from common.records import RecordQuerySet

SHOWN_TO_STATIONS = (CampaignStatus.OPEN, CampaignStatus.CLOSED)
COUNTED = {"listed": Count("vehicles"), "done": Count("vehicles", filter=Q(vehicles__repaired_on__isnull=False))}


def campaigns_for(actor: Actor) -> RecordQuerySet:
    """Return the campaigns in the person's sight: all for head office, those that were opened for stations."""
    campaigns = Campaign.objects.all()
    if not actor.may("campaigns.view"):
        return campaigns.none()
    return campaigns if actor.is_office else campaigns.filter(status__in=SHOWN_TO_STATIONS)


def counted(campaigns: RecordQuerySet) -> RecordQuerySet:
    """Return the campaigns with `listed` and `done`, their numbers of vehicles."""
    rows: RecordQuerySet = campaigns.annotate(**COUNTED)
    return rows


def vehicles_for(actor: Actor) -> RecordQuerySet:
    """Return the listed vehicles of the campaigns in the person's sight; where one was repaired is for head office to know."""
    rows: RecordQuerySet = CampaignVehicle.objects.filter(campaign__in=campaigns_for(actor)).select_related("campaign")
    return rows


def open_for(vin: str, on: date | None = None) -> Sequence[Campaign]:
    """Return the open campaigns of a vehicle that were not done yet, recalls first, oldest first."""
    day = on or today()
    waiting = Q(vehicles__vin=vin, vehicles__repaired_on__isnull=True)
    begun = Campaign.objects.filter(waiting, status=CampaignStatus.OPEN, begins_on__lte=day)
    return list(begun.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day)).order_by("kind", "begins_on", "id"))


def all_of(vin: str) -> Sequence[CampaignVehicle]:
    """Return a vehicle's place on all lists that stations may know of, newest campaign first."""
    rows = CampaignVehicle.objects.filter(vin=vin, campaign__status__in=SHOWN_TO_STATIONS)
    return list(rows.select_related("campaign").order_by("-campaign__begins_on"))


def is_listed(campaign: Campaign, vin: str) -> bool:
    """Tell whether a vehicle was called in."""
    return CampaignVehicle.objects.filter(campaign=campaign, vin=vin).exists()


def fixed_work(campaign: Campaign) -> tuple[Mapping[str, Decimal], Mapping[str, Decimal]]:
    """Return the fixed hours by operation and the fixed quantities by part number."""
    rows = list(CampaignWork.objects.filter(campaign=campaign))
    hours, quantities = (
        {row.code: row.amount for row in rows if row.kind == kind} for kind in (WorkKind.LABOUR, WorkKind.PART)
    )
    return hours, quantities


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a station or region has come, by repairs; `percent` is of all repairs done."""

    name: str
    done: int
    percent: int


def progress_by(campaign: Campaign, field: str) -> list[Progress]:
    """Return the repairs of a campaign by `station_code` or `region`, most first."""
    done = CampaignVehicle.objects.filter(campaign=campaign, repaired_on__isnull=False)
    rows: list[dict[str, Any]] = list(done.order_by().values(field).annotate(n=Count("pk")).order_by("-n", field))
    total = sum(row["n"] for row in rows) or 1
    return [Progress(row[field], row["n"], round(100 * row["n"] / total)) for row in rows]
