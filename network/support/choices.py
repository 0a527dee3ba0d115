"""Kinds and states of documents and of the copies that stations sign for, and how they may move."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import Moves


class DocumentKind(TextChoices):
    """What kind of document it is."""

    RULES = "rules", _("Service rules")
    POLICY = "policy", _("Service policy")
    BULLETIN = "bulletin", _("Service bulletin")
    BRIEF = "brief", _("Technical brief")
    NOTICE = "notice", _("Notice")
    LITERATURE = "literature", _("Service literature")  # sent by the library, never written here


WRITTEN = tuple(one for one in DocumentKind.choices if one[0] != DocumentKind.LITERATURE)


class DocumentStatus(TextChoices):
    """Where an edition stands. Only one edition of a document is in force."""

    DRAFT = "draft", pgettext_lazy("document", "Draft")
    IN_FORCE = "in_force", pgettext_lazy("document", "In force")
    REPLACED = "replaced", pgettext_lazy("document", "Replaced")
    WITHDRAWN = "withdrawn", pgettext_lazy("document", "Withdrawn")


class LiteratureKind(TextChoices):
    """What kind of service literature it is: the folders of the library."""

    MANUAL = "manual", pgettext_lazy("literature", "Workshop manual")
    WIRING = "wiring", pgettext_lazy("literature", "Wiring diagram")
    DIAGNOSIS = "diagnosis", pgettext_lazy("literature", "Diagnosis guide")
    PARTS = "parts", pgettext_lazy("literature", "Parts catalogue")
    OWNER = "owner", pgettext_lazy("literature", "Owner's manual")
    MAKER = "maker", pgettext_lazy("literature", "Component maker's literature")
    TRAINING = "training", pgettext_lazy("literature", "Training material")
    CASE = "case", pgettext_lazy("literature", "Technical case")


class FileTextStatus(TextChoices):
    """How reading the text of a PDF document went. Its words are searched only when there are some."""

    READ = "read", pgettext_lazy("text of a file", "Searched")
    CUT = "cut", pgettext_lazy("text of a file", "Searched in part: the document is very long")
    EMPTY = "empty", pgettext_lazy("text of a file", "Not searched: no text in it, pictures of pages perhaps")
    LOCKED = "locked", pgettext_lazy("text of a file", "Not searched: protected by a password")
    DAMAGED = "damaged", pgettext_lazy("text of a file", "Not searched: the document is damaged")
    SLOW = "slow", pgettext_lazy("text of a file", "Not searched: reading took too long")


class CopyStatus(TextChoices):
    """Where a station's copy stands. What was signed for stays signed for; a copy that nobody needs any more is withdrawn."""

    TO_SIGN = "to_sign", _("To be signed for")
    SIGNED = "signed", _("To be carried out")
    REPORTED = "reported", _("Evidence to be checked")
    RETURNED = "returned", pgettext_lazy("document", "Sent back")
    DONE = "done", pgettext_lazy("document", "Done")
    WITHDRAWN = "withdrawn", pgettext_lazy("document", "Withdrawn")


class Stage(TextChoices):
    """What a station is reminded of."""

    SIGN = "sign", _("Signature")
    EXECUTE = "execute", _("Carrying out")
    ANSWER = "answer", _("Answering")


class QuestionKind(TextChoices):
    """What a question asks for."""

    TEXT = "text", pgettext_lazy("question", "Text")
    NUMBER = "number", pgettext_lazy("question", "Number")
    CHOICE = "choice", pgettext_lazy("question", "Choice")
    DATE = "date", pgettext_lazy("question", "Day")
    YES_NO = "yes_no", pgettext_lazy("question", "Yes or no")
    FILE = "file", pgettext_lazy("question", "File")


class SurveyKind(TextChoices):
    """Whether something is to be done, or to be told."""

    TASK = "task", pgettext_lazy("survey", "Task")
    SURVEY = "survey", pgettext_lazy("survey", "Survey")


class SurveyStatus(TextChoices):
    """Where a task or survey stands."""

    DRAFT = "draft", pgettext_lazy("survey", "Draft")
    RUNNING = "running", pgettext_lazy("survey", "Running")
    CLOSED = "closed", pgettext_lazy("survey", "Closed")


class AnswerStatus(TextChoices):
    """Where a station's answer stands; what is typed is kept from the first save."""

    OPEN = "open", pgettext_lazy("survey", "To be answered")
    SUBMITTED = "submitted", pgettext_lazy("survey", "Handed in")
    RETURNED = "returned", pgettext_lazy("survey", "Sent back")
    MISSED = "missed", pgettext_lazy("survey", "Not answered")


class PaperKind(TextChoices):
    """What a station writes to head office."""

    QUESTION = "question", pgettext_lazy("paper", "Question")
    REQUEST = "request", pgettext_lazy("paper", "Request")
    REPORT = "report", pgettext_lazy("paper", "Report")
    PROPOSAL = "proposal", pgettext_lazy("paper", "Proposal")


class PaperStatus(TextChoices):
    """Where a paper stands. The section gets it only after the regional office has passed it (separation 6)."""

    REVIEW = "review", pgettext_lazy("paper", "With the regional office")
    RETURNED = "returned", pgettext_lazy("paper", "Sent back")
    PASSED = "passed", pgettext_lazy("paper", "With the section")
    ANSWERED = "answered", pgettext_lazy("paper", "Answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("paper", "Withdrawn")


D, C, S, A, P = DocumentStatus, CopyStatus, SurveyStatus, AnswerStatus, PaperStatus
DOCUMENT_MOVES: Moves = {
    D.DRAFT: {D.IN_FORCE, D.WITHDRAWN},
    D.IN_FORCE: {D.REPLACED, D.WITHDRAWN},
    D.REPLACED: set(),
    D.WITHDRAWN: set(),
}
COPY_MOVES: Moves = {
    C.TO_SIGN: {C.SIGNED, C.DONE, C.WITHDRAWN},
    C.SIGNED: {C.REPORTED, C.WITHDRAWN},
    C.REPORTED: {C.DONE, C.RETURNED, C.WITHDRAWN},
    C.RETURNED: {C.REPORTED, C.WITHDRAWN},
    C.DONE: set(),
    C.WITHDRAWN: set(),
}
SURVEY_MOVES: Moves = {S.DRAFT: {S.RUNNING, S.CLOSED}, S.RUNNING: {S.CLOSED}, S.CLOSED: set()}
ANSWER_MOVES: Moves = {
    A.OPEN: {A.SUBMITTED, A.MISSED},
    A.SUBMITTED: {A.RETURNED},
    A.RETURNED: {A.SUBMITTED, A.MISSED},
    A.MISSED: set(),
}
PAPER_MOVES: Moves = {
    P.REVIEW: {P.PASSED, P.RETURNED, P.WITHDRAWN},
    P.RETURNED: {P.REVIEW, P.WITHDRAWN},
    P.PASSED: {P.ANSWERED},
    P.ANSWERED: set(),
    P.WITHDRAWN: set(),
}
TO_ANSWER = (A.OPEN, A.RETURNED)
TO_EXECUTE = (C.SIGNED, C.RETURNED)
OPEN_COPIES = (C.TO_SIGN, C.SIGNED, C.REPORTED, C.RETURNED)


class SupportError(StrEnum):
    """Why a step was refused."""

    TEXT = "support.text"
    AUDIENCE = "support.audience"
    SAME_PERSON = "support.same_person"
    POST = "support.post"
    FILE = "support.file"
    DUE = "support.due"
    ANSWER = "support.answer"
    NAMED = "support.names_somebody"
