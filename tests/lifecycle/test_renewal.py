"""Agreements: who is reminded of their end, and a renewal that moves it."""

from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.history.relay import deliver_pending
from desk.models import Notification
from network.lifecycle import actions
from network.lifecycle.agreements import DAYS_BEFORE, RUNS_OUT, watch_agreement
from network.lifecycle.choices import ChangeKind, ChangeStatus
from network.lifecycle.deadlines import begin_of_day
from network.lifecycle.verify import broken, watch_all
from network.onboarding.actions import finish_opening
from network.onboarding.choices import CandidateStatus
from network.onboarding.models import Agreement, Candidate
from tenants.registry.models import Station
from tests.builders.lifecycle import PAPER
from tests.builders.onboarding import signed
from tests.world import office_actor

pytestmark = pytest.mark.django_db


def an_agreement(station: Station) -> Agreement:
    """Return the signed agreement with a station, with its reminders."""
    candidate = signed()
    Candidate.objects.filter(pk=candidate.pk).update(opened_station=station)
    agreement = Agreement.objects.get(candidate=candidate)
    watch_agreement(agreement)
    return agreement


def reminders(agreement: Agreement) -> list[Any]:
    rows = Deadline.objects.filter(kind=RUNS_OUT, subject_id=agreement.pk, done_at=None)
    return list(rows.order_by("due_at").values_list("due_at", flat=True))


def test_three_reminders_before_the_end(
    station: Station, station_manager: Actor, service_management: Actor, regional_officer: Actor, office: None
) -> None:
    agreement = an_agreement(station)
    assert reminders(agreement) == [begin_of_day(agreement.ends_on - timedelta(days=days)) for days in DAYS_BEFORE]
    first = Deadline.objects.filter(kind=RUNS_OUT).order_by("due_at").first()
    assert first is not None
    Deadline.objects.filter(pk=first.pk).update(due_at=begin_of_day(today()))
    keep_due()
    deliver_pending()
    for person in (station_manager, service_management, regional_officer):
        assert Notification.objects.filter(user_id=person.id, text__contains=agreement.number).count() == 1


def test_a_renewal_moves_the_end_and_the_reminders(
    station: Station, service_management: Actor, customer_service_manager: Actor, regional_officer: Actor, office: None
) -> None:
    agreement = an_agreement(station)
    new_end = date(agreement.ends_on.year + 3, 6, 30)
    change = actions.request_change(
        station.pk,
        ChangeKind.RENEWAL,
        {"ends_on": new_end.isoformat()},
        reason="协议到期续签",
        evidence=PAPER,
        acting_user=service_management,
    )
    actions.check_change(change.pk, note="补充协议已签", acting_user=regional_officer)
    done = actions.approve_change(change.pk, acting_user=customer_service_manager)
    deliver_pending()
    agreement.refresh_from_db()
    assert (done.status, agreement.ends_on) == (ChangeStatus.APPLIED, new_end)
    assert reminders(agreement) == [begin_of_day(new_end - timedelta(days=days)) for days in DAYS_BEFORE]


def test_opening_a_station_sets_them(station: Station, office: None) -> None:
    candidate = signed()
    Candidate.objects.filter(pk=candidate.pk).update(
        opened_station=station, status=CandidateStatus.INSTRUCTED, instructed_by=office_actor(Role.ADMINISTRATOR).id
    )
    finish_opening(station.pk, acting_user=office_actor(Role.CLAIMS_REVIEWER))
    deliver_pending()
    assert len(reminders(Agreement.objects.get(candidate=candidate))) == 3


@pytest.mark.parametrize("left", [-5, 10, 60, 400])
def test_agreements_of_before_get_the_same_reminders(left: int, station: Station, office: None) -> None:
    agreement = an_agreement(station)
    Deadline.objects.filter(kind=RUNS_OUT).delete()
    Agreement.objects.filter(pk=agreement.pk).update(
        starts_on=today() - timedelta(days=900), ends_on=today() + timedelta(days=left)
    )
    agreement.refresh_from_db()
    assert next(broken()) == f"agreement {agreement.number} has no reminders of its end"
    with pytest.raises(CommandError, match=agreement.number):
        call_command("verify_lifecycle")
    sql = import_module("network.lifecycle.migrations.0004_wishes_and_reminders").REMINDERS
    facts = ("due_at", "step", "done_at", "attempts")
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("__ZONE__", settings.BUSINESS_TIME_ZONE))
    by_migration = list(Deadline.objects.filter(kind=RUNS_OUT).order_by("due_at").values_list(*facts))
    assert not list(broken())
    Deadline.objects.filter(kind=RUNS_OUT).delete()
    call_command("verify_lifecycle", mend=True)
    assert by_migration == list(Deadline.objects.filter(kind=RUNS_OUT).order_by("due_at").values_list(*facts))
    assert by_migration and watch_all() == 0


def test_both_sides_see_the_agreement(
    station: Station,
    client_for: Any,
    service_management: Actor,
    station_manager: Actor,
    rival_manager: Actor,
    at_office: Any,
) -> None:
    with at_office():
        agreement = an_agreement(station)
    assert agreement.number in client_for(service_management).get("/lifecycle/agreements/").content.decode()
    assert (
        agreement.number in client_for(station_manager).get(f"/s/{station.code}/lifecycle/agreements/").content.decode()
    )
    assert agreement.number not in client_for(rival_manager).get("/s/BJS01/lifecycle/agreements/").content.decode()
    assert client_for(station_manager).get(f"/s/{station.code}/lifecycle/changes/new/renewal/").status_code == 200
