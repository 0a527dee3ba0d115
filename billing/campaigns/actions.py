"""What is done with campaigns. Each function is one transaction and writes one history row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.campaigns.choices import CampaignError, CampaignKind, CampaignStatus, WorkKind
from billing.campaigns.locks import lock_campaign
from billing.campaigns.models import Campaign, CampaignVehicle, CampaignWork
from billing.campaigns.vins import check_list
from catalog.models import LabourOperation, Part
from common.clock import today
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record

EDITED = ("kind", "title_zh", "title_en", "instructions", "begins_on", "ends_on")


@dataclass(frozen=True, slots=True)
class Work:
    """A line of the fixed work: an operation with its hours, or a part with its quantity."""

    kind: WorkKind
    code: str
    amount: Decimal


@transaction.atomic
def draft_campaign(
    *,
    number: str,
    kind: CampaignKind,
    title_zh: str,
    title_en: str,
    begins_on: date,
    work: Sequence[Work],
    acting_user: Actor,
    ends_on: date | None = None,
    instructions: str = "",
) -> Campaign:
    """Begin a campaign. Raises Invalid for a number that is taken, dates in the wrong order, or work that the catalogue does not know."""
    acting_user.require("campaigns.manage")
    if Campaign.objects.filter(number=number).exists():
        message = _("There is a campaign with this number already. Choose another.")
        raise Invalid(message, code=CampaignError.NUMBER_TAKEN, field="number")
    _require_order(begins_on, ends_on)
    campaign = Campaign.objects.create(
        number=number,
        kind=kind,
        title_zh=title_zh,
        title_en=title_en,
        instructions=instructions,
        begins_on=begins_on,
        ends_on=ends_on,
        drafted_by=acting_user.id,
        drafted_by_name=acting_user.name,
    )
    _write_work(campaign, work)
    record(campaign, "campaign.drafted", acting_user, after={"number": number, "title": title_en})
    return campaign


@transaction.atomic
def amend_campaign(campaign_id: UUID, *, work: Sequence[Work], acting_user: Actor, **values: Any) -> Campaign:
    """Change a draft: its words, dates and work. Whoever changes it is its drafter from now on. Raises WrongState once it is open."""
    acting_user.require("campaigns.manage")
    campaign = lock_campaign(campaign_id, acting_user)
    if campaign.status != CampaignStatus.DRAFT:
        message = _("A campaign that was opened is not changed: stations work by it.")
        raise WrongState(message, code=CampaignError.NOT_DRAFT)
    changed = {name: values[name] for name in EDITED if name in values}
    _require_order(changed.get("begins_on", campaign.begins_on), changed.get("ends_on", campaign.ends_on))
    before = {name: getattr(campaign, name) for name in changed}
    campaign.change(**changed, drafted_by=acting_user.id, drafted_by_name=acting_user.name)
    CampaignWork.objects.filter(campaign=campaign).delete()
    _write_work(campaign, work)
    record(campaign, "campaign.amended", acting_user, before=before, after=changed)
    return campaign


@transaction.atomic
def list_vehicles(campaign_id: UUID, *, vins: str, acting_user: Actor, leave_out_bad: bool = False) -> Campaign:
    """Call vehicles in: add the VINs of a text to the list; those that are on it stay. Raises Invalid naming each VIN that can't be used."""
    acting_user.require("campaigns.manage")
    campaign = lock_campaign(campaign_id, acting_user)
    if campaign.status not in (CampaignStatus.DRAFT, CampaignStatus.OPEN):
        raise WrongState(status=str(campaign.status))
    checked = check_list(campaign, vins)
    if checked.bad and not leave_out_bad:
        named = "; ".join(f"{bad.line}: {bad.vin} – {bad.why}" for bad in checked.bad[:20])
        raise Invalid(named, code=CampaignError.FILE, field="vins", bad=len(checked.bad))
    if not checked.fresh and not checked.known:
        raise Invalid(_("There is no vehicle in this list."), code=CampaignError.NO_VEHICLES, field="vins")
    CampaignVehicle.objects.bulk_create(
        [CampaignVehicle(campaign=campaign, vin=vin) for vin in checked.fresh], batch_size=2_000
    )
    after = {"added": len(checked.fresh), "known": len(checked.known), "left_out": len(checked.bad)}
    campaign.change()
    record(campaign, "campaign.vehicles_listed", acting_user, after=after)
    return campaign


