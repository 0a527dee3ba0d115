"""What a station asked to repair, and what head office agreed to."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType
from billing.claims.preauthorisations.choices import (
    GRANTED,
    OPEN,
    PREAUTHORISATION_MOVES,
    PreauthorisationStatus,
)
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Moves, Placement, Record


class Preauthorisation(Record):
    """A request for one repair of one vehicle: estimate and reason, then the amount agreed to and the last day on which the repair may begin.

    One claim uses it (`claim_once_a_preauthorisation`). Photos are stored files with it as their subject.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "pra"
    moves: ClassVar[Moves | None] = PREAUTHORISATION_MOVES
    TONES: ClassVar[dict[str, str]] = {
        PreauthorisationStatus.REQUESTED: "busy",
        PreauthorisationStatus.ASKED: "warn",
        PreauthorisationStatus.APPROVED: "good",
        PreauthorisationStatus.REFUSED: "bad",
        PreauthorisationStatus.EXPIRED: "off",
        PreauthorisationStatus.WITHDRAWN: "off",
        PreauthorisationStatus.USED: "neutral",
    }

    station = models.ForeignKey(
        "registry.Station", verbose_name=_("station"), on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(_("number"), max_length=24, unique=True)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=PreauthorisationStatus.choices,
        default=PreauthorisationStatus.REQUESTED,
    )
    type = models.CharField(_("type"), max_length=24, choices=ClaimType.choices, default=ClaimType.WARRANTY)
    vehicle = models.ForeignKey(
        "catalog.Vehicle", verbose_name=_("vehicle"), on_delete=models.PROTECT, related_name="+"
    )
    vin = models.CharField(_("VIN"), max_length=17)
    model_code = models.CharField(_("model"), max_length=20, blank=True)
    mileage_km = models.PositiveIntegerField(_("mileage (km)"))
    component_code = models.CharField(_("component"), max_length=12)
    repair_order_id = models.UUIDField(null=True, blank=True)
    repair_order_number = models.CharField(_("repair order"), max_length=40, blank=True)
    reason = models.TextField(_("why it is needed"))
    currency = models.CharField(max_length=3, default=DEFAULT_CURRENCY)
    estimate_minor = MoneyMinorField(_("estimate"))
    policy_label = models.CharField(_("policy"), max_length=40, blank=True)
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    requested_by = models.UUIDField()
    requested_name = models.CharField(_("requested by"), max_length=80)
    requested_at = models.DateTimeField(_("requested"))
    question = models.TextField(_("question"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_name = models.CharField(_("decided by"), max_length=80, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    approved_minor = MoneyMinorField(_("agreed amount"), null=True, blank=True)
    valid_until = models.DateField(_("repair begins by"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)

    class Meta:
        db_table = "preauthorisation"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["station", "status", "-created_at"], name="preauth_of_station"),
            models.Index(fields=["status", "requested_at"], name="preauth_queue"),
            models.Index(fields=["vin", "component_code"], name="preauth_of_vehicle"),
            models.Index(fields=["-created_at", "-id"], name="preauth_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "vin", "component_code"],
                condition=Q(status__in=sorted(OPEN)),
                name="preauth_one_open",
            ),
            models.CheckConstraint(
                condition=Q(estimate_minor__gt=0)
                & (Q(approved_minor__isnull=True) | Q(approved_minor__range=(1, F("estimate_minor")))),
                name="preauth_amounts",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(GRANTED))
                | Q(approved_minor__isnull=False, valid_until__isnull=False, decided_by__isnull=False),
                name="preauth_granted_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")), name="preauth_second_person"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("claims:preauthorisation", args=[self.pk])
