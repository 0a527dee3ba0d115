"""Crews, rescues, offers to crews, their positions, and why each decision fell as it did."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from billing.policy.rulebook.versions import RuleVersion, kept_by_the_database
from common.records import Moves, Placement, Record
from network.dispatch.choices import (
    OFFER_MOVES,
    OPEN_RESCUE,
    RESCUE_MOVES,
    UNDER_WAY,
    DeclineReason,
    Held,
    LadderStep,
    Measured,
    OfferStatus,
    RescueStatus,
    Taken,
    TakenCause,
)
from network.dispatch.finish_models import OUTCOME_RULES, Finished
from network.dispatch.parts_models import RescuePart as RescuePart
from network.dispatch.simulator.models import Simulation as Simulation
from network.hotline.choices import Capability
from network.hotline.models import Case
from tenants.registry.models import Station


class DispatchPolicy(RuleVersion):
    """A version of the rules of dispatch; `policies.Policy` says which values there are."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "dpo"

    class Meta:
        db_table = "dispatch_policy"
        ordering = ["-valid_from"]
        constraints = kept_by_the_database("dispatch_policy")

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("dispatch:rules_version", args=[self.pk])


class AutomaticPause(Record):
    """Automatic mode switched off for now, for all rescues. It ends by itself at `ends_at`, or when somebody switches it on again."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "dps"

    reason = models.TextField(_("reason"))
    begun_by = models.UUIDField()
    begun_by_name = models.CharField(_("switched off by"), max_length=80)
    ends_at = models.DateTimeField(_("ends by itself"))
    ended_at = models.DateTimeField(_("on again"), null=True, blank=True)
    ended_by_name = models.CharField(_("switched on by"), max_length=80, blank=True)

    class Meta:
        db_table = "dispatch_pause"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="dispatch_pause_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        """Return where all of them are listed."""
        return reverse("dispatch:pauses")


class Crew(Record):
    """A rescue vehicle with its people. `load` counts the rescues that it serves now; the database keeps it within `capacity`."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "crw"

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+", verbose_name=_("station"))
    name = models.CharField(_("name"), max_length=60)
    vehicle_plate = models.CharField(_("rescue vehicle"), max_length=16, blank=True)
    phone = models.CharField(_("duty phone"), max_length=30, blank=True)
    brands = models.JSONField(_("brands"), default=list, blank=True)
    capabilities = models.JSONField(_("capabilities"), default=list, blank=True)
    capacity = models.PositiveSmallIntegerField(_("jobs at once"), default=1)
    load = models.PositiveSmallIntegerField(_("jobs now"), default=0)
    on_duty = models.BooleanField(_("on duty"), default=False)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    position_at = models.DateTimeField(_("last position"), null=True, blank=True)

    class Meta:
        db_table = "dispatch_crew"
        ordering = ["station_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], name="crew_name_once"),
            models.CheckConstraint(condition=models.Q(load__lte=models.F("capacity")), name="crew_load_in_capacity"),
        ]
        indexes = [models.Index(fields=["on_duty"], name="crew_on_duty", condition=models.Q(on_duty=True))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the crew's page at its station."""
        return reverse("dispatch:crew", args=[self.pk])

    @property
    def capability_labels(self) -> list[str]:
        """What the crew can do, in words."""
        return [str(Capability(one).label) for one in self.capabilities if one in Capability]


class CrewMember(Record):
    """Somebody who rides with a crew until `ended_at`."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "crm"

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+", verbose_name=_("station"))
    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="members", verbose_name=_("crew"))
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "dispatch_crew_member"
        constraints = [
            models.UniqueConstraint(
                fields=["station", "user"], condition=models.Q(ended_at__isnull=True), name="crew_member_once"
            )
        ]


class Rescue(Finished, Record):
    """One rescue from the call to the finish. `station` and `crew` are set while a crew serves it, and only then.

    Each leg has its moment. `distance_m` is what the crew drove to the vehicle and back, by its track. While the rescue is open it is
    under exactly one time limit; `limit_step` numbers them, since a limit that was kept or missed is never opened again.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "rsc"
    moves: ClassVar[Moves | None] = RESCUE_MOVES

    number = models.CharField(_("number"), max_length=24, unique=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="rescue", verbose_name=_("case"))
    status = models.CharField(_("status"), max_length=16, choices=RescueStatus.choices, default=RescueStatus.WAITING)
    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("station")
    )
    crew = models.ForeignKey(
        Crew, on_delete=models.PROTECT, null=True, blank=True, related_name="rescues", verbose_name=_("crew")
    )
    brand = models.CharField(_("brand"), max_length=40, blank=True)
    needs = models.JSONField(_("needs"), default=list)
    lat = models.FloatField(_("latitude (WGS-84)"))
    lon = models.FloatField(_("longitude (WGS-84)"))
    round = models.PositiveSmallIntegerField(_("offers made"), default=0)
    limit_step = models.PositiveSmallIntegerField(default=0)
    search_from = models.PositiveSmallIntegerField(default=0, help_text="Refusals of earlier rounds are forgotten.")
    escalation = models.PositiveSmallIntegerField(_("escalation level"), default=0)
    warned_at = models.DateTimeField(_("warned"), null=True, blank=True, help_text="Of the present limit.")
    held = models.CharField(_("no automatic offer"), max_length=16, choices=Held.choices, blank=True)
    planned_crew_id = models.UUIDField(null=True, blank=True, help_text="Whom a plan for many rescues has for it.")
    shortfall = models.JSONField(default=dict, blank=True)
    eta_at = models.DateTimeField(_("expected"), null=True, blank=True)
    offered_at = models.DateTimeField(_("offered"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    departed_at = models.DateTimeField(_("departed"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    distance_m = models.PositiveIntegerField(_("driven"), null=True, blank=True)

    class Meta:
        db_table = "dispatch_rescue"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=UNDER_WAY, crew__isnull=False, station__isnull=False)
                | models.Q(status=RescueStatus.FINISHED, crew__isnull=False, station__isnull=False)
                | models.Q(status__in=("waiting", "offered", "unserved"), crew__isnull=True, station__isnull=True)
                | models.Q(status=RescueStatus.CANCELLED),
                name="rescue_crew_while_served",
            ),
            models.CheckConstraint(
                condition=models.Q(held="") | models.Q(status=RescueStatus.WAITING), name="rescue_held_while_waiting"
            ),
            *OUTCOME_RULES,
        ]
        indexes = [
            models.Index(fields=["station", "created_at"], name="rescue_of_station"),
            models.Index(fields=["created_at"], name="rescue_open", condition=models.Q(status__in=OPEN_RESCUE)),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the rescue's page."""
        return reverse("dispatch:rescue", args=[self.pk])

    @property
    def serving_crew_id(self) -> UUID:
        """The crew that serves it. Raises ValueError when none does."""
        if self.crew_id is None:
            raise ValueError(f"{self.number} is served by nobody")
        return self.crew_id

    @property
    def is_open(self) -> bool:
        """Whether the driver still waits for something."""
        return self.status in OPEN_RESCUE


class Offer(Record):
    """A rescue offered to one crew until `expires_at`. `summary` is what the station may know before it has accepted.

    When the policy lets several crews be asked at once, each has a `slot`; at most one offer of a rescue is accepted.
    When an accepted one was `taken` from its crew, `driven_m` is that crew's way out and back so far, and `taken_cause` decides by the
    rules whether it is paid; `claim_number` is the claim that pays it.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "ofr"
    moves: ClassVar[Moves | None] = OFFER_MOVES

    rescue = models.ForeignKey(Rescue, on_delete=models.PROTECT, related_name="offers", verbose_name=_("rescue"))
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+", verbose_name=_("station"))
    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="offers", verbose_name=_("crew"))
    status = models.CharField(_("status"), max_length=12, choices=OfferStatus.choices, default=OfferStatus.OPEN)
    round = models.PositiveSmallIntegerField(_("round"))
    slot = models.PositiveSmallIntegerField(default=0)
    summary = models.JSONField(default=dict)
    distance_m = models.PositiveIntegerField(_("distance"))
    eta_s = models.PositiveIntegerField(_("driving time"))
    expires_at = models.DateTimeField(_("answer until"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.UUIDField(null=True, blank=True)
    decline_reason = models.CharField(_("reason"), max_length=12, choices=DeclineReason.choices, blank=True)
    departed_at = models.DateTimeField(_("departed"), null=True, blank=True)
    taken = models.CharField(_("taken back"), max_length=12, choices=Taken.choices, blank=True)
    taken_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    taken_cause = models.CharField(_("taken back because"), max_length=8, choices=TakenCause.choices, blank=True)
    claim_number = models.CharField(_("claim"), max_length=30, blank=True)
    driven_m = models.PositiveIntegerField(_("driven"), null=True, blank=True)
    driven_from = models.CharField(_("distance"), max_length=12, choices=Measured.choices, blank=True)

    class Meta:
        db_table = "dispatch_offer"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["rescue", "slot"], condition=models.Q(status="open"), name="offer_one_live_of_slot"
            ),
            models.UniqueConstraint(
                fields=["rescue"], condition=models.Q(status="accepted"), name="offer_one_accepted_of_rescue"
            ),
            models.UniqueConstraint(fields=["crew"], condition=models.Q(status="open"), name="offer_one_live_of_crew"),
            models.UniqueConstraint(fields=["rescue", "round"], name="offer_round_once"),
        ]
        indexes = [models.Index(fields=["station", "created_at"], name="offer_of_station")]

    def __str__(self) -> str:
        return str(self.summary.get("number", self.pk))

    def get_absolute_url(self) -> str:
        """Return the offer's place among the station's offers."""
        return f"{reverse('dispatch:offers')}#offer-{self.pk}"

    @property
    def driven_km(self) -> str:
        """What a crew drove before the rescue was taken from it, as people read it."""
        return "" if self.driven_m is None else f"{self.driven_m / 1000:.1f}"

    @property
    def is_open(self) -> bool:
        """Whether an answer is awaited."""
        return self.status == OfferStatus.OPEN


class Decision(Record):
    """Why a rescue was offered to this crew and not to another, or to nobody. Head office's alone: it names rivals."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "dcn"
    append_only: ClassVar[bool] = True

    station_id = models.UUIDField(null=True, blank=True)
    rescue = models.ForeignKey(Rescue, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("rescue"))
    round = models.PositiveSmallIntegerField()
    policy = models.CharField(_("policy"), max_length=40)
    chosen_crew_id = models.UUIDField(null=True, blank=True)
    made_by = models.CharField(_("decided by"), max_length=80)
    reason = models.TextField(_("reason"), blank=True)
    ranked = models.JSONField(default=list)
    excluded = models.JSONField(default=list)

    class Meta:
        db_table = "dispatch_decision"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["station_id", "created_at"], name="decision_of_station")]


