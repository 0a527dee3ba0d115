"""An application and what was said about it. Who applied is sealed; numbers and addresses are found by their blind index."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import Moves, Placement, Record
from common.sealed import masked, unseal
from common.text import Text
from network.onboarding.applications.choices import (
    APPLICATION_MOVES,
    DECLINED,
    ON_THE_WAY,
    OPEN,
    SENTENCES,
    ApplicationLanguage,
    ApplicationStatus,
    DeclineReason,
    Speaker,
)
from network.onboarding.choices import CandidateStatus
from tenants.registry.choices import Region


class Application(Record):
    """A company that wants to become a station, as it wrote itself.

    `contact`, `phone` and `email` are sealed. `twin` is an earlier application of the same company or number, which the office alone sees:
    the applicant gets the same answer either way. `sender_index` is a keyed digest of the address that it was sent from, for the limit.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "apn"
    moves: ClassVar[Moves | None] = APPLICATION_MOVES
    TONES: ClassVar[dict[str, str]] = {"received": "info", "asked": "busy", "taken": "good", "declined": "off"}

    number = models.CharField(_("number"), max_length=24, unique=True)
    status = models.CharField(
        _("status"), max_length=20, choices=ApplicationStatus.choices, default=ApplicationStatus.RECEIVED
    )
    language = models.CharField(_("language"), max_length=2, choices=ApplicationLanguage.choices)
    company = models.CharField(_("company"), max_length=120)
    company_index = models.CharField(max_length=64, db_index=True)
    region = models.CharField(_("regional office"), max_length=20, choices=Region.choices)
    province_code = models.CharField(_("province code"), max_length=2)
    province = models.CharField(_("province"), max_length=40)
    city = models.CharField(_("city"), max_length=60)
    address = models.CharField(_("address"), max_length=200, blank=True)
    lat = models.FloatField(_("latitude (WGS-84)"))
    lon = models.FloatField(_("longitude (WGS-84)"))
    contact_sealed = models.TextField()
    phone_sealed = models.TextField()
    phone_index = models.CharField(max_length=64, db_index=True)
    email_sealed = models.TextField(blank=True)
    sender_index = models.CharField(max_length=64, blank=True)
    brands = models.JSONField(_("brands"), default=list)
    area_m2 = models.PositiveIntegerField(_("workshop area (m²)"))
    bays = models.PositiveSmallIntegerField(_("service bays"))
    premises = models.TextField(_("premises"), blank=True)
    statement = models.TextField(pgettext_lazy("application", "statement"))
    twin = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="twins")
    due_at = models.DateTimeField(_("due"))
    candidate = models.OneToOneField(
        "onboarding.Candidate", on_delete=models.PROTECT, null=True, blank=True, related_name="application"
    )
    decline_reason = models.CharField(_("reason"), max_length=20, choices=DeclineReason.choices, blank=True)
    decline_note = models.CharField(_("note"), max_length=500, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        db_table = "station_application"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["sender_index", "created_at"], name="application_by_sender"),
            models.Index(fields=["region", "status"], name="application_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="taken") | Q(candidate__isnull=False), name="application_taken_has_candidate"
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(decline_reason=""), name="application_declined_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.company}"

    def get_absolute_url(self) -> str:
        """Return the application's page at the office."""
        return reverse("onboarding:application", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the office still has to decide."""
        return self.status in OPEN

    @property
    def contact_name(self) -> str:
        """Who applied."""
        return unseal(self.contact_sealed)

    @property
    def contact_phone(self) -> str:
        """The number in full. Showing it to somebody is recorded: see `actions.show_contact`."""
        return unseal(self.phone_sealed)

    @property
    def contact_email(self) -> str:
        """The mail address in full; shown as the number is."""
        return unseal(self.email_sealed)

    @property
    def masked_phone(self) -> str:
        """The number, enough of it to recognise."""
        return masked(self.contact_phone)

    @property
    def sentence(self) -> Text:
        """Return what the applicant is told about it."""
        if self.candidate is not None:
            return ON_THE_WAY[CandidateStatus(self.candidate.status)]
        if self.decline_reason:
            return DECLINED.get(DeclineReason(self.decline_reason), SENTENCES[ApplicationStatus.DECLINED])
        return SENTENCES[ApplicationStatus(self.status)]


class ApplicationWord(Record):
    """A question of the office, or what the applicant added. Photos are stored files of the application."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "apw"
    append_only: ClassVar[bool] = True

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="words")
    speaker = models.CharField(pgettext_lazy("application", "from"), max_length=12, choices=Speaker.choices)
    text = models.TextField(_("text"))
    said_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "station_application_word"
        ordering = ["created_at"]
