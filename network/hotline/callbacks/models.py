"""The queue of calls that are owed."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.records import Moves, Placement, Record
from common.sealed import masked, unseal
from network.hotline.callbacks.choices import CALLBACK_MOVES, OPEN, CallbackStatus, Origin, Outcome


class Callback(Record):
    """One call that is owed. The number is sealed; of one number there is one open callback for missed calls, of a case one follow-up.

    `due_at` is when it must have been tried, `not_before` when it may be tried again after a call in vain, `wish` what it is about.
    `missed_calls` counts how often the number has rung in vain.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "cbk"
    moves: ClassVar[Moves | None] = CALLBACK_MOVES
    TONES: ClassVar[dict[str, str]] = {
        CallbackStatus.CLAIMED: "busy",
        CallbackStatus.GIVEN_UP: "bad",
        CallbackStatus.WITHDRAWN: "off",
    }

    station_id = models.UUIDField(null=True, blank=True)
    number = models.CharField(_("number"), max_length=24, unique=True)
    origin = models.CharField(_("why"), max_length=10, choices=Origin.choices)
    status = models.CharField(
        _("status"), max_length=10, choices=CallbackStatus.choices, default=CallbackStatus.WAITING
    )
    phone_sealed = models.TextField()
    phone_index = models.CharField(max_length=64, db_index=True)
    contact_name_sealed = models.TextField(blank=True)
    case = models.ForeignKey("hotline.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="callbacks")
    wish = models.CharField(_("what it is about"), max_length=300, blank=True)
    missed_calls = models.PositiveSmallIntegerField(_("missed calls"), default=0)
    due_at = models.DateTimeField(_("due"))
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    late_at = models.DateTimeField(_("became late"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("calls in vain"), default=0)
    limit_step = models.PositiveSmallIntegerField(default=0)
    promised_by = models.UUIDField(null=True, blank=True)
    agent_id = models.UUIDField(null=True, blank=True)
    agent_name = models.CharField(_("agent"), max_length=80, blank=True)
    outcome = models.CharField(_("how the call went"), max_length=14, choices=Outcome.choices, blank=True)
    result = models.TextField(_("result"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    client_key = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        db_table = "hotline_callback"
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=models.Q(origin=Origin.MISSED, status__in=OPEN),
                name="callback_of_number_once",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(origin=Origin.FOLLOW_UP), name="callback_after_rescue_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=CallbackStatus.CLAIMED) | models.Q(agent_id__isnull=False),
                name="callback_claimed_by",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=OPEN) | models.Q(closed_at__isnull=False), name="callback_closed_at"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="callback_open", condition=models.Q(status__in=OPEN)),
            models.Index(fields=["station_id", "created_at"], name="callback_of_station"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the callback's page."""
        return reverse("hotline:callback", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to be called."""
        return self.status in OPEN

    @property
    def phone(self) -> str:
        """The number in full. Showing it to somebody is recorded: see `actions.show_number`."""
        return unseal(self.phone_sealed)

    @property
    def masked_phone(self) -> str:
        """The number, enough of it to recognise."""
        return masked(self.phone)

    @property
    def contact_name(self) -> str:
        """Who is called, if that is known."""
        return unseal(self.contact_name_sealed)

    def is_late(self, moment: datetime | None = None) -> bool:
        """Whether it should have been tried by now."""
        return self.is_open and self.due_at < (moment or now())
