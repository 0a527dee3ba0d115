"""The hotline's roster: kinds of shift, who is on when, swaps with consent, handover notes that are signed for."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.records import Moves, Placement, Record
from network.duty.choices import SWAP_MOVES, SwapStatus


class ShiftKind(Record):
    """A kind of shift: hours in the manufacturer's zone (an end not later than the beginning is the next morning's), and how many agents it needs.

    `sign_within_minutes` is the policy for handovers: so long after its end a note must be written and signed for.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "shk"

    code = models.SlugField(pgettext_lazy("of an entry", "code"), max_length=20, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=40)
    start = models.TimeField(_("begins at"))
    end = models.TimeField(_("ends at"))
    needed = models.PositiveSmallIntegerField(_("agents needed"), default=1)
    sign_within_minutes = models.PositiveSmallIntegerField(_("handover signed within (minutes)"), default=15)

    class Meta:
        db_table = "duty_shift_kind"
        ordering = ["start", "code"]
        constraints = [models.CheckConstraint(condition=~Q(start=F("end")), name="shift_kind_has_hours")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the list of kinds."""
        return reverse("duty:kinds")

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Shift(Record):
    """One agent's duty. `begins_at` and `ends_at` are moments, so that nights and changes of the clock count as they are."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "shf"

    kind = models.ForeignKey(ShiftKind, on_delete=models.PROTECT, related_name="shifts", verbose_name=_("shift"))
    day = models.DateField(_("day"))
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    agent_id = models.UUIDField()
    agent_name = models.CharField(_("agent"), max_length=120)
    removed_at = models.DateTimeField(_("taken off the roster"), null=True, blank=True)

    class Meta:
        db_table = "duty_shift"
        ordering = ["begins_at", "agent_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "day", "agent_id"], condition=Q(removed_at__isnull=True), name="duty_shift_once"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="duty_shift_has_hours"),
        ]
        indexes = [
            models.Index(fields=["begins_at"], name="duty_shift_by_time"),
            models.Index(fields=["agent_id", "begins_at"], name="duty_shift_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"

    def get_absolute_url(self) -> str:
        """Return the shift's page."""
        return reverse("duty:shift", args=[self.pk])


class Swap(Record):
    """An agent asks a colleague to take a shift, perhaps against one of the colleague's. It happens when the colleague consents."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "swp"
    moves: ClassVar[Moves | None] = SWAP_MOVES

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="swaps", verbose_name=_("shift"))
    against = models.ForeignKey(
        Shift, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in exchange for")
    )
    status = models.CharField(_("status"), max_length=10, choices=SwapStatus.choices, default=SwapStatus.ASKED)
    asked_by_id = models.UUIDField()
    asked_by_name = models.CharField(_("asked by"), max_length=120)
    colleague_id = models.UUIDField()
    colleague_name = models.CharField(_("colleague"), max_length=120)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        db_table = "duty_swap"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift"], condition=Q(status=SwapStatus.ASKED), name="duty_swap_asked_once"
            ),
            models.CheckConstraint(condition=~Q(asked_by_id=F("colleague_id")), name="duty_swap_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.shift}: {self.asked_by_name} → {self.colleague_name}"

    def get_absolute_url(self) -> str:
        """Return the page of the shift that is asked about."""
        return self.shift.get_absolute_url()


class Handover(Record):
    """What an agent leaves to the next one at the end of a shift. `open_items` are the open cases as they stood. It never changes."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "hov"
    append_only: ClassVar[bool] = True

    shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="handover", verbose_name=_("shift"))
    note = models.TextField(_("note"))
    open_items = models.JSONField(_("open items"), default=list)
    written_by_id = models.UUIDField()
    written_by_name = models.CharField(_("written by"), max_length=120)

    class Meta:
        db_table = "duty_handover"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.shift)

    def get_absolute_url(self) -> str:
        """Return the note's page."""
        return reverse("duty:handover", args=[self.pk])


class HandoverSignature(Record):
    """The next agent has read the note and takes over (签收). Never by who wrote it, once, and for good."""

    placement: ClassVar[Placement] = Placement.OFFICE
    append_only: ClassVar[bool] = True

    handover = models.OneToOneField(Handover, on_delete=models.PROTECT, related_name="signature")
    written_by_id = models.UUIDField()
    signed_by_id = models.UUIDField()
    signed_by_name = models.CharField(_("signed for by"), max_length=120)

    class Meta:
        db_table = "duty_handover_signature"
        constraints = [
            models.CheckConstraint(condition=~Q(written_by_id=F("signed_by_id")), name="handover_signed_by_another")
        ]