class Escalation(Record):
    """One level of the ladder that a rescue was taken to: why, by whom, and who was told. Head office's alone."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "esc"
    append_only: ClassVar[bool] = True

    station_id = models.UUIDField(null=True, blank=True)
    rescue = models.ForeignKey(Rescue, on_delete=models.PROTECT, related_name="escalations", verbose_name=_("rescue"))
    level = models.PositiveSmallIntegerField(_("level"))
    step = models.CharField(_("step"), max_length=12, choices=LadderStep.choices)
    cause = models.CharField(_("occasion"), max_length=40)
    made_by = models.CharField(_("by"), max_length=80)
    reason = models.TextField(_("reason"), blank=True)
    informed = models.JSONField(_("informed"), default=list)

    class Meta:
        db_table = "dispatch_escalation"
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["rescue", "level"], name="escalation_level_once")]
        indexes = [models.Index(fields=["station_id", "created_at"], name="escalation_of_station")]


class Position(Record):
    """Where a crew's phone was at a moment; raw, as it came. `client_id` makes a repeated report one row."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "pos"
    append_only: ClassVar[bool] = True

    # no index of their own: those below begin with the same columns, and each index is paid for at every position
    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("station")
    )
    crew = models.ForeignKey(
        Crew, on_delete=models.PROTECT, related_name="positions", db_index=False, verbose_name=_("crew")
    )
    rescue = models.ForeignKey(
        Rescue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        db_index=False,
        verbose_name=_("rescue"),
    )
    client_id = models.UUIDField()
    at = models.DateTimeField(_("at"))
    lat = models.FloatField()
    lon = models.FloatField()
    accuracy_m = models.FloatField(null=True, blank=True)

    class Meta:
        db_table = "dispatch_position"
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["crew", "client_id"], name="position_once"),
            models.CheckConstraint(
                condition=models.Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180), name="position_on_earth"
            ),
        ]
        indexes = [
            models.Index(fields=["station", "at"], name="position_of_station"),
            models.Index(fields=["rescue", "at"], name="position_of_rescue"),
        ]


class News(models.Model):
    """Whose crews may be ranked otherwise than before; written by triggers, read by the index of each process, kept for minutes."""

    station_id = models.UUIDField()
    xid = models.BigIntegerField(db_index=True)
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "dispatch_news"
