"""Candidates on their way to a station: scorecards, acceptance visits, agreements, the instruction to open, the coefficient."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.records import Moves, Placement, Record
from common.sealed import masked
from network.onboarding.applications.models import Application, ApplicationWord
from network.onboarding.building.models import (
    BuildingRules,
    FirstWeekItem,
    ImageItem,
    ImageSubmission,
    KeyPerson,
    KeyPost,
    Rectification,
    RectificationReport,
)
from network.onboarding.choices import (
    AGREEMENT_MOVES,
    CANDIDATE_MOVES,
    UNDER_WAY,
    AgreementStatus,
    CandidateStatus,
    Level,
    Source,
)
from network.onboarding.selection.models import Standard
from network.onboarding.signing.models import Signing, SigningNotice
from network.onboarding.wording.models import AgreementTemplate
from tenants.registry.choices import Region
from tenants.registry.models import Station

__all__ = [
    "Acceptance",
    "Agreement",
    "AgreementTemplate",
    "Application",
    "ApplicationWord",
    "BuildingRules",
    "Candidate",
    "CoefficientChange",
    "FirstWeekItem",
    "ImageItem",
    "ImageSubmission",
    "Instruction",
    "KeyPerson",
    "KeyPost",
    "Rectification",
    "RectificationReport",
    "Scorecard",
    "Signing",
    "SigningNotice",
    "Standard",
]


def reads_chinese() -> bool:
    """Tell whether the reader's language is Chinese."""
    return (get_language() or "zh").startswith("zh")


class Candidate(Record):
    """A company that may become a station.

    Separation of duties on the row itself: who selects (初选) neither accepts on site nor signs; who instructs the opening does not open.
    `opened_station` is set when opening begins; the state becomes OPENED when the station's system stands.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "cnd"
    moves: ClassVar[Moves | None] = CANDIDATE_MOVES
    TONES: ClassVar[dict[str, str]] = {
        "lead": "neutral",
        "selected": "info",
        "confirmed": "busy",
        "accepted": "busy",
        "signed": "info",
        "instructed": "warn",
        "opened": "good",
        "rejected": "off",
    }

    number = models.CharField(_("number"), max_length=24, unique=True)
    name = models.CharField(_("company"), max_length=120)
    status = models.CharField(_("status"), max_length=20, choices=CandidateStatus.choices, default=CandidateStatus.LEAD)
    source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.OFFICE)
    region = models.CharField(_("regional office"), max_length=20, choices=Region.choices)
    province_code = models.CharField(_("province code"), max_length=2)
    province = models.CharField(_("province"), max_length=40)
    city = models.CharField(_("city"), max_length=60)
    address = models.CharField(_("address"), max_length=200, blank=True)
    lat = models.FloatField(_("latitude (WGS-84)"))
    lon = models.FloatField(_("longitude (WGS-84)"))
    contact_name = models.CharField(_("contact"), max_length=80)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    level = models.CharField(_("level"), max_length=4, choices=Level.choices, default=Level.B)
    brands = models.JSONField(_("brands"), default=list)
    capabilities = models.JSONField(_("capabilities"), default=list)
    note = models.TextField(_("note"), blank=True)

    step_since = models.DateTimeField(_("in this step since"))
    step_due_at = models.DateTimeField(_("due"), null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.UUIDField(null=True, blank=True)
    selected_by = models.UUIDField(null=True, blank=True)
    score_percent = models.PositiveSmallIntegerField(_("scorecard (%)"), null=True, blank=True)
    confirmed_by = models.UUIDField(null=True, blank=True)
    build_until = models.DateField(_("to be built by"), null=True, blank=True)
    accepted_by = models.UUIDField(null=True, blank=True)
    acceptance_percent = models.PositiveSmallIntegerField(_("acceptance (%)"), null=True, blank=True)
    signed_by = models.UUIDField(null=True, blank=True)
    instructed_by = models.UUIDField(null=True, blank=True)
    labour_coefficient = models.DecimalField(
        _("labour coefficient"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    manager_name = models.CharField(_("first manager"), max_length=80, blank=True)
    manager_email = models.EmailField(_("manager's e-mail"), blank=True)
    opening_at = models.DateTimeField(_("opening begun"), null=True, blank=True)
    opened_by = models.UUIDField(null=True, blank=True)
    opened_station = models.OneToOneField(
        Station, on_delete=models.PROTECT, null=True, blank=True, related_name="candidate", verbose_name=_("station")
    )
    rejected_by = models.UUIDField(null=True, blank=True)
    reject_reason = models.CharField(_("why it was turned down"), max_length=500, blank=True)

    class Meta:
        db_table = "candidate"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(selected_by=F("accepted_by")), name="candidate_selecting_is_not_accepting"
            ),
            models.CheckConstraint(condition=~Q(selected_by=F("signed_by")), name="candidate_selecting_is_not_signing"),
            models.CheckConstraint(
                condition=~Q(instructed_by=F("opened_by")), name="candidate_instructing_is_not_opening"
            ),
            models.UniqueConstraint(
                fields=["name", "city"], condition=Q(status__in=UNDER_WAY), name="candidate_once_under_way"
            ),
            models.CheckConstraint(
                condition=~Q(status=CandidateStatus.OPENED) | Q(opened_station__isnull=False),
                name="candidate_opened_has_station",
            ),
        ]
        indexes = [models.Index(fields=["region", "status"], name="candidate_of_office")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("onboarding:detail", args=[self.pk])

    @property
    def masked_phone(self) -> str:
        """The contact's number, enough of it to recognise. Showing it in full is recorded: see `actions.show_candidate_contact`."""
        return masked(self.contact_phone) if self.contact_phone else ""

    @property
    def office(self) -> str:
        """The regional office that looks after it: once there is a station, the station's, which may have moved."""
        return str(self.opened_station.region if self.opened_station is not None else self.region)

    @property
    def is_opening(self) -> bool:
        """Whether opening has begun and the station's system does not stand yet."""
        return self.opening_at is not None and self.status == CandidateStatus.INSTRUCTED


