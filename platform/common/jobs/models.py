"""The jobs table."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.jobs.choices import JOB_MOVES, OPEN_JOBS, JobStatus
from common.records import Moves, Placement, Record


class Job(Record):
    """One piece of long work that a person started.

    `cursor` is what the job's function needs to go on; it is written with the effects of each step, in one transaction. `lease` names the
    worker that runs it: whoever holds another token can't write. `attempts` counts the starts since the last step that came through.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "job"
    moves: ClassVar[Moves | None] = JOB_MOVES
    TONES: ClassVar[dict[str, str]] = {JobStatus.RUNNING: "busy"}

    station_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=60)
    subject = models.CharField(_("about"), max_length=200, blank=True)
    key = models.CharField(max_length=120, blank=True)
    params = models.JSONField(default=dict)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(_("started by"), max_length=120)
    status = models.CharField(_("status"), max_length=20, choices=JobStatus.choices, default=JobStatus.QUEUED)

    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True, blank=True)
    message = models.CharField(_("message"), max_length=300, blank=True)
    cursor = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    result_file_id = models.UUIDField(null=True, blank=True)

    not_before = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        db_table = "job"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["actor_id", "-created_at"], name="job_of_person"),
            models.Index(fields=["station_id", "-created_at"], name="job_of_station"),
            models.Index(fields=["not_before"], name="job_open", condition=Q(status__in=OPEN_JOBS)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(status__in=OPEN_JOBS) & ~Q(key=""), name="job_one_of_a_key"
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(done__lte=F("total")), name="job_done_at_most_total"
            ),
            models.CheckConstraint(
                condition=~Q(status=JobStatus.RUNNING) | Q(lease__isnull=False, lease_until__isnull=False),
                name="job_running_has_a_worker",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.kind

    def get_absolute_url(self) -> str:
        """Return the page of this job."""
        return reverse("desk:job", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.status in OPEN_JOBS

    @property
    def percent(self) -> int | None:
        """Return how much is done, or None while nobody knows of how much."""
        return self.done * 100 // self.total if self.total else None
