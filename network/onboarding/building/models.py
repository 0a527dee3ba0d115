"""Versions of the building rules; the image checklist of a candidate, what was sent in for each item, and what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from audit.certification.choices import CertificateScope
from billing.policy.rulebook.versions import RuleVersion, kept_by_the_database
from common.clock import now
from common.records import Moves, Placement, Record
from network.onboarding.building.choices import (
    IMAGE_MOVES,
    PENDING,
    PERSON_MOVES,
    RECTIFY_MOVES,
    UNMENDED,
    WEEK_MOVES,
    ImageStatus,
    PersonStatus,
    RectifyStatus,
    WeekFact,
    WeekStatus,
)


class BuildingRules(RuleVersion):
    """A version of the building rules; `policies.Policy` says which values there are. A candidate keeps the one of its confirmation."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "bdr"

    class Meta:
        db_table = "building_rules"
        ordering = ["-valid_from"]
        constraints = kept_by_the_database("building_rules")

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("onboarding:rules_version", args=[self.pk])


class ImageItem(Record):
    """One thing that the site has to show (sign, reception, lifts …) before it is visited.

    It is copied from the rules in force at the confirmation (`rules` names the version), so a later version changes nothing here. It is
    always somebody's turn until it is accepted: `due_at` is that turn's limit and `turn` numbers the turns.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "img"
    moves: ClassVar[Moves | None] = IMAGE_MOVES
    TONES: ClassVar[dict[str, str]] = {"open": "neutral", "submitted": "busy", "rejected": "warn", "accepted": "good"}

    candidate = models.ForeignKey("onboarding.Candidate", on_delete=models.PROTECT, related_name="image_items")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=30)
    title_zh = models.CharField(_("Chinese name"), max_length=120)
    title_en = models.CharField(_("English name"), max_length=120)
    photos_needed = models.PositiveSmallIntegerField(_("photos needed"), default=1)
    rules = models.CharField(_("version"), max_length=40)
    status = models.CharField(_("status"), max_length=12, choices=ImageStatus.choices, default=ImageStatus.OPEN)
    turn = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "candidate_image_item"
        ordering = ["candidate", "place"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "code"], name="image_item_once"),
            models.CheckConstraint(
                condition=Q(status=ImageStatus.ACCEPTED) | Q(due_at__isnull=False), name="image_item_has_a_limit"
            ),
        ]
        indexes = [models.Index(fields=["status", "due_at"], name="image_item_queue")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the name in the reader's language."""
        return self.title_zh if (get_language() or "zh").startswith("zh") else self.title_en


class Judged(Record):
    """One try at an item: what came in at one time, and the judgement on it, which is null until there is one."""

    attempt = models.PositiveSmallIntegerField(_("attempt"))
    is_accepted = models.BooleanField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    judged_by = models.UUIDField(null=True, blank=True)
    judged_by_name = models.CharField(_("judged by"), max_length=80, blank=True)
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True)

    class Meta:
        abstract = True

    def judge(self, actor: Actor, *, is_accepted: bool, reason: str = "") -> None:
        """Write a person's judgement on it."""
        judged = {"judged_by": actor.id, "judged_by_name": actor.name, "judged_at": now()}
        self.change(is_accepted=is_accepted, reason=reason, **judged)


def judged_by_the_database(name: str) -> list[models.BaseConstraint]:
    """Return the constraints of the tries at an item: each counted once, one of them open, and a judgement is somebody's."""
    return [
        models.UniqueConstraint(fields=["item", "attempt"], name=f"{name}_once"),
        models.UniqueConstraint(fields=["item"], condition=Q(is_accepted__isnull=True), name=f"{name}_one_open"),
        models.CheckConstraint(
            condition=Q(is_accepted__isnull=True, judged_by__isnull=True)
            | Q(is_accepted__isnull=False, judged_by__isnull=False, judged_at__isnull=False),
            name=f"{name}_judged_by_somebody",
        ),
    ]


