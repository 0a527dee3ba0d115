"""A person's long work: the list, one job with its progress, and calling it off."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from common.errors import NotYours
from common.files.answers import file_answer
from common.jobs.actions import cancel_job
from common.jobs.choices import JobStatus
from common.jobs.kinds import link_of, title_of
from common.jobs.models import Job
from common.jobs.selectors import jobs_for
from common.pages import (
    ActPage,
    Button,
    Column,
    Crumb,
    DetailPage,
    Fact,
    ListPage,
    MomentColumn,
    Page,
    RecordFilter,
    RecordTable,
    Section,
    StatusColumn,
    choice,
)
from common.pages.parts import address
from common.text import Text
from desk.selectors import file_of_job


class JobFilter(RecordFilter):
    """By status; `q` looks at what it is about."""

    search: ClassVar[tuple[str, ...]] = ("subject__icontains",)
    quick: ClassVar[tuple[str, ...]] = ("status",)

    status = choice(JobStatus.choices, label=_("Status"))


class JobTable(RecordTable):
    """The person's jobs, newest first."""

    kind = Column(linkify=True, attrs={"td": {"class": "cell-number"}}, orderable=False)
    status = StatusColumn(attrs={"td": {"class": "cell-status"}})
    share = Column(empty_values=(), verbose_name=_("Progress"), orderable=False)
    created_at = MomentColumn(verbose_name=_("Started"))
    finished_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = Job
        fields = ("kind", "subject", "status", "share", "created_at", "finished_at")

    def render_kind(self, record: Job) -> Text:
        """Say it in words."""
        return str(title_of(record))

    def render_share(self, record: Job) -> str:
        """Return the percentage, as far as it is known."""
        return "" if record.percent is None else f"{record.percent} %"


class JobList(ListPage):
    """All long work that the person started here."""

    action = "desk.use"
    title = _("Long work")
    table_class = JobTable
    filterset_class = JobFilter
    empty = _("Nothing yet. What takes longer than a moment (a replay, an import) is listed here with its progress.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return jobs_for(self.actor)


class OfJob(Page):
    """The base of what belongs to one job."""

    action = "desk.use"
    lit = "desk:jobs"

    def record(self) -> Job:
        """Return the job through the gate."""
        row: Job = jobs_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Long work"), address("desk:jobs"))]


class JobDetail(OfJob, DetailPage):  # type: ignore[misc]
    """One job: how far it is, and where its result is."""

    def title_for(self, record: Job) -> Text:
        """Say what kind of work it is."""
        return title_of(record)

    def subtitle_for(self, record: Job) -> Text:
        """Say what it is about."""
        return record.subject

    def facts(self, record: Job) -> list[Fact]:
        """Return who and when."""
        return [
            Fact(_("Started by"), record.actor_name),
            Fact(_("Started"), record.created_at),
            Fact(_("Taken by a worker"), record.started_at),
            Fact(_("Finished"), record.finished_at),
        ]

    def sections(self, record: Job) -> list[Section]:
        """Return the progress."""
        return [Section(_("Progress"), "desk/job_progress.html", {"job": record})]

    def buttons(self, record: Job) -> list[Button]:
        """Cancel it while it is open; see or fetch its result afterwards."""
        args, found = (record.pk,), []
        if record.is_open:
            found.append(Button(_("Cancel it"), "desk:cancel_job", "desk.use", args, danger=True))
        if record.status == JobStatus.DONE and (link := link_of(record)):
            found.append(Button(_("See the result"), link, primary=True, icon="arrow-right"))
        if record.result_file_id:
            found.append(Button(_("Download the file"), "desk:job_file", "desk.use", args, icon="download"))
        return found


class JobProgress(OfJob):
    """The progress alone, which the job's page asks for each second; at the end the page is loaded anew."""

    template_name = "desk/job_progress.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        row = self.record()
        answer = self.render(job=row)
        if not row.is_open:
            answer.headers["HX-Refresh"] = "true"
        return answer


class CancelJob(OfJob, ActPage):  # type: ignore[misc]
    """Call one off."""

    title = _("Cancel the job")
    submit_label = _("Cancel it")
    explain = _("It ends before its next step. What its finished steps did stays; nothing is left half done.")
    success = ""
    danger = True

    def record(self) -> None:  # type: ignore[override]
        """Nothing is edited."""

    def perform(self, reason: str) -> str:
        """Cancel it."""
        return cancel_job(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class JobFile(OfJob):
    """The file that a job made."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        file = file_of_job(self.record())
        if file is None:
            raise NotYours
        return file_answer(file)
