"""A station writes to head office; the regional office passes it or sends it back; the section answers."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import now
from common.deadlines.keep import call_off, set_deadline
from common.errors import Invalid, NotAllowed
from common.history.record import record
from common.numbering.next_number import next_number
from common.working_days.calendar import due_after_working_days
from network.support import locks
from network.support.actions.checking import text_of
from network.support.choices import PaperKind, PaperStatus, SupportError
from network.support.files import Upload, keep_files
from network.support.paper_models import StationPaper
from network.support.paper_policies import policy_on
from network.support.paper_selectors import ANSWER, REVIEW, SECTIONS, WRITE, may_answer, papers_for

PAPER, ANSWER_FILE = "support.paper", "support.paper_answer"
DUE = "paper.due"


@transaction.atomic
def write_paper(
    *, kind: str, section: str, title: str, text: str, files: Sequence[Upload] = (), acting_user: Actor
) -> StationPaper:
    """Send a paper to head office; the regional office has it first. Raises Invalid without words, or for a section that answers none."""
    acting_user.require(WRITE)
    if acting_user.station_id is None:
        raise NotAllowed
    at = now()
    paper = StationPaper(
        number=next_number("SPP"),
        station_id=acting_user.station_id,
        kind=_kind(kind),
        section=_section(section),
        title=text_of(title, "title"),
        text=text_of(text, "text"),
        written_by_id=acting_user.id,
        written_by_name=acting_user.name,
        sent_at=at,
        due_at=due_after_working_days(at, policy_on(at).review_days),
    )
    paper.save(force_insert=True)
    keep_files(files, subject_id=paper.pk, kind=PAPER, station_id=paper.station_id, actor=acting_user)
    _watch(paper)
    after = {"status": paper.status, "kind": paper.kind, "section": paper.section, "due_at": paper.due_at}
    record(paper, "station_paper.sent", acting_user, after=after)
    return paper


@transaction.atomic
def resend_paper(
    paper_id: UUID, *, title: str, text: str, files: Sequence[Upload] = (), acting_user: Actor
) -> StationPaper:
    """Send a paper again that came back, amended. Raises WrongState for any other."""
    acting_user.require(WRITE)
    paper = locks.lock_paper(papers_for(acting_user), paper_id)
    at, before = now(), paper.status
    old = {"status": before, "title": paper.title, "text": paper.text}
    paper.move_to(
        PaperStatus.REVIEW,
        title=text_of(title, "title"),
        text=text_of(text, "text"),
        written_by_id=acting_user.id,
        written_by_name=acting_user.name,
        sent_at=at,
        due_at=due_after_working_days(at, policy_on(at).review_days),
    )
    keep_files(files, subject_id=paper.pk, kind=PAPER, station_id=paper.station_id, actor=acting_user)
    _watch(paper)
    after = {"status": paper.status, "title": paper.title, "text": paper.text, "due_at": paper.due_at}
    record(paper, "station_paper.sent_again", acting_user, before=old, after=after)
    return paper


@transaction.atomic
def withdraw_paper(paper_id: UUID, *, reason: str = "", acting_user: Actor) -> StationPaper:
    """Take a paper back before the section has it. Raises WrongState afterwards."""
    acting_user.require(WRITE)
    paper = locks.lock_paper(papers_for(acting_user), paper_id)
    before = paper.status
    paper.move_to(PaperStatus.WITHDRAWN)
    call_off(paper.pk, DUE)
    record(
        paper,
        "station_paper.withdrawn",
        acting_user,
        before={"status": before},
        after={"status": paper.status},
        reason=reason.strip(),
    )
    return paper


@transaction.atomic
def pass_paper(paper_id: UUID, *, section: str = "", note: str = "", acting_user: Actor) -> StationPaper:
    """Pass a paper to its section, or to another one that is right for it. Raises NotAllowed for who wrote it or another region's people."""
    paper = _reviewed(paper_id, acting_user)
    at, before = now(), {"status": paper.status, "section": paper.section}
    paper.move_to(
        PaperStatus.PASSED,
        section=_section(section) if section else paper.section,
        note=note.strip(),
        reviewed_by_id=acting_user.id,
        reviewed_by_name=acting_user.name,
        reviewed_at=at,
        due_at=due_after_working_days(at, policy_on(at).answer_days),
    )
    _watch(paper)
    after = {"status": paper.status, "section": paper.section, "due_at": paper.due_at}
    record(paper, "station_paper.passed", acting_user, before=before, after=after, reason=paper.note)
    return paper


@transaction.atomic
def return_paper(paper_id: UUID, *, reason: str, acting_user: Actor) -> StationPaper:
    """Send a paper back to the station, with a reason; the section never saw it."""
    paper = _reviewed(paper_id, acting_user)
    why, before = text_of(reason, "reason"), paper.status
    paper.move_to(PaperStatus.RETURNED, note=why)
    call_off(paper.pk, DUE)
    record(
        paper,
        "station_paper.returned",
        acting_user,
        before={"status": before},
        after={"status": paper.status},
        reason=why,
    )
    return paper


@transaction.atomic
def answer_paper(paper_id: UUID, *, answer: str, files: Sequence[Upload] = (), acting_user: Actor) -> StationPaper:
    """Answer a paper that was passed to one's section. Raises NotAllowed for another section's, WrongState unless it was passed."""
    acting_user.require(ANSWER)
    paper = locks.lock_paper(papers_for(acting_user), paper_id)
    if not may_answer(acting_user, paper):
        raise NotAllowed(
            _("This paper is for another section: %(section)s.") % {"section": paper.get_section_display()}
        )
    words, at, before = text_of(answer, "answer"), now(), paper.status
    paper.move_to(
        PaperStatus.ANSWERED,
        answer=words,
        answered_by_id=acting_user.id,
        answered_by_name=acting_user.name,
        answered_at=at,
        is_late=paper.is_late or at > paper.due_at,
    )
    keep_files(files, subject_id=paper.pk, kind=ANSWER_FILE, station_id=paper.station_id, actor=acting_user)
    call_off(paper.pk, DUE)
    after = {"status": paper.status, "is_late": paper.is_late}
    record(paper, "station_paper.answered", acting_user, before={"status": before}, after=after)
    return paper


def _reviewed(paper_id: UUID, acting_user: Actor) -> StationPaper:
    """Return a paper of the reviewer's own region, locked."""
    acting_user.require(REVIEW)
    paper = locks.lock_paper(papers_for(acting_user), paper_id)
    if paper.station.region != acting_user.region or paper.written_by_id == acting_user.id:
        raise NotAllowed(_("A paper is reviewed by the station's regional office, never by who wrote it."))
    return paper


def _watch(paper: StationPaper) -> None:
    """Each step has its own limit; the one before is over."""
    call_off(paper.pk, DUE)
    set_deadline(DUE, paper.pk, paper.due_at, step=paper.version, station_id=paper.station_id)


def _kind(kind: str) -> str:
    if kind not in PaperKind.values:
        raise Invalid(_("Choose a kind."), code=SupportError.TEXT, field="kind")
    return kind


def _section(section: str) -> str:
    if section not in {role.value for role in SECTIONS}:
        raise Invalid(_("Choose a section of head office."), code=SupportError.POST, field="section")
    return Role(section).value