@transaction.atomic
def open_campaign(campaign_id: UUID, *, acting_user: Actor) -> Campaign:
    """Let stations work by it. Raises NotAllowed for its drafter, Invalid without vehicles or work."""
    acting_user.require("campaigns.open")
    campaign = lock_campaign(campaign_id, acting_user)
    if campaign.drafted_by == acting_user.id:
        message = _("Whoever drafted a campaign can't open it. Ask a second person.")
        raise NotAllowed(message, code=CampaignError.SAME_PERSON)
    if not CampaignVehicle.objects.filter(campaign=campaign).exists():
        raise Invalid(_("List the vehicles first."), code=CampaignError.NO_VEHICLES)
    if not CampaignWork.objects.filter(campaign=campaign).exists():
        raise Invalid(_("Say first what work is paid."), code=CampaignError.NO_WORK)
    campaign.move_to(CampaignStatus.OPEN, opened_by=acting_user.id, opened_by_name=acting_user.name)
    record(campaign, "campaign.opened", acting_user, after={"number": campaign.number, "status": campaign.status})
    return campaign


@transaction.atomic
def close_campaign(campaign_id: UUID, *, reason: str, acting_user: Actor) -> Campaign:
    """End it today: repairs until today still count, later ones do not."""
    acting_user.require("campaigns.open")
    campaign = lock_campaign(campaign_id, acting_user)
    campaign.move_to(CampaignStatus.CLOSED, closed_on=today())
    done = CampaignVehicle.objects.filter(campaign=campaign, repaired_on__isnull=False).count()
    after = {"status": campaign.status, "closed_on": campaign.closed_on, "done": done}
    record(campaign, "campaign.closed", acting_user, after=after, reason=reason)
    return campaign


@transaction.atomic
def withdraw_campaign(campaign_id: UUID, *, reason: str, acting_user: Actor) -> Campaign:
    """Put a draft away."""
    acting_user.require("campaigns.manage")
    campaign = lock_campaign(campaign_id, acting_user)
    campaign.move_to(CampaignStatus.WITHDRAWN)
    record(campaign, "campaign.withdrawn", acting_user, after={"status": campaign.status}, reason=reason)
    return campaign


def note_repair(campaign_id: UUID, vin: str, *, claim_id: UUID, done: tuple[date, UUID, str, str] | None) -> None:
    """Keep what the claims say of a vehicle: `done` is (day, station's id, its code, its region), or None when the claim came to nothing.

    Part of the work of a subscriber; the claim's own history tells who did it.
    """
    row = CampaignVehicle.objects.filter(campaign=campaign_id, vin=vin).locked().first()
    if row is None:
        return
    if done is not None:
        day, station_id, code, region = done
        row.change(repaired_on=day, done_by=station_id, station_code=code, region=region, claim_id=claim_id)
    elif row.claim_id == claim_id:
        row.change(repaired_on=None, done_by=None, station_code="", region="", claim_id=None)


def _require_order(begins_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < begins_on:
        raise Invalid(_("It ends before it begins."), code=CampaignError.DATES, field="ends_on")


def _write_work(campaign: Campaign, work: Sequence[Work]) -> None:
    known = {
        WorkKind.LABOUR: set(LabourOperation.objects.filter(code__in=_codes(work, WorkKind.LABOUR)).values_list("code", flat=True)),
        WorkKind.PART: set(Part.objects.filter(number__in=_codes(work, WorkKind.PART)).values_list("number", flat=True)),
    }  # fmt: skip
    for line in work:
        if line.code not in known[line.kind]:
            message = _("“%(code)s” is not in the catalogue.") % {"code": line.code}
            raise Invalid(message, code=CampaignError.WORK, field="work", place=line.code)
    merged = {(line.kind, line.code): line for line in work}
    CampaignWork.objects.bulk_create(
        CampaignWork(campaign=campaign, kind=line.kind, code=line.code, amount=line.amount) for line in merged.values()
    )


def _codes(work: Sequence[Work], kind: WorkKind) -> list[str]:
    return [line.code for line in work if line.kind == kind]
