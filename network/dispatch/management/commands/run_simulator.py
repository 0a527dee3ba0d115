"""`manage.py run_simulator`: keeps a few rescues moving in the demo, through the real actions.

It plays the crews of every station but those whose code is in SIMULATOR_LEAVES_ALONE (where people try the phone page themselves), and takes
calls near a crew on duty: quickly while little is going on, then now and then. It refuses to run outside the demo.
"""

import logging
import random
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.actors import Actor, actor_at_office, actor_at_station
from accounts.models import Membership, User
from accounts.roles import Role
from catalog.models import Vehicle
from common.clock import database_now
from common.errors import DomainError
from common.looping import run_until_told
from common.scope import for_office
from network.dispatch import simulation
from network.dispatch.actions import (
    Found,
    Report,
    accept_offer,
    arrive,
    decline_offer,
    depart,
    finish,
    report_positions,
)
from network.dispatch.choices import OPEN_RESCUE, UNDER_WAY, OfferStatus, Outcome, RescueStatus
from network.dispatch.models import Crew, CrewMember, Offer, Position, Rescue
from network.hotline.actions import CaseFacts, open_case
from network.hotline.models import Case
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.standing import inside

logger = logging.getLogger(__name__)

MOST_OPEN, LIVELY, QUIET = 8, 5, 3  # all open rescues; those that are asked for or served: no more calls, quick calls
FIXES_AT_ONCE = 8