class ImageSubmission(Judged):
    """The photos that came in for an item at one time (stored files of this record), and the judgement on them."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "ims"

    item = models.ForeignKey(ImageItem, on_delete=models.PROTECT, related_name="submissions")
    words = models.CharField(_("words of the applicant"), max_length=500, blank=True)
    sent_by = models.UUIDField(null=True, blank=True)  # of the office, for the applicant; else it came by the link
    sent_by_name = models.CharField(_("sent in by"), max_length=80, blank=True)

    class Meta:
        db_table = "candidate_image_submission"
        ordering = ["item", "attempt"]
        constraints = [
            *judged_by_the_database("image_submission"),
            models.CheckConstraint(
                condition=~Q(is_accepted=False) | ~Q(reason=""), name="image_submission_rejected_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(sent_by__isnull=True) | Q(judged_by__isnull=True) | ~Q(judged_by=F("sent_by")),
                name="image_submission_judged_by_another",
            ),
        ]


class KeyPost(Record):
    """A post that has to be filled with trained and examined people before the station opens, copied from the rules at the confirmation."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "kpo"

    candidate = models.ForeignKey("onboarding.Candidate", on_delete=models.PROTECT, related_name="key_posts")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=30)
    title_zh = models.CharField(_("Chinese name"), max_length=120)
    title_en = models.CharField(_("English name"), max_length=120)
    needed = models.PositiveSmallIntegerField(_("people needed"))
    scope = models.CharField(_("scope"), max_length=20, choices=CertificateScope.choices, blank=True)
    pass_points = models.PositiveSmallIntegerField(_("points to pass"))
    rules = models.CharField(_("version"), max_length=40)
    due_at = models.DateTimeField(_("due"))
    overdue_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "candidate_key_post"
        ordering = ["candidate", "place"]
        constraints = [models.UniqueConstraint(fields=["candidate", "code"], name="key_post_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the name in the reader's language."""
        return self.title_zh if (get_language() or "zh").startswith("zh") else self.title_en


class KeyPerson(Record):
    """Somebody whom the candidate proposes for a key post. Whoever named the person does not examine: the database refuses it."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "kpe"
    moves: ClassVar[Moves | None] = PERSON_MOVES
    TONES: ClassVar[dict[str, str]] = {"named": "busy", "passed": "good", "failed": "warn", "left": "off"}

    post = models.ForeignKey(KeyPost, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(_("name"), max_length=80)
    certificate = models.CharField(_("own certificate"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=PersonStatus.choices, default=PersonStatus.NAMED)
    points = models.PositiveSmallIntegerField(_("points of the exam"), null=True, blank=True)
    examined_on = models.DateField(_("examined on"), null=True, blank=True)
    exams = models.PositiveSmallIntegerField(_("exams"), default=0)
    named_by = models.UUIDField()
    examined_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "candidate_key_person"
        ordering = ["post", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "name"], condition=~Q(status=PersonStatus.LEFT), name="key_person_once"
            ),
            models.CheckConstraint(
                condition=Q(examined_by__isnull=True) | ~Q(examined_by=F("named_by")),
                name="key_person_naming_is_not_examining",
            ),
            models.CheckConstraint(
                condition=~Q(status=PersonStatus.PASSED)
                | Q(points__isnull=False, examined_on__isnull=False, examined_by__isnull=False),
                name="key_person_passed_by_an_exam",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Rectification(Record):
    """One item that failed at an acceptance visit and is to be put right (整改) before the next (复验).

    It is somebody's turn until the next visit is reported: the site's, then the office's. `due_at` is that turn's limit. The office reports it
    (`reported_by`), or the applicant does by the own link, and the office accepts what was sent (`accepted_by`).
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "rct"
    moves: ClassVar[Moves | None] = RECTIFY_MOVES
    TONES: ClassVar[dict[str, str]] = {
        "open": "warn",
        "sent": "info",
        "done": "busy",
        "cleared": "good",
        "again": "bad",
    }

    visit = models.ForeignKey("onboarding.Acceptance", on_delete=models.PROTECT, related_name="rectifications")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=20)
    title_zh = models.CharField(_("Chinese name"), max_length=200)
    title_en = models.CharField(_("English name"), max_length=200)
    found = models.CharField(_("noted at the visit"), max_length=500, blank=True)
    rules = models.CharField(_("version"), max_length=40)
    status = models.CharField(_("status"), max_length=12, choices=RectifyStatus.choices, default=RectifyStatus.OPEN)
    turn = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(_("how it was put right"), max_length=500, blank=True)
    reported_by = models.UUIDField(null=True, blank=True)
    reported_by_name = models.CharField(_("reported by"), max_length=80, blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)
    accepted_by = models.UUIDField(null=True, blank=True)
    accepted_by_name = models.CharField(_("report accepted by"), max_length=80, blank=True)

    class Meta:
        db_table = "candidate_rectification"
        ordering = ["visit", "place"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "code"], name="rectification_once"),
            models.CheckConstraint(
                condition=~Q(status__in=PENDING) | Q(due_at__isnull=False), name="rectification_has_a_limit"
            ),
            models.CheckConstraint(
                condition=Q(status__in=UNMENDED)
                | (
                    (Q(reported_by__isnull=False) | Q(accepted_by__isnull=False))
                    & Q(reported_at__isnull=False)
                    & ~Q(words="")
                ),
                name="rectification_reported_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the name in the reader's language."""
        return self.title_zh if (get_language() or "zh").startswith("zh") else self.title_en


class RectificationReport(Judged):
    """What the applicant sent by the own link for an item to be put right: words and photos (stored files of this record), and the judgement."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "rcr"

    item = models.ForeignKey(Rectification, on_delete=models.PROTECT, related_name="reports")
    words = models.CharField(_("words of the applicant"), max_length=500)

    class Meta:
        db_table = "candidate_rectification_report"
        ordering = ["item", "attempt"]
        constraints = [
            *judged_by_the_database("rectification_report"),
            models.CheckConstraint(
                condition=~Q(is_accepted=False) | ~Q(reason=""), name="rectification_report_returned_with_a_reason"
            ),
        ]


class FirstWeekItem(Record):
    """Something that a station has to show in its first week (开业首周), copied from the rules at the opening.

    One with a `fact` ticks itself when the system sees it (`words` says what, `seen_id` is its key), another is ticked by the regional office.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "fwk"
    moves: ClassVar[Moves | None] = WEEK_MOVES
    TONES: ClassVar[dict[str, str]] = {"open": "neutral", "done": "good"}

    candidate = models.ForeignKey("onboarding.Candidate", on_delete=models.PROTECT, related_name="first_week")
    station = models.ForeignKey("registry.Station", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(pgettext_lazy("of an entry", "code"), max_length=30)
    title_zh = models.CharField(_("Chinese name"), max_length=120)
    title_en = models.CharField(_("English name"), max_length=120)
    fact = models.CharField(_("ticks itself by"), max_length=12, choices=WeekFact.choices, blank=True)
    rules = models.CharField(_("version"), max_length=40)
    status = models.CharField(_("status"), max_length=8, choices=WeekStatus.choices, default=WeekStatus.OPEN)
    due_at = models.DateTimeField(_("due"))
    overdue_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(_("what was seen"), max_length=500, blank=True)
    seen_id = models.UUIDField(null=True, blank=True)
    done_by = models.UUIDField(null=True, blank=True)
    done_by_name = models.CharField(_("ticked by"), max_length=80, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        db_table = "station_first_week_item"
        ordering = ["station", "place"]
        constraints = [
            models.UniqueConstraint(fields=["station", "code"], name="first_week_item_once"),
            models.CheckConstraint(
                condition=Q(status=WeekStatus.OPEN) | (Q(done_at__isnull=False) & ~Q(words="")),
                name="first_week_done_says_what",
            ),
            models.CheckConstraint(
                condition=Q(status=WeekStatus.OPEN) | ~Q(fact="") | Q(done_by__isnull=False),
                name="first_week_ticked_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_at"], name="first_week_queue")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the name in the reader's language."""
        return self.title_zh if (get_language() or "zh").startswith("zh") else self.title_en
