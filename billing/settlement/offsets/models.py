"""An offset and the confirmations of its five parties. A trigger lets it be posted only with all five, by five people (see the migration)."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.ledger.models import Transaction
from billing.settlement.debts.choices import Debt
from billing.settlement.offsets.choices import OFFSET_MOVES, OffsetStatus, Party
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Moves, Placement, Record
from tenants.registry.models import Station


class Offset(Record):
    """Service money that shall pay a debt. While it waits for confirmations its amount is held: nobody else can spend it."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "ofs"
    moves: ClassVar[Moves | None] = OFFSET_MOVES
    TONES: ClassVar[dict[str, str]] = {"requested": "warn", "posted": "good", "withdrawn": "off", "expired": "off"}

    number = models.CharField(_("number"), max_length=30, unique=True)
    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False, verbose_name=_("station"))
    debt = models.CharField(_("debt"), max_length=20, choices=Debt.choices)
    amount_minor = MoneyMinorField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, default=DEFAULT_CURRENCY)
    status = models.CharField(_("status"), max_length=20, choices=OffsetStatus.choices, default=OffsetStatus.REQUESTED)
    note = models.CharField(_("note"), max_length=200, blank=True)
    requested_by_name = models.CharField(_("requested by"), max_length=120)
    expires_at = models.DateTimeField(_("to be confirmed by"))
    refused_by = models.CharField(_("refused by"), max_length=20, choices=Party.choices, blank=True)
    refusal = models.CharField(_("why it was refused"), max_length=500, blank=True)
    posted = models.OneToOneField(
        Transaction, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("posting")
    )

    class Meta:
        db_table = "settlement_offset"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="offset_positive"),
            models.CheckConstraint(
                condition=models.Q(status="posted", posted__isnull=False)
                | (~models.Q(status="posted") & models.Q(posted__isnull=True)),
                name="offset_posted_with_posting",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="refused") | ~models.Q(refusal=""), name="offset_refused_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["station", "status"], name="offset_of_station")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the offset's page."""
        return reverse("settlement:offset", args=[self.pk])


class OffsetConfirmation(Record):
    """That a party agreed, and who spoke for it. A party speaks once, and nobody speaks for two."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "ofc"
    append_only: ClassVar[bool] = True

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False)
    offset = models.ForeignKey(Offset, models.PROTECT, related_name="confirmations", verbose_name=_("offset"))
    party = models.CharField(_("party"), max_length=20, choices=Party.choices)
    person_id = models.UUIDField()
    person_name = models.CharField(_("confirmed by"), max_length=120)

    class Meta:
        db_table = "settlement_offset_confirmation"
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["offset", "party"], name="offset_party_once"),
            models.UniqueConstraint(fields=["offset", "person_id"], name="offset_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} · {self.person_name}"

    def get_absolute_url(self) -> str:
        """Return the page of the offset."""
        return reverse("settlement:offset", args=[self.offset_id])