class Scorecard(Record):
    """A candidate as the regional office scored it. `points`: {criterion's code: points}."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "scd"
    append_only: ClassVar[bool] = True

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="scorecards")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT)
    points = models.JSONField()
    percent = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    scored_by = models.UUIDField()

    class Meta:
        db_table = "candidate_scorecard"
        ordering = ["-created_at"]


class Acceptance(Record):
    """One visit for on-site acceptance (现场验收): an inspection, and what came of it. A failed one is followed by another."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "acc"

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="acceptances")
    attempt = models.PositiveSmallIntegerField(_("visit"))
    inspection_id = models.UUIDField()
    led_by = models.UUIDField()
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("score (%)"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        db_table = "candidate_acceptance"
        ordering = ["attempt"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "attempt"], name="acceptance_attempt_once"),
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(finished_at__isnull=True), name="acceptance_one_open"
            ),
            models.UniqueConstraint(fields=["inspection_id"], name="acceptance_inspection_once"),
        ]


class Agreement(Record):
    """The authorised service agreement (特约服务协议) with a candidate. The PDFs are stored files of this record; their hashes are kept.

    `replaces`: the agreement with the company before, when the station became another one's. It is signed while the station works, so that
    its candidate stays opened; who signs for the new company is reached at `contact_email`.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "agr"
    moves: ClassVar[Moves | None] = AGREEMENT_MOVES
    TONES: ClassVar[dict[str, str]] = {"draft": "neutral", "signed": "good", "superseded": "off", "void": "off"}

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="agreements")
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("replaces")
    )
    template = models.ForeignKey(AgreementTemplate, on_delete=models.PROTECT)
    number = models.CharField(_("number"), max_length=24, unique=True)
    status = models.CharField(
        _("status"), max_length=20, choices=AgreementStatus.choices, default=AgreementStatus.DRAFT
    )
    party_name = models.CharField(_("party B (station)"), max_length=120)
    representative = models.CharField(_("legal representative"), max_length=80)
    territory = models.CharField(_("territory"), max_length=200)
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    labour_coefficient = models.DecimalField(_("labour coefficient"), max_digits=4, decimal_places=2)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    sha256_zh = models.CharField(max_length=64, blank=True)
    sha256_en = models.CharField(max_length=64, blank=True)
    drafted_by = models.UUIDField()
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    station_signatory = models.CharField(_("signed for the station by"), max_length=80, blank=True)
    office_signatory = models.CharField(_("signed for the manufacturer by"), max_length=80, blank=True)
    signed_sha256 = models.CharField(_("SHA-256 of the signed copy"), max_length=64, blank=True)
    recorded_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "agreement"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"], condition=~Q(status="void") & Q(replaces__isnull=True), name="agreement_one_first"
            ),
            models.UniqueConstraint(fields=["replaces"], condition=~Q(status="void"), name="agreement_one_successor"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="agreement_term"),
            models.CheckConstraint(
                condition=~Q(status="signed") | (Q(signed_on__isnull=False) & ~Q(signed_sha256="")),
                name="agreement_signed_has_copy",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def successor(self) -> "Agreement | None":
        """The agreement that follows, drafted or signed."""
        return self.successors.exclude(status=AgreementStatus.VOID).first()


class Instruction(Record):
    """The customer-service manager's written instruction (客服经理批示) to open a station with a labour coefficient."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "isr"
    append_only: ClassVar[bool] = True

    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="instruction")
    number = models.CharField(_("number"), max_length=24, unique=True)
    labour_coefficient = models.DecimalField(_("labour coefficient"), max_digits=4, decimal_places=2)
    text = models.TextField(_("instruction"))
    instructed_by = models.UUIDField()

    class Meta:
        db_table = "opening_instruction"


class CoefficientChange(Record):
    """A station's labour coefficient (工时系数) from a day on: instructed by one, set by another. The newest of the past counts."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "cof"
    append_only: ClassVar[bool] = True

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="coefficients")
    value = models.DecimalField(_("labour coefficient"), max_digits=4, decimal_places=2)
    valid_from = models.DateField(_("valid from"))
    instruction = models.OneToOneField(Instruction, on_delete=models.PROTECT, null=True, blank=True)
    instructed_by = models.UUIDField()
    set_by = models.UUIDField()

    class Meta:
        db_table = "coefficient_change"
        ordering = ["station", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(instructed_by=F("set_by")), name="coefficient_instructing_is_not_setting"
            ),
            models.UniqueConstraint(fields=["station", "valid_from"], name="coefficient_one_a_day"),
            models.CheckConstraint(condition=Q(value__range=("0.50", "2.00")), name="coefficient_sensible"),
        ]
