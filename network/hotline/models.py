"""Calls to the 24-hour hotline and the cases that they become."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import Vehicle
from common.datum import Datum
from common.records import Moves, Placement, Record
from common.sealed import masked, unseal
from network.hotline.callbacks.models import Callback
from network.hotline.choices import (
    CASE_MOVES,
    IN_THE_LINE,
    LIVE,
    CallDirection,
    CallerLanguage,
    CallStatus,
    CaseKind,
    CaseStatus,
    Road,
    Safety,
    Symptom,
)
from network.hotline.knowledge.models import Article
from network.hotline.sharing.models import PositionRequest
from network.hotline.telephony.models import CallPolicy, CallSignal, Seat
from network.hotline.triage.models import TriageScript

__all__ = [
    "Article",
    "Call",
    "CallPolicy",
    "CallSignal",
    "Callback",
    "Case",
    "HighwayPost",
    "PositionRequest",
    "Seat",
    "TriageScript",
]


class Case(Record):
    """What a caller needs: a rescue, or a complaint, suggestion, opinion or question.

    `station_id` is empty while the case is head office's alone; a station that serves a rescue sees its case through it.
    Positions are WGS-84; `place_datum` says in which system they were given. `client_key` makes a double click one case.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "cas"
    moves: ClassVar[Moves | None] = CASE_MOVES

    station_id = models.UUIDField(null=True, blank=True)
    number = models.CharField(_("number"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=CaseKind.choices, default=CaseKind.RESCUE)
    status = models.CharField(_("status"), max_length=16, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    vin = models.CharField(_("VIN"), max_length=17, blank=True)
    plate = models.CharField(_("plate"), max_length=16, blank=True)
    brand = models.CharField(_("brand"), max_length=40, blank=True)
    symptom = models.CharField(_("symptom"), max_length=20, choices=Symptom.choices, blank=True)
    safety = models.CharField(_("safety"), max_length=16, choices=Safety.choices, blank=True)
    needs_tow = models.BooleanField(_("must be towed"), default=False)
    description = models.TextField(_("what the caller says"), blank=True)
    place = models.CharField(_("place or road"), max_length=200, blank=True)
    road = models.CharField(_("kind of road"), max_length=8, choices=Road.choices, blank=True)
    lat = models.FloatField(_("latitude (WGS-84)"), null=True, blank=True)
    lon = models.FloatField(_("longitude (WGS-84)"), null=True, blank=True)
    place_datum = models.CharField(_("coordinates given as"), max_length=8, choices=Datum.choices, default=Datum.WGS84)
    contact_name_sealed = models.TextField(blank=True)
    contact_phone_sealed = models.TextField(blank=True)
    contact_phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    language = models.CharField(
        _("caller's language"), max_length=5, choices=CallerLanguage.choices, default=CallerLanguage.ZH
    )
    triage = models.JSONField(default=dict, blank=True)
    opened_by = models.UUIDField(null=True, blank=True)
    client_key = models.UUIDField(null=True, blank=True, unique=True)
    result = models.TextField(_("result"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        db_table = "hotline_case"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=CaseKind.RESCUE) | models.Q(lat__isnull=False, lon__isnull=False),
                name="case_rescue_has_place",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=CaseStatus.CLOSED) | models.Q(closed_at__isnull=False), name="case_closed_at"
            ),
        ]
        indexes = [
            models.Index(fields=["station_id", "created_at"], name="case_of_station"),
            models.Index(fields=["plate"], name="case_open_plate", condition=models.Q(status__in=LIVE)),
            models.Index(fields=["vin"], name="case_open_vin", condition=models.Q(status__in=LIVE)),
            models.Index(fields=["status", "created_at"], name="case_by_status"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the case's page."""
        return reverse("hotline:case", args=[self.pk])

    @property
    def is_rescue(self) -> bool:
        """Whether somebody has to drive out."""
        return self.kind == CaseKind.RESCUE

    @property
    def is_live(self) -> bool:
        """Whether something is still to be done."""
        return self.status in LIVE

    @property
    def contact_name(self) -> str:
        """The caller's name."""
        return unseal(self.contact_name_sealed)

    @property
    def contact_phone(self) -> str:
        """The caller's number in full. Showing it to somebody is recorded: see `actions.show_phone`."""
        return unseal(self.contact_phone_sealed)

    @property
    def masked_phone(self) -> str:
        """The caller's number, enough of it to recognise."""
        return masked(self.contact_phone)

    @property
    def vehicle_label(self) -> str:
        """The plate or the VIN, whichever is known."""
        return self.plate or self.vin


class Call(Record):
    """One conversation on the hotline. The caller's number is sealed; `phone_index` finds the earlier calls of the same number.

    `exchange_key` is the exchange's own name of the call; without one it was written down by hand. `ringing` are the extensions that were
    rung, `extension` the one that answered, `answer_s` how long it rang. `recording` says where the exchange keeps it.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "cal"
    TONES: ClassVar[dict[str, str]] = {
        CallStatus.RINGING: "warn",
        CallStatus.TALKING: "busy",
        CallStatus.ANSWERED: "good",
        CallStatus.MISSED: "bad",
    }

    station_id = models.UUIDField(null=True, blank=True)
    number = models.CharField(_("number"), max_length=24, unique=True)
    direction = models.CharField(
        _("direction"), max_length=10, choices=CallDirection.choices, default=CallDirection.INBOUND
    )
    status = models.CharField(_("status"), max_length=10, choices=CallStatus.choices, default=CallStatus.ANSWERED)
    exchange_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    phone_sealed = models.TextField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    rang_at = models.DateTimeField(_("rang"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    answer_s = models.PositiveIntegerField(_("seconds to answer"), null=True, blank=True)
    ringing = models.JSONField(_("extensions rung"), default=list, blank=True)
    extension = models.CharField(_("extension"), max_length=20, blank=True)
    recording = models.CharField(_("recording"), max_length=300, blank=True)
    agent_id = models.UUIDField(null=True, blank=True)
    agent_name = models.CharField(_("agent"), max_length=80, blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="calls")
    callback = models.ForeignKey(
        Callback, on_delete=models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("callback")
    )
    note = models.TextField(_("note"), blank=True)
    client_key = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        db_table = "hotline_call"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["station_id", "created_at"], name="call_of_station"),
            models.Index(fields=["rang_at"], name="call_by_ring"),
            models.Index(fields=["rang_at"], name="call_in_the_line", condition=models.Q(status__in=IN_THE_LINE)),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the call's page."""
        return reverse("hotline:call", args=[self.pk])

    @property
    def phone(self) -> str:
        """The caller's number in full: for whoever has taken the call, and for the exchange."""
        return unseal(self.phone_sealed)

    @property
    def masked_phone(self) -> str:
        """The caller's number, enough of it to recognise."""
        return masked(self.phone)

    @property
    def is_recorded(self) -> bool:
        """Whether the exchange keeps a recording."""
        return bool(self.recording)


class HighwayPost(Record):
    """A point of a highway whose distance from its beginning is known: a kilometre post, an exit, a service area. Positions are WGS-84."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "hwp"

    road = models.CharField(_("highway"), max_length=8)
    at_m = models.PositiveIntegerField(_("metres from the beginning"))
    lat = models.FloatField(_("latitude (WGS-84)"))
    lon = models.FloatField(_("longitude (WGS-84)"))
    name = models.CharField(_("name"), max_length=80, blank=True)

    class Meta:
        db_table = "highway_post"
        ordering = ["road", "at_m"]
        constraints = [models.UniqueConstraint(fields=["road", "at_m"], name="highway_post_once")]

    def __str__(self) -> str:
        return f"{self.road} {self.marker}"

    @property
    def marker(self) -> str:
        """The distance as it stands on the road: K1234+500."""
        return f"K{self.at_m // 1_000}+{self.at_m % 1_000:03d}"
