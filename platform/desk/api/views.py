"""Long work in the API: what the caller started, how far it is, and calling it off. Starting one is a command of the app that does it."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import RecordApi, RecordSerializer, command
from common.jobs.actions import cancel_job
from common.jobs.kinds import link_of
from common.jobs.models import Job
from common.jobs.selectors import jobs_for
from common.records import RecordQuerySet
from desk.pages.jobs import JobFilter


class JobSerializer(RecordSerializer):
    """A job with its progress; `result_url` is the page of its result, once it is done."""

    result_url = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields: ClassVar[tuple[str, ...]] = (
            "kind", "subject", "status", "done", "total", "message", "result", "result_url", "started_at", "finished_at",
        )  # fmt: skip

    def get_result_url(self, row: Job) -> str:
        """Return the page, or nothing while it is open."""
        return "" if row.is_open else link_of(row)


class JobApi(RecordApi):
    """The caller's own jobs."""

    action = "desk.use"
    serializer_class = JobSerializer
    filterset_class = JobFilter

    def records(self) -> RecordQuerySet:
        """Return them through the gate."""
        return jobs_for(self.actor)

    @command(action="desk.use")
    def cancel(self, record: Job, body: dict[str, Any]) -> Job:
        """Cancel it: at once while it waits, else before its next step."""
        return cancel_job(record.pk, acting_user=self.actor)