class Command(BaseCommand):
    """Looks every two seconds and does what is due."""

    help = "Keep a few rescues of the demo moving. For the demo only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the seed and how often a call comes."""
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--call-every", type=int, default=150, metavar="SECONDS")
        parser.add_argument(
            "--quick-call-every", type=int, default=20, metavar="SECONDS", help="while little is going on"
        )
        parser.add_argument("--once", action="store_true", help="do what is due now and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loop, unless this is not the demo."""
        if not getattr(settings, "DEMO", False):
            raise CommandError("the simulator runs in the demo alone (STATIONMASTER_DEMO=1)")
        simulator = Simulator(
            options["seed"],
            options["call_every"],
            leaves_alone=settings.SIMULATOR_LEAVES_ALONE,
            quick_every_s=options["quick_call_every"],
        )
        if options["once"]:
            simulator.step()
            return
        run_until_told(simulator.step, channel=None, pause_s=2.0)


class Simulator:
    """Plays callers and crews."""

    def __init__(
        self, seed: int, call_every_s: int, *, leaves_alone: frozenset[str], quick_every_s: int | None = None
    ) -> None:
        self.seed, self.call_every_s, self.leaves_alone = seed, call_every_s, leaves_alone
        self.quick_every_s = call_every_s if quick_every_s is None else quick_every_s

    def step(self) -> int:
        """Do everything that is due; a refusal (somebody was faster) is what happens in life. Returns 0, so that the loop pauses."""
        self.answer_offers()
        self.drive()
        self.attempt(self.call)
        return 0

    def attempt(self, act: Callable[..., None], *subjects: Any) -> None:
        """Do one thing; what is refused does not hold up the rest."""
        try:
            act(*subjects)
        except DomainError as error:
            logger.info("simulator_refused", extra={"code": str(error.code)})

    def answer_offers(self) -> None:
        """Accept or decline offers after a while."""
        moment = database_now()
        with for_office(), transaction.atomic():
            rows = Offer.objects.filter(status=OfferStatus.OPEN).exclude(station__code__in=self.leaves_alone)
            offers = list(rows.select_related("station"))
        for offer in offers:
            if simulation.is_due(offer.created_at, moment, offer.pk, "think", simulation.THINK_S):
                self.attempt(self.answer, offer)

    def answer(self, offer: Offer) -> None:
        """Answer for the crew."""
        rider = self.rider(offer.crew_id, offer.station)
        if rider is None:
            return
        with inside(offer.station):
            if simulation.declines(offer.pk):
                decline_offer(offer.pk, reason="busy", acting_user=rider)
            else:
                accept_offer(offer.pk, acting_user=rider)

    def drive(self) -> None:
        """Move each rescue that a simulated crew serves."""
        moment = database_now()
        with for_office(), transaction.atomic():
            rows = Rescue.objects.filter(status__in=UNDER_WAY).exclude(station__code__in=self.leaves_alone)
            rescues = list(rows.select_related("station", "crew"))
        for rescue in rescues:
            rider = self.rider(rescue.serving_crew_id, rescue.station)
            if rider is not None and rescue.station is not None:
                with inside(rescue.station):
                    self.attempt(self.move, rescue, rider, moment)

    def move(self, rescue: Rescue, rider: Actor, moment: datetime) -> None:
        """Take the next step of one rescue."""
        if rescue.status == RescueStatus.ACCEPTED and rescue.accepted_at:
            if simulation.is_due(rescue.accepted_at, moment, rescue.pk, "load", simulation.LOAD_S):
                depart(rescue.pk, acting_user=rider)
        elif rescue.status == RescueStatus.EN_ROUTE:
            self.report(rescue, rider, moment)
        elif rescue.arrived_at and simulation.is_due(rescue.arrived_at, moment, rescue.pk, "work", simulation.WORK_S):
            self.end(rescue, rider)

    def end(self, rescue: Rescue, rider: Actor) -> None:
        """Finish one rescue: repaired at the roadside, or towed to the crew's own station."""
        outcome, words = simulation.end_of(rescue.pk)
        found = Found(outcome=outcome, towed_to=rescue.station_id if outcome == Outcome.TOWED else None)
        finish(rescue.pk, result=words, signed_by="司机", found=found, acting_user=rider)

    def report(self, rescue: Rescue, rider: Actor, moment: datetime) -> None:
        """Report the positions since the last one; the arrival follows from them, or from standing at the vehicle."""
        reports = list(self.fixes(rescue, moment))
        if reports:
            report_positions(rescue.serving_crew_id, reports, acting_user=rider)
            last = reports[-1]
            if (last.lat, last.lon) == (rescue.lat, rescue.lon):
                arrive(rescue.pk, acting_user=rider)

    def fixes(self, rescue: Rescue, moment: datetime) -> Iterator[Report]:
        """Yield a fix for each 15 seconds of the drive that has not been reported, the newest ones when there are many."""
        with transaction.atomic():
            seen = Position.objects.filter(rescue=rescue).count()
        if rescue.departed_at is None or rescue.station is None:
            return
        steps = int((moment - rescue.departed_at).total_seconds() // simulation.STEP_S)
        start, end = (rescue.station.lat, rescue.station.lon), (rescue.lat, rescue.lon)
        for number in range(max(seen, steps - FIXES_AT_ONCE), steps):
            at = rescue.departed_at + timedelta(seconds=simulation.STEP_S * (number + 1))
            lat, lon = simulation.way(start, end, rescue.departed_at, at, rescue.pk)
            yield Report(uuid5(rescue.pk, str(number)), at, lat, lon, 12.0)

    def call(self) -> None:
        """Take a call when it is time and not too much is open."""
        with for_office(), transaction.atomic():
            newest = Case.objects.order_by("-created_at").values_list("created_at", flat=True).first()
            states = list(Rescue.objects.filter(status__in=OPEN_RESCUE).values_list("status", flat=True))
            number = Case.objects.count()
        going_on = sum(1 for one in states if one != RescueStatus.UNSERVED)
        pause_s = self.quick_every_s if going_on < QUIET else self.call_every_s
        is_busy = len(states) >= MOST_OPEN or going_on >= LIVELY
        if is_busy or (newest and (database_now() - newest).total_seconds() < pause_s):
            return
        agent, stations = self.agent(), self.stations_with_crews()
        if agent is None or not stations:
            return
        chances = random.Random(f"{self.seed}:{number}:station")
        station = chances.choice(stations)
        told = simulation.a_call(number, self.seed, (station.lat, station.lon))
        vehicle = Vehicle.objects.order_by("pk")[chances.randrange(max(1, Vehicle.objects.count()))]
        with for_office():
            open_case(_facts(told, vehicle), acting_user=agent, despite_duplicate=True)

    def stations_with_crews(self) -> list[Station]:
        """Return the stations whose crews are on duty and are ours to play."""
        with for_office(), transaction.atomic():
            crewed = list(Crew.objects.filter(on_duty=True).values_list("station_id", flat=True))
        rows = Station.objects.filter(status=StationStatus.ACTIVE, pk__in=crewed).exclude(code__in=self.leaves_alone)
        return list(rows.order_by("code"))

    def agent(self) -> Actor | None:
        """Return somebody of the hotline."""
        row = Membership.objects.filter(role=Role.DISPATCHER, ended_at__isnull=True).select_related("user").first()
        return actor_at_office(row.user) if row else None

    def rider(self, crew_id: UUID, station: Any) -> Actor | None:
        """Return somebody of the crew who may drive."""
        with for_office(), transaction.atomic():
            riders = CrewMember.objects.filter(crew_id=crew_id, ended_at__isnull=True).values_list("user_id", flat=True)
            people = list(User.objects.filter(pk__in=list(riders)))
        actors = (actor_at_station(one, station) for one in people)
        return next((one for one in actors if one.may("rescues.drive")), None)


def _facts(told: simulation.Call, vehicle: Vehicle) -> CaseFacts:
    return CaseFacts(
        vehicle=vehicle.vin,
        symptom=told.symptom,
        safety=told.safety,
        place=told.place,
        lat=told.lat,
        lon=told.lon,
        contact_name=told.name,
        contact_phone=told.phone,
    )
