"""The deadlines table."""

from django.db import models

from common.ids import new_id
from common.lanes import Lane


class Deadline(models.Model):
    """Something that must happen, or be looked at, when its time comes.

    `kind` names the handler (`offer.expires`), `subject_id` the record, `step` tells repeated limits of one kind apart.
    `done_at` is set when it was handled or called off; a handler is given the moment at which it was taken.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    step = models.PositiveSmallIntegerField(default=0)
    station_id = models.UUIDField(null=True, blank=True)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    lane = models.PositiveSmallIntegerField(db_default=Lane.USUAL.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "deadline"
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id", "step"], name="deadline_once")]
        indexes = [
            models.Index(fields=["lane", "due_at"], name="deadline_lane", condition=models.Q(done_at__isnull=True))
        ]
