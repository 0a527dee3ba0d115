"""All tables of the ground floor, gathered where Django looks for them."""

from common.channels.models import Message
from common.deadlines.models import Deadline
from common.files.models import StoredFile
from common.history.models import History, HistoryHead, Receipt, Undelivered
from common.idempotency.models import StoredAnswer
from common.imports.models import Import, ImportRow
from common.jobs.models import Job
from common.numbering.models import Series
from common.working_days.models import AnnouncedYear, CalendarDay

__all__ = [
    "AnnouncedYear",
    "CalendarDay",
    "Deadline",
    "History",
    "HistoryHead",
    "Import",
    "ImportRow",
    "Job",
    "Message",
    "Receipt",
    "Series",
    "StoredAnswer",
    "StoredFile",
    "Undelivered",
]
