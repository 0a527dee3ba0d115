"""What happens to a station: changes of what head office knows of it, and what is instructed in writing."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common.records import Moves, Placement, Record
from network.lifecycle.choices import (
    CHANGE_MOVES,
    CLOSING_MOVES,
    ENDINGS,
    ORDER_MOVES,
    PENDING,
    STEP_MOVES,
    UNDER_WAY,
    AtEnd,
    ChangeKind,
    ChangeStatus,
    ClosingStatus,
    OrderKind,
    OrderStatus,
    StepCode,
    StepStatus,
)
from tenants.registry.models import Station


class StationChange(Record):
    """A change of a station's facts (信息变更): requested, checked by the regional office, approved, in force from a day on.

    Three people: who requests neither checks nor approves, who checks does not approve. `values` and `before` are {field: value} of the
    registry's row (of the agreement for a renewal); `before` is what stood when it was requested.
    A deregistration (注销) changes no field: once checked, a written order answers it, and it has taken effect when that begins.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "chg"
    moves: ClassVar[Moves | None] = CHANGE_MOVES
    TONES: ClassVar[dict[str, str]] = {
        "requested": "warn",
        "checked": "busy",
        "approved": "info",
        "applied": "good",
        "refused": "bad",
        "taken_back": "off",
    }

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False, verbose_name=_("station"))
    number = models.CharField(_("number"), max_length=24, unique=True)
    kind = models.CharField(_("what changes"), max_length=20, choices=ChangeKind.choices)
    status = models.CharField(_("status"), max_length=20, choices=ChangeStatus.choices, default=ChangeStatus.REQUESTED)
    values = models.JSONField(_("new values"))
    before = models.JSONField(_("values before"))
    reason = models.CharField(_("reason"), max_length=500)
    wanted_on = models.DateField(_("wanted from"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    late_at = models.DateTimeField(_("late since"), null=True, blank=True)
    requested_by_id = models.UUIDField()
    requested_by_name = models.CharField(_("requested by"), max_length=120)
    checked_by_id = models.UUIDField(null=True, blank=True)
    checked_by_name = models.CharField(_("checked by"), max_length=120, blank=True)
    check_note = models.CharField(_("what was checked"), max_length=500, blank=True)
    seen_on = models.DateField(_("seen on site on"), null=True, blank=True)
    approved_by_id = models.UUIDField(null=True, blank=True)
    approved_by_name = models.CharField(_("approved by"), max_length=120, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    applied_at = models.DateTimeField(_("took effect"), null=True, blank=True)
    answer = models.CharField(_("why it was refused"), max_length=500, blank=True)

    class Meta:
        db_table = "station_change"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(requested_by_id=F("checked_by_id")), name="change_requesting_is_not_checking"
            ),
            models.CheckConstraint(
                condition=~Q(requested_by_id=F("approved_by_id")), name="change_requesting_is_not_approving"
            ),
            models.CheckConstraint(
                condition=~Q(checked_by_id=F("approved_by_id")), name="change_checking_is_not_approving"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[ChangeStatus.APPROVED, ChangeStatus.APPLIED])
                | Q(checked_by_id__isnull=False, approved_by_id__isnull=False, effective_on__isnull=False),
                name="change_approved_by_people",
            ),
            models.UniqueConstraint(
                fields=["station", "kind"], condition=Q(status__in=UNDER_WAY), name="change_one_under_way"
            ),
        ]
        indexes = [models.Index(fields=["station", "status"], name="change_of_station")]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lifecycle:change", args=[self.pk])


