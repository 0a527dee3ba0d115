"""A recall that is half done and a service campaign that has begun, made by two persons."""

from datetime import date
from uuid import uuid5

from accounts.roles import Role
from billing.campaigns.actions import Work, draft_campaign, list_vehicles, open_campaign
from billing.campaigns.choices import CampaignKind, WorkKind
from billing.campaigns.models import Campaign, CampaignVehicle
from catalog.models import LabourOperation, Part, Vehicle
from demo.chance import days_ago, dice
from demo.people import office
from tenants.registry.models import Station

LISTED = 400


def make_campaigns(stations: list[Station]) -> None:
    """Draft, list and open them; the recall's past work is written as it was handed over from the former system."""
    recall = _campaign(
        "ZH-01", CampaignKind.RECALL, "制动气室漏气召回", "Recall: brake chamber leaks", "BRK", days_ago(200), 0
    )
    _campaign(
        "FW-01",
        CampaignKind.SERVICE,
        "冷却系统冬季检查活动",
        "Winter check of the cooling system",
        "COO",
        days_ago(30),
        1,
    )
    roll, rows = dice("campaigns"), list(recall.vehicles.all())
    rows = rows[: len(rows) // 2]
    for row in rows:
        station = roll.choice(stations)
        row.repaired_on, row.done_by, row.station_code = days_ago(roll.randint(5, 190)), station.pk, station.code
        row.region, row.claim_id = station.region, uuid5(recall.pk, row.vin)
    CampaignVehicle.objects.bulk_update(rows, ["repaired_on", "done_by", "station_code", "region", "claim_id"])


def _campaign(
    number: str, kind: CampaignKind, title_zh: str, title_en: str, component: str, begins_on: date, nth: int
) -> Campaign:
    part = Part.objects.filter(component__code=component).order_by("number")[0]
    operation = LabourOperation.objects.filter(component__code=component).order_by("code")[0]
    work = [
        Work(WorkKind.LABOUR, operation.code, operation.standard_hours),
        Work(WorkKind.PART, part.number, 1),  # type: ignore[arg-type]
    ]
    drafter, opener = office(Role.SERVICE_MANAGEMENT), office(Role.CUSTOMER_SERVICE_MANAGER)
    campaign = draft_campaign(
        number=f"{begins_on.year}-{number}", kind=kind, title_zh=title_zh, title_en=title_en, begins_on=begins_on,
        ends_on=None, instructions=f"{title_zh}；{title_en}.", work=work, acting_user=drafter,
    )  # fmt: skip
    sold = Vehicle.objects.filter(sold_on__isnull=False).order_by("-sold_on", "vin")
    vins = list(sold.values_list("vin", flat=True)[: 2 * LISTED])
    half = len(vins) // 2  # a small world has fewer than two whole lists
    list_vehicles(campaign.pk, vins="\n".join(vins[nth * half : (nth + 1) * half]), acting_user=drafter)
    return open_campaign(campaign.pk, acting_user=opener)
