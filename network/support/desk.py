"""What documents, tasks, surveys and papers hang into the frame."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.selectors import failure_code_by_code, vehicle_by_vin
from common.imports.importers import register
from common.pages import OFFICE, STATION, Button, Card, Hit, Task, cards, menu, say, searches, tasks
from common.pages.further import add_step
from common.pages.searching import matching
from common.pages.timeline import label, spell
from network.support.choices import CopyStatus, Stage
from network.support.literature_imports import LiteratureImporter
from network.support.literature_selectors import literature_for
from network.support.literature_selectors import to_release as literature_to_release
from network.support.models import DocumentCopy, IssuedDocument
from network.support.pages.literature_tables import LiteratureFilter, found_words
from network.support.pages.paper_tables import PaperFilter
from network.support.pages.survey_tables import AnswerFilter, SurveyFilter
from network.support.pages.tables import CopyFilter, DocumentFilter
from network.support.paper_models import StationPaper
from network.support.paper_selectors import papers_for, returned, to_answer, to_review
from network.support.selectors import copies_for, documents_for, late_copies, own_copies, to_check, to_release
from network.support.similar import button_to_similar
from network.support.survey_models import Survey, SurveyAnswer
from network.support.survey_selectors import answers_for, late_answers, own_answers, surveys_for
from tenants.workshop.models import RepairOrder

VIEW, SURVEYS, PAPERS = "documents.view", "surveys.view", "papers.view"

menu.add(
    "papers",
    _("Issued documents"),
    "support:documents",
    icon="file-text",
    action=VIEW,
    order=10,
    words="文件 制度 通讯 简报 发放",
)
menu.add(
    "papers",
    _("Copies and signatures"),
    "support:copies",
    icon="signature",
    action=VIEW,
    order=12,
    words="签收 逾期 执行",
)
menu.add(
    "papers",
    _("Documents received"),
    "support:copies",
    icon="file-text",
    action=VIEW,
    places=(STATION,),
    order=11,
    words="文件 通讯 签收 执行",
)
menu.add(
    "papers", _("Service literature"), "support:literature_list", icon="books", action="library.view", order=13, places=(OFFICE, STATION),
    words="技术资料 服务资料 资料库 维修手册 电路图 零件图册 技术案例",
)  # fmt: skip
menu.add(
    "papers", _("Favourites"), "support:literature_favourites", icon="star", action="library.view", order=14,
    places=(OFFICE, STATION), words="收藏 资料",
)  # fmt: skip
menu.add(
    "papers", _("Recently opened"), "support:literature_recent", icon="history", action="library.view", order=15,
    places=(OFFICE, STATION), words="最近 资料",
)  # fmt: skip
menu.add(
    "papers", _("Tasks and surveys"), "support:surveys", icon="clipboard-list", action=SURVEYS, order=20, words="任务 调研 填报"
)  # fmt: skip
menu.add(
    "papers", _("Answers of stations"), "support:answers", icon="list-check", action=SURVEYS, order=22, words="填报 汇总 逾期"
)  # fmt: skip
menu.add(
    "papers", _("Forms to fill in"), "support:answers", icon="clipboard-list", action=SURVEYS, places=(STATION,), order=21,
    words="任务 调研 填报",
)  # fmt: skip
menu.add(
    "papers", _("Papers of stations"), "support:papers", icon="mail-forward", action=PAPERS, order=30, words="来文 答疑 请示 报告"
)  # fmt: skip
menu.add(
    "papers", _("Papers to head office"), "support:papers", icon="mail-forward", action=PAPERS, places=(STATION,), order=31,
    words="行文 提问 答疑 请示 报告",
)  # fmt: skip
menu.add(
    "papers", _("Rules of papers"), "support:rules", icon="adjustments", action="papers.rules", order=35, words="行文规则 时限"
)  # fmt: skip


def late_card(actor: Any) -> Card:
    """The copies with which stations are late."""
    rows = late_copies(actor)
    return Card(
        _("Documents that stations are late with"),
        rows.count(),
        f"{reverse('support:copies')}?late_now=true",
        icon="signature",
        tone="warn" if rows.exists() else "good",
    )


def own_card(actor: Any) -> Card:
    """The documents that wait for this person's post."""
    rows, posts = own_copies(actor), ",".join(sorted(actor.roles))
    return Card(
        _("Documents that wait for you"),
        rows.count(),
        f"{reverse('support:copies')}?status=in:to_sign,signed,returned&post=in:{posts}",
        icon="file-text",
        tone="warn" if rows.exists() else "good",
    )


STEPS = {
    CopyStatus.TO_SIGN: _("Sign for: %(title)s"),
    CopyStatus.SIGNED: _("Carry out: %(title)s"),
    CopyStatus.RETURNED: _("Mend the evidence: %(title)s"),
}


