"""A campaign is drafted by one person and opened by another; each listed vehicle is worked on once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.campaigns.actions import (
    Work,
    amend_campaign,
    close_campaign,
    list_vehicles,
    open_campaign,
    withdraw_campaign,
)
from billing.campaigns.choices import CAMPAIGN_MOVES, CampaignError, CampaignStatus, WorkKind
from billing.campaigns.models import Campaign, CampaignVehicle
from billing.campaigns.selectors import campaigns_for, open_for
from common.clock import today
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from tenants.registry.standing import at_head_office
from tests.builders.campaigns import BEGAN, WORK, a_draft_campaign, an_open_campaign, draft_values
from tests.builders.catalog import a_part, a_vehicle, an_operation
from tests.world import office_actor

GOOD, OTHER = "LZGJLDR4XBX012345", "LSGJA52UXBH123456"


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> Any:
    with at_head_office():
        an_operation()
        a_part()
        a_vehicle(vin=GOOD)
        yield


@pytest.fixture
def drafter() -> Actor:
    return office_actor(Role.SERVICE_MANAGEMENT)


def test_a_second_person_opens_it(customer_service_manager: Actor) -> None:
    campaign = an_open_campaign(GOOD)

    assert (campaign.status, campaign.opened_by) == (CampaignStatus.OPEN, customer_service_manager.id)
    assert [one.pk for one in open_for(GOOD)] == [campaign.pk]
    assert History.objects.filter(aggregate_id=campaign.pk, verb="campaign.opened").count() == 1


def test_the_drafter_does_not_open_it(drafter: Actor) -> None:
    campaign = a_draft_campaign()
    list_vehicles(campaign.pk, vins=GOOD, acting_user=drafter)
    before = History.objects.count()

    with pytest.raises(NotAllowed) as caught:
        open_campaign(campaign.pk, acting_user=drafter)

    assert caught.value.code == CampaignError.SAME_PERSON
    assert Campaign.objects.get(pk=campaign.pk).status == CampaignStatus.DRAFT
    assert History.objects.count() == before


def test_the_database_refuses_the_drafter_too(drafter: Actor) -> None:
    campaign = a_draft_campaign()
    with pytest.raises(DatabaseError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(status=CampaignStatus.OPEN, opened_by=drafter.id)


def test_without_vehicles_it_is_not_opened(customer_service_manager: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        open_campaign(a_draft_campaign().pk, acting_user=customer_service_manager)
    assert caught.value.code == CampaignError.NO_VEHICLES


def test_without_work_it_is_not_opened(customer_service_manager: Actor, drafter: Actor) -> None:
    campaign = a_draft_campaign(work=[])
    list_vehicles(campaign.pk, vins=GOOD, acting_user=drafter)
    with pytest.raises(Invalid) as caught:
        open_campaign(campaign.pk, acting_user=customer_service_manager)
    assert caught.value.code == CampaignError.NO_WORK


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"ends_on": BEGAN - timedelta(days=1)}, CampaignError.DATES),
        ({"work": [Work(WorkKind.PART, "nothing", Decimal(1))]}, CampaignError.WORK),
    ],
)
def test_what_does_not_fit_is_refused(facts: dict[str, Any], code: CampaignError) -> None:
    with pytest.raises(Invalid) as caught:
        a_draft_campaign(**facts)
    assert caught.value.code == code
    assert not Campaign.objects.exists()


def test_a_number_is_used_once() -> None:
    a_draft_campaign()
    with pytest.raises(Invalid) as caught:
        a_draft_campaign()
    assert caught.value.code == CampaignError.NUMBER_TAKEN


def test_a_reviewer_drafts_nothing(reviewer: Actor) -> None:
    campaign = a_draft_campaign()
    with pytest.raises(NotAllowed):
        list_vehicles(campaign.pk, vins=GOOD, acting_user=reviewer)
    assert not CampaignVehicle.objects.exists()


def test_bad_vins_are_named_and_nothing_is_listed(drafter: Actor) -> None:
    campaign = a_draft_campaign()
    with pytest.raises(Invalid) as caught:
        list_vehicles(campaign.pk, vins=f"VIN\n{GOOD}\nLZGJLDR40BX012345\n{OTHER}\n{GOOD}", acting_user=drafter)

    assert caught.value.code == CampaignError.FILE
    assert [f"{line}:" in str(caught.value.message) for line in (2, 3, 4, 5)] == [False, True, True, True]
    assert not CampaignVehicle.objects.exists()


def test_bad_lines_can_be_left_out_and_a_second_list_adds_nothing(drafter: Actor) -> None:
    campaign = a_draft_campaign()
    for _ in range(2):
        list_vehicles(campaign.pk, vins=f"{GOOD},x\n{OTHER}", leave_out_bad=True, acting_user=drafter)
    assert [row.vin for row in CampaignVehicle.objects.all()] == [GOOD]


def test_the_database_lists_a_vehicle_once() -> None:
    campaign = an_open_campaign(GOOD)
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignVehicle.objects.create(campaign=campaign, vin=GOOD)


def test_an_open_one_is_not_changed(drafter: Actor) -> None:
    campaign = an_open_campaign(GOOD)
    with pytest.raises(WrongState):
        amend_campaign(campaign.pk, work=WORK, title_en="Other", acting_user=drafter)


def test_a_draft_is_changed(drafter: Actor) -> None:
    campaign = a_draft_campaign()
    amend_campaign(campaign.pk, work=WORK[:1], title_en="Other", acting_user=drafter)
    campaign.refresh_from_db()
    assert (campaign.title_en, campaign.work.count()) == ("Other", 1)


def test_closing_ends_it_today(customer_service_manager: Actor) -> None:
    campaign = close_campaign(an_open_campaign(GOOD).pk, reason="done", acting_user=customer_service_manager)

    assert (campaign.status, campaign.last_day) == (CampaignStatus.CLOSED, today())
    assert not open_for(GOOD)
    with pytest.raises(WrongState):
        list_vehicles(campaign.pk, vins=GOOD, acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def test_a_draft_is_put_away(drafter: Actor) -> None:
    assert withdraw_campaign(a_draft_campaign().pk, reason="", acting_user=drafter).status == CampaignStatus.WITHDRAWN


def test_stations_see_what_was_opened(station_manager: Actor, supplier_user: Actor) -> None:
    opened = an_open_campaign(GOOD)
    a_draft_campaign(**draft_values(number="2026-ZH-02"))
    assert [one.pk for one in campaigns_for(station_manager)] == [opened.pk]
    assert not campaigns_for(supplier_user).exists()


@pytest.mark.parametrize("start", CampaignStatus)
@pytest.mark.parametrize("end", CampaignStatus)
def test_only_the_table_moves_it(start: CampaignStatus, end: CampaignStatus) -> None:
    assert (end in Campaign(status=start).possible_moves()) is (end in CAMPAIGN_MOVES[start])
