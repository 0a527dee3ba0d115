"""Technical questions, what was said about them, and the rules with their time limits."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.policy.rulebook.versions import RuleVersion, kept_by_the_database
from common.records import Moves, Placement, Record
from network.hotline.choices import Symptom
from network.questions.choices import (
    IN_HAND,
    LIVE,
    QUESTION_MOVES,
    Desk,
    EntryKind,
    Origin,
    QuestionStatus,
    Urgency,
)


class QuestionPolicy(RuleVersion):
    """A version of the rules of technical support; `policies.Policy` says which values there are."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "tqr"

    class Meta:
        db_table = "technical_question_policy"
        ordering = ["-valid_from"]
        constraints = kept_by_the_database("technical_question_policy")

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("questions:rules_version", args=[self.pk])


class TechnicalQuestion(Record):
    """A technical question from its raising to its solution. While it is live it is under exactly one limit (`due_at`, `limit_step`).

    Without a station head office asks: the hotline, or a major event. `left_s` is what was left of the answer's time when support asked
    back; it runs on from there with the reply. `first_in_time` is empty until the first answer.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "tqn"
    moves: ClassVar[Moves | None] = QUESTION_MOVES
    TONES: ClassVar[dict[str, str]] = {
        QuestionStatus.WAITING: "warn",
        QuestionStatus.TAKEN: "busy",
        QuestionStatus.ASKED_BACK: "info",
        QuestionStatus.ANSWERED: "info",
        QuestionStatus.SOLVED: "good",
        QuestionStatus.WITHDRAWN: "off",
        Urgency.OFF_ROAD: "bad",
        Urgency.DRIVER: "warn",
    }

    number = models.CharField(_("number"), max_length=30, unique=True)
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("station")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=QuestionStatus.choices, default=QuestionStatus.WAITING
    )
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    desk = models.CharField(
        pgettext_lazy("technical question", "with"), max_length=8, choices=Desk.choices, default=Desk.SUPPORT
    )
    origin = models.CharField(_("raised from"), max_length=8, choices=Origin.choices, default=Origin.FREE)
    origin_id = models.UUIDField(null=True, blank=True)
    reference = models.CharField(_("number of the order or case"), max_length=40, blank=True)
    vin = models.CharField(_("VIN"), max_length=17, blank=True)
    model = models.ForeignKey(
        "catalog.VehicleModel",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("model"),
    )
    built_on = models.DateField(_("built on"), null=True, blank=True)
    mileage_km = models.PositiveIntegerField(_("mileage (km)"), null=True, blank=True)
    component = models.ForeignKey(
        "catalog.Component",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("component"),
    )
    symptom = models.CharField(_("symptom"), max_length=20, choices=Symptom.choices, blank=True)
    failure_code = models.CharField(_("failure code"), max_length=20, blank=True)
    fault_codes = models.JSONField(_("fault codes"), default=list, blank=True)
    title = models.CharField(pgettext_lazy("technical question", "question in one line"), max_length=120)
    description = models.TextField(_("what is noticed"))
    measurements = models.TextField(_("measurements"), blank=True)
    tried = models.TextField(_("what was tried"), blank=True)
    asked_by_id = models.UUIDField()
    asked_by_name = models.CharField(pgettext_lazy("technical question", "asked by"), max_length=120)
    taken_by_id = models.UUIDField(null=True, blank=True)
    taken_by_name = models.CharField(pgettext_lazy("technical question", "worked on by"), max_length=120, blank=True)
    taken_at = models.DateTimeField(pgettext_lazy("technical question", "taken at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    limit_step = models.PositiveSmallIntegerField(default=0)
    left_s = models.PositiveIntegerField(_("left of the time (s)"), null=True, blank=True)
    is_overdue = models.BooleanField(_("overdue"), default=False)
    escalation = models.PositiveSmallIntegerField(_("escalation level"), default=0)
    reminded = models.PositiveSmallIntegerField(_("reminders"), default=0)
    first_answered_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    first_in_time = models.BooleanField(_("first answer in time"), null=True, blank=True)
    cause = models.TextField(pgettext_lazy("technical question", "cause found"), blank=True)
    remedy = models.TextField(pgettext_lazy("technical question", "remedy"), blank=True)
    solution_models = models.JSONField(_("models that it holds for"), default=list, blank=True)
    solution_parts = models.JSONField(_("parts needed"), default=list, blank=True)
    is_by_silence = models.BooleanField(_("solved by silence"), default=False)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    literature = models.ForeignKey(
        "support.Literature", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("technical case"),
    )  # fmt: skip

    class Meta:
        db_table = "technical_question"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=LIVE, closed_at__isnull=True, due_at__isnull=False)
                | (~Q(status__in=LIVE) & Q(closed_at__isnull=False, due_at__isnull=True)),
                name="technical_question_under_a_limit",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=IN_HAND) | Q(taken_by_id__isnull=False), name="technical_question_in_hand"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["answered", "solved"]) | (~Q(cause="") & ~Q(remedy="")),
                name="technical_question_has_solution",
            ),
            models.CheckConstraint(condition=Q(reopened__lte=1), name="technical_question_reopened_once"),
            models.CheckConstraint(
                condition=Q(taken_by_id__isnull=True) | ~Q(taken_by_id=F("asked_by_id")),
                name="technical_question_answered_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-created_at"], name="technical_question_of_station"),
            models.Index(fields=["status", "due_at"], name="technical_question_waiting"),
            models.Index(fields=["reference"], name="technical_question_about"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the question's page, at the station or at head office."""
        return reverse("questions:question", args=[self.pk])

    @property
    def is_live(self) -> bool:
        """Whether something is still to be done."""
        return self.status in LIVE

    @property
    def built_month(self) -> str:
        """The month in which the vehicle was built: all that a published case says of it."""
        return f"{self.built_on:%Y-%m}" if self.built_on else ""


class QuestionEntry(Record):
    """One line of the thread. It never changes: who has more to say adds another."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "tqe"
    append_only: ClassVar[bool] = True

    question = models.ForeignKey(TechnicalQuestion, on_delete=models.PROTECT, related_name="entries")
    station = models.ForeignKey("registry.Station", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind.choices)
    text = models.TextField(pgettext_lazy("technical question", "text"))
    made_by_name = models.CharField(pgettext_lazy("technical question", "written by"), max_length=120)

    class Meta:
        db_table = "technical_question_entry"
        ordering = ["created_at"]
        indexes = [models.Index(fields=["question", "created_at"], name="technical_question_said")]