class StationOrder(Record):
    """A written instruction of the customer-service manager (客服经理批示) about a station, and who carried it out: two people.

    It holds from `effective_on`; a suspension until `until`, if that is known. `labour_coefficient` belongs to that kind alone.
    `wish` is the station's own request that a deregistration answers.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "ord"
    moves: ClassVar[Moves | None] = ORDER_MOVES
    TONES: ClassVar[dict[str, str]] = {
        "instructed": "warn",
        "acted": "info",
        "in_force": "busy",
        "ended": "off",
        "revoked": "off",
    }

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False, verbose_name=_("station"))
    number = models.CharField(_("number"), max_length=24, unique=True)
    kind = models.CharField(_("what is instructed"), max_length=20, choices=OrderKind.choices)
    status = models.CharField(_("status"), max_length=20, choices=OrderStatus.choices, default=OrderStatus.INSTRUCTED)
    text = models.TextField(_("instruction"))
    effective_on = models.DateField(_("in force from"))
    until = models.DateField(_("last day"), null=True, blank=True)
    at_end = models.CharField(_("when that day is over"), max_length=8, choices=AtEnd.choices, blank=True)
    claims_go_on = models.BooleanField(_("claims go on"), default=False)
    labour_coefficient = models.DecimalField(
        _("labour coefficient"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    keep_until = models.DateField(_("data kept until"), null=True, blank=True)
    wish = models.OneToOneField(
        StationChange, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked for in")
    )
    instructed_by_id = models.UUIDField()
    instructed_by_name = models.CharField(_("instructed by"), max_length=120)
    acted_by_id = models.UUIDField(null=True, blank=True)
    acted_by_name = models.CharField(_("carried out by"), max_length=120, blank=True)
    acted_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    began_at = models.DateTimeField(_("took effect"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    late_at = models.DateTimeField(_("late since"), null=True, blank=True)

    class Meta:
        db_table = "station_order"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(instructed_by_id=F("acted_by_id")), name="order_instructing_is_not_acting"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[OrderStatus.INSTRUCTED, OrderStatus.REVOKED]) | Q(acted_by_id__isnull=False),
                name="order_acted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind=OrderKind.COEFFICIENT, labour_coefficient__isnull=False)
                | (~Q(kind=OrderKind.COEFFICIENT) & Q(labour_coefficient__isnull=True)),
                name="order_coefficient_has_value",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=ENDINGS) | Q(keep_until__isnull=False), name="order_ending_keeps_data"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("effective_on")), name="order_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["station", "kind"], condition=Q(status__in=PENDING), name="order_one_pending"
            ),
            models.UniqueConstraint(
                fields=["station"],
                condition=Q(kind=OrderKind.SUSPENSION, status=OrderStatus.IN_FORCE),
                name="order_one_suspension",
            ),
        ]
        indexes = [models.Index(fields=["station", "status"], name="order_of_station")]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lifecycle:order", args=[self.pk])


class Closing(Record):
    """A station on its way out: withdrawn by head office (撤销) or deregistered (注销), step by step.

    Its steps are rows, so that everybody sees what is left and who is late, and work goes on after a crash where it stood.
    `keep_until`: the archive's schema is purged after this day, when the law's period is over.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "cls"
    moves: ClassVar[Moves | None] = CLOSING_MOVES
    TONES: ClassVar[dict[str, str]] = {"running": "busy", "done": "off"}

    station = models.OneToOneField(Station, models.PROTECT, related_name="+", verbose_name=_("station"))
    order = models.OneToOneField(StationOrder, models.PROTECT, related_name="closing", verbose_name=_("Written order"))
    number = models.CharField(_("number"), max_length=24, unique=True)
    kind = models.CharField(_("what is instructed"), max_length=20, choices=OrderKind.choices)
    status = models.CharField(_("status"), max_length=20, choices=ClosingStatus.choices, default=ClosingStatus.RUNNING)
    begun_on = models.DateField(_("begun on"))
    keep_until = models.DateField(_("data kept until"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        db_table = "station_closing"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lifecycle:closing", args=[self.pk])


class ClosingStep(Record):
    """One step of a closing: whose it is, until when, and what is left. `left_names` are some of what is left, for whoever has to do it."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "cst"
    moves: ClassVar[Moves | None] = STEP_MOVES
    TONES: ClassVar[dict[str, str]] = {"waiting": "neutral", "open": "busy", "done": "good"}

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False)
    closing = models.ForeignKey(Closing, models.PROTECT, related_name="steps", verbose_name=_("Closing"))
    place = models.PositiveSmallIntegerField(pgettext_lazy("closing", "step"))
    code = models.CharField(pgettext_lazy("closing", "step"), max_length=20, choices=StepCode.choices)
    owner = models.CharField(_("whose step"), max_length=30, choices=Role.choices)
    status = models.CharField(_("status"), max_length=20, choices=StepStatus.choices, default=StepStatus.WAITING)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    late_at = models.DateTimeField(_("late since"), null=True, blank=True)
    left = models.PositiveIntegerField(_("left"), null=True, blank=True)
    left_names = models.JSONField(default=list)
    looks = models.PositiveSmallIntegerField(default=0)
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by_name = models.CharField(_("done by"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        db_table = "station_closing_step"
        ordering = ["closing", "place"]
        constraints = [
            models.UniqueConstraint(fields=["closing", "code"], name="closing_step_once"),
            models.CheckConstraint(
                condition=~Q(status=StepStatus.DONE) | Q(done_at__isnull=False), name="closing_step_done_at"
            ),
        ]
        indexes = [models.Index(fields=["station", "status"], name="closing_step_of_station")]

    def __str__(self) -> str:
        return str(self.get_code_display())  # type: ignore[attr-defined]

    @property
    def done_by(self) -> str:
        """Who ended it; a process of ours is called in the reader's language."""
        return gettext(self.done_by_name) if self.done_by_name else ""
