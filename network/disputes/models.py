"""Disputes between driver and station, what each side said, what the mediator proposed; and the rules with their time limits."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.policy.rulebook.versions import RuleVersion, kept_by_the_database
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Moves, Placement, Record
from common.sealed import masked, unseal
from network.disputes.choices import DISPUTE_MOVES, LIVE, Cause, Channel, DisputeStatus, Origin, Side, Word
from network.hotline.choices import CallerLanguage


class DisputePolicy(RuleVersion):
    """A version of the rules of mediation; `policies.Policy` says which values there are."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "sdr"

    class Meta:
        db_table = "service_dispute_policy"
        ordering = ["-valid_from"]
        constraints = kept_by_the_database("service_dispute_policy")

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("disputes:rules_version", args=[self.pk])


class ServiceDispute(Record):
    """A dispute from its opening to its result. While it is live it is under exactly one time limit (`due_at`); `limit_step` numbers them.

    `handlers` are the people who dealt with the rescue, the case or the repair: the database refuses any of them as mediator. The amounts
    are those of the agreement: `station_minor` the station pays to the driver from its own pocket, `maker_minor` it pays as well and claims
    from the manufacturer as goodwill.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "sdp"
    moves: ClassVar[Moves | None] = DISPUTE_MOVES
    TONES: ClassVar[dict[str, str]] = {
        DisputeStatus.HEARING: "info",
        DisputeStatus.MEDIATION: "busy",
        DisputeStatus.PROPOSED: "warn",
        DisputeStatus.AGREED: "warn",
        DisputeStatus.SETTLED: "good",
        DisputeStatus.FAILED: "bad",
        DisputeStatus.WITHDRAWN: "off",
    }

    number = models.CharField(_("number"), max_length=30, unique=True)
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station")
    )
    status = models.CharField(_("status"), max_length=12, choices=DisputeStatus.choices, default=DisputeStatus.HEARING)
    cause = models.CharField(pgettext_lazy("dispute", "cause"), max_length=8, choices=Cause.choices)
    origin = models.CharField(_("opened from"), max_length=8, choices=Origin.choices)
    origin_id = models.UUIDField(null=True, blank=True)
    reference = models.CharField(_("number of the rescue, case or repair"), max_length=40)
    vin = models.CharField(_("VIN"), max_length=17, blank=True)
    plate = models.CharField(_("plate"), max_length=16, blank=True)
    contact_name_sealed = models.TextField(blank=True)
    contact_phone_sealed = models.TextField(blank=True)
    language = models.CharField(
        _("driver's language"), max_length=5, choices=CallerLanguage.choices, default=CallerLanguage.ZH
    )
    subject = models.CharField(pgettext_lazy("dispute", "what it is about"), max_length=120)
    demanded_minor = MoneyMinorField(_("demanded"), default=0)
    currency = models.CharField(max_length=3, default=DEFAULT_CURRENCY)
    opened_by_id = models.UUIDField()
    opened_by_name = models.CharField(pgettext_lazy("dispute", "opened by"), max_length=120)
    handlers = ArrayField(models.UUIDField(), default=list, blank=True)
    mediator_id = models.UUIDField(null=True, blank=True)
    mediator_name = models.CharField(_("mediator"), max_length=120, blank=True)
    round = models.PositiveSmallIntegerField(_("proposals made"), default=0)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    limit_step = models.PositiveSmallIntegerField(default=0)
    is_overdue = models.BooleanField(_("overdue"), default=False)
    escalation = models.PositiveSmallIntegerField(_("escalation level"), default=0)
    station_minor = MoneyMinorField(_("borne by the station"), default=0)
    maker_minor = MoneyMinorField(_("borne by the manufacturer"), default=0)
    remedy = models.TextField(_("what is done"), blank=True)
    carried_out_at = models.DateTimeField(_("reported as carried out"), null=True, blank=True)
    carried_out_by_name = models.CharField(_("reported by"), max_length=120, blank=True)
    payment = models.CharField(_("payment reference"), max_length=120, blank=True)
    result = models.TextField(_("result"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        db_table = "service_dispute"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(demanded_minor__gte=0, station_minor__gte=0, maker_minor__gte=0),
                name="service_dispute_amounts",
            ),
            models.CheckConstraint(
                condition=Q(status__in=LIVE, closed_at__isnull=True, due_at__isnull=False)
                | (~Q(status__in=LIVE) & Q(closed_at__isnull=False, due_at__isnull=True)),
                name="service_dispute_under_a_limit",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["hearing", "mediation", "withdrawn"]) | Q(mediator_id__isnull=False),
                name="service_dispute_mediated",
            ),
            models.UniqueConstraint(
                fields=["station", "origin", "reference"],
                condition=Q(status__in=LIVE),
                name="service_dispute_one_live",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-created_at"], name="service_dispute_of_station"),
            models.Index(fields=["status", "due_at"], name="service_dispute_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        """Return the dispute's page."""
        return reverse("disputes:dispute", args=[self.pk])

    @property
    def is_live(self) -> bool:
        """Whether something is still to be done."""
        return self.status in LIVE

    @property
    def contact_name(self) -> str:
        """The driver's name."""
        return unseal(self.contact_name_sealed)

    @property
    def contact_phone(self) -> str:
        """The driver's number in full: for writing to the driver."""
        return unseal(self.contact_phone_sealed)

    @property
    def masked_phone(self) -> str:
        """The driver's number, enough of it to recognise."""
        return masked(self.contact_phone)