def own_tasks(actor: Any) -> list[Task]:
    """Return what this person's post has to sign for or to carry out."""
    return [
        Task(
            STEPS[CopyStatus(one.status)] % {"title": one.document.title},
            one.get_absolute_url(),
            one.due_at,
            one.document.number,
        )
        for one in own_copies(actor)[:20]
    ]


def release_tasks(actor: Any) -> list[Task]:
    """Return the drafts that somebody else has to release."""
    return [
        Task(_("Release: %(title)s") % {"title": one.title}, one.get_absolute_url(), None, one.drafted_by_name)
        for one in to_release(actor)[:10]
    ]


def check_tasks(actor: Any) -> list[Task]:
    """Return the evidence that waits for head office."""
    return [
        Task(
            _("Check the evidence: %(title)s") % {"title": one.document.title},
            one.get_absolute_url(),
            None,
            str(one.station),
        )
        for one in to_check(actor)[:10]
    ]


def find_documents(actor: Any, q: str) -> Sequence[Hit]:
    """Find documents by words of either language, through the search index."""
    rows = documents_for(actor).filter(matching(IssuedDocument, DocumentFilter.search, q).condition)
    return [Hit(str(one), one.get_absolute_url(), one.get_status_display()) for one in rows[:5]]


def find_copies(actor: Any, q: str) -> Sequence[Hit]:
    """Find what the station was sent, by words of either language."""
    rows = copies_for(actor).filter(matching(DocumentCopy, CopyFilter.search, q).condition)
    return [Hit(str(one), one.get_absolute_url(), one.get_status_display()) for one in rows[:5]]


def late_answers_card(actor: Any) -> Card:
    """The forms with which stations are late."""
    rows = late_answers(actor)
    return Card(
        _("Forms that stations are late with"),
        rows.count(),
        f"{reverse('support:answers')}?late_now=true",
        icon="clipboard-list",
        tone="warn" if rows.exists() else "good",
    )


def answer_tasks(actor: Any) -> list[Task]:
    """Return what this person's post has to answer."""
    return [
        Task(
            _("Answer: %(title)s") % {"title": one.survey.title},
            one.get_absolute_url(),
            one.due_at,
            one.survey.number,
        )
        for one in own_answers(actor)[:20]
    ]


def find_surveys(actor: Any, q: str) -> Sequence[Hit]:
    """Find tasks and surveys by words of either language."""
    rows = surveys_for(actor).filter(matching(Survey, SurveyFilter.search, q).condition)
    return [Hit(str(one), one.get_absolute_url(), one.get_status_display()) for one in rows[:5]]


def find_answers(actor: Any, q: str) -> Sequence[Hit]:
    """Find what the station was asked, by words of either language."""
    rows = answers_for(actor).filter(matching(SurveyAnswer, AnswerFilter.search, q).condition)
    return [Hit(str(one), one.get_absolute_url(), one.get_status_display()) for one in rows[:5]]


def review_tasks(actor: Any) -> list[Task]:
    """Return the papers that the regional office has to pass or to send back."""
    return [
        Task(_("Review: %(title)s") % {"title": one.title}, one.get_absolute_url(), one.due_at, str(one.station))
        for one in to_review(actor)[:10]
    ]


def paper_tasks(actor: Any) -> list[Task]:
    """Return the papers that this person's section has to answer."""
    return [
        Task(_("Reply to: %(title)s") % {"title": one.title}, one.get_absolute_url(), one.due_at, str(one.station))
        for one in to_answer(actor)[:10]
    ]


def returned_tasks(actor: Any) -> list[Task]:
    """Return the station's papers that came back."""
    return [
        Task(_("Amend and send again: %(title)s") % {"title": one.title}, one.get_absolute_url(), None, one.number)
        for one in returned(actor)[:10]
    ]


def find_papers(actor: Any, q: str) -> Sequence[Hit]:
    """Find papers by words of title, text and answer."""
    rows = papers_for(actor).filter(matching(StationPaper, PaperFilter.search, q).condition)
    return [Hit(str(one), one.get_absolute_url(), one.get_status_display()) for one in rows[:5]]


def literature_tasks(actor: Any) -> list[Task]:
    """Return the literature that somebody else drafted and this person may release."""
    return [
        Task(_("Release: %(title)s") % {"title": one.title}, one.get_absolute_url(), None, one.drafted_by_name)
        for one in literature_to_release(actor)[:10]
    ]


@add_step
def similar_to_order(actor: Any, record: Any) -> Button | None:
    """Lead from a repair order to the solved cases of its model, and of its component once the failure is named."""
    if not isinstance(record, RepairOrder):
        return None
    vehicle = vehicle_by_vin(record.vin)
    if vehicle is None:
        return None
    failure = failure_code_by_code(record.failure_code) if record.failure_code else None
    return button_to_similar(actor, vehicle.model.code, failure.component.code if failure else "")


