"""Reading the documents of the library in the background: one a step, each in a process of its own that is stopped when it takes too long."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.jobs.kinds import Result, Step, Steps, Work, job
from common.jobs.models import Job
from network.support.choices import FileTextStatus
from network.support.literature_selectors import DRAFT, literature_for
from network.support.literature_texts import read_file, unread_files

READ_FILES = "library.read_files"
SEARCHED = (FileTextStatus.READ, FileTextStatus.CUT)


def _page(row: Job) -> str:
    return reverse("support:literature", args=[row.params["edition"]])


@job(READ_FILES, _("Reading documents of the library"), action=DRAFT, link=_page)
def read_documents(work: Work) -> Steps:
    """Read what nobody has read yet; after a kill it goes on with the rest."""
    edition = literature_for(work.actor).get_or_404(UUID(work.params["edition"]))
    waiting, found = unread_files(edition.pk), 0
    for done, file in enumerate(waiting, start=1):
        found += read_file(edition.pk, file).status in SEARCHED
        yield Step(done, len(waiting))
    return Result({"files": len(waiting), "searched": found})