class DisputeStatement(Record):
    """What one side says, with its evidence. It never changes: who has more to say adds another."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "sds"
    append_only: ClassVar[bool] = True

    dispute = models.ForeignKey(ServiceDispute, on_delete=models.PROTECT, related_name="statements")
    station = models.ForeignKey("registry.Station", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    channel = models.CharField(_("how it came in"), max_length=8, choices=Channel.choices)
    text = models.TextField(pgettext_lazy("dispute", "statement"))
    made_by_name = models.CharField(_("stated by"), max_length=120, blank=True)

    class Meta:
        db_table = "service_dispute_statement"
        ordering = ["created_at"]
        indexes = [models.Index(fields=["dispute", "created_at"], name="service_dispute_said")]


class DisputeProposal(Record):
    """A mediator's proposal and what each side says to it. Agreed when both accept; one that is declined or not answered is over."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "spr"

    dispute = models.ForeignKey(ServiceDispute, on_delete=models.PROTECT, related_name="proposals")
    station = models.ForeignKey("registry.Station", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("proposal"))
    cause = models.CharField(_("cause found"), max_length=8, choices=Cause.choices)
    reasons = models.TextField(_("reasons"))
    remedy = models.TextField(_("what is done"))
    station_minor = MoneyMinorField(_("borne by the station"), default=0)
    maker_minor = MoneyMinorField(_("borne by the manufacturer"), default=0)
    currency = models.CharField(max_length=3, default=DEFAULT_CURRENCY)
    made_by_name = models.CharField(pgettext_lazy("dispute", "proposed by"), max_length=120)
    station_word = models.CharField(_("the station's answer"), max_length=8, choices=Word.choices, blank=True)
    station_reason = models.CharField(max_length=500, blank=True)
    driver_word = models.CharField(_("the driver's answer"), max_length=8, choices=Word.choices, blank=True)
    driver_reason = models.CharField(max_length=500, blank=True)
    driver_channel = models.CharField(max_length=8, choices=Channel.choices, blank=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        db_table = "service_dispute_proposal"
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "round"], name="service_proposal_round_once"),
            models.UniqueConstraint(fields=["dispute"], condition=Q(is_open=True), name="service_proposal_one_open"),
            models.CheckConstraint(
                condition=Q(station_minor__gte=0, maker_minor__gte=0), name="service_proposal_amounts"
            ),
        ]

    @property
    def is_accepted(self) -> bool:
        """Whether both sides have accepted it."""
        return self.station_word == Word.ACCEPTED and self.driver_word == Word.ACCEPTED

    @property
    def total_minor(self) -> int:
        """What the driver gets."""
        return self.station_minor + self.maker_minor