def find_literature(actor: Any, q: str) -> Sequence[Hit]:
    """Find literature by words of either language."""
    rows = LiteratureFilter().find(literature_for(actor), "q", q)
    return [
        Hit(str(one), one.get_absolute_url(), found_words(one.found_in) or one.get_status_display()) for one in rows[:5]
    ]


register(LiteratureImporter())
tasks.add(literature_tasks, action="library.release", places=(OFFICE,), order=51)
searches.add(
    kind=_("Service literature"), find=find_literature, action="library.view", places=(OFFICE, STATION), order=63
)
cards.add(late_card, action="documents.check", places=(OFFICE,), order=46)
cards.add(own_card, action="documents.sign", places=(STATION,), order=37)
tasks.add(own_tasks, action="documents.sign", places=(STATION,), order=37)
tasks.add(release_tasks, action="documents.release", places=(OFFICE,), order=46)
tasks.add(check_tasks, action="documents.check", places=(OFFICE,), order=47)
searches.add(kind=_("Issued document"), find=find_documents, action=VIEW, places=(OFFICE,), order=60)
searches.add(kind=_("Issued document"), find=find_copies, action=VIEW, places=(STATION,), order=60)
cards.add(late_answers_card, action="surveys.ask", places=(OFFICE,), order=48)
tasks.add(answer_tasks, action="surveys.answer", places=(STATION,), order=38)
searches.add(kind=_("Task or survey"), find=find_surveys, action=SURVEYS, places=(OFFICE,), order=61)
searches.add(kind=_("Task or survey"), find=find_answers, action=SURVEYS, places=(STATION,), order=61)
tasks.add(review_tasks, action="papers.review", places=(OFFICE,), order=49)
tasks.add(paper_tasks, action="papers.answer", places=(OFFICE,), order=50)
tasks.add(returned_tasks, action="papers.write", places=(STATION,), order=39)
searches.add(kind=_("Paper of a station"), find=find_papers, action=PAPERS, places=(OFFICE, STATION), order=62)
say(
    {
        "paper_rules.drafted": _("Drafted"),
        "paper_rules.amended": _("Draft changed"),
        "paper_rules.published": _("Published"),
        "paper_rules.withdrawn": _("Draft withdrawn"),
        "document.drafted": _("Drafted"),
        "document.amended": _("Draft changed"),
        "document.file_removed": _("File removed"),
        "document.released": pgettext_lazy("document", "Released"),
        "document.replaced": _("Replaced by the next edition"),
        "document.withdrawn": pgettext_lazy("document", "Withdrawn"),
        "document.chased": _("Reminded"),
        "document_copy.signed": _("Signed for"),
        "document_copy.reported": _("Evidence handed in"),
        "document_copy.accepted": _("Evidence accepted"),
        "document_copy.returned": _("Evidence sent back"),
        "literature.drafted": _("Drafted"),
        "literature.amended": _("Draft changed"),
        "literature.file_removed": _("File removed"),
        "literature.released": pgettext_lazy("document", "Released"),
        "literature.replaced": _("Replaced by the next edition"),
        "literature.retired": pgettext_lazy("literature", "Retired"),
        "literature.downloaded": _("File opened"),
        "survey.drafted": _("Drafted"),
        "survey.amended": _("Draft changed"),
        "survey.started": _("Sent out"),
        "survey.closed": pgettext_lazy("survey", "Closed"),
        "survey.chased": _("Reminded"),
        "survey_answer.saved": _("Draft saved"),
        "survey_answer.submitted": pgettext_lazy("survey", "Handed in"),
        "survey_answer.returned": pgettext_lazy("survey", "Sent back"),
        "survey_answer.file_removed": _("File removed"),
        "station_paper.sent": pgettext_lazy("paper", "Sent"),
        "station_paper.sent_again": pgettext_lazy("paper", "Sent again"),
        "station_paper.withdrawn": pgettext_lazy("paper", "Withdrawn"),
        "station_paper.passed": pgettext_lazy("paper", "Passed on"),
        "station_paper.returned": pgettext_lazy("paper", "Sent back"),
        "station_paper.answered": pgettext_lazy("paper", "Answered"),
        "station_paper.late": _("Not done in time"),
    }
)
label(
    {
        "files": _("files"),
        "searched": _("files whose text is searched"),
        "copies": _("copies"),
        "questions_count": _("number of questions"),
        "answered": _("questions answered"),
        "missed": _("not answered"),
        "stage": _("what for"),
        "reminder": _("escalation level"),
    }
)
spell({"stage": Stage})
