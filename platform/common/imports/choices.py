"""Where an import and its rows stand, and why a file is refused."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportStatus(TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("Columns to be mapped")
    CHECKED = "checked", _("Checked, not taken in yet")
    DONE = "done", _("Taken in")
    CANCELLED = "cancelled", _("Cancelled")


IMPORT_MOVES = {
    ImportStatus.UPLOADED: {ImportStatus.CHECKED, ImportStatus.CANCELLED},
    ImportStatus.CHECKED: {ImportStatus.DONE, ImportStatus.CANCELLED},
    ImportStatus.DONE: set(),
    ImportStatus.CANCELLED: set(),
}


class RowState(TextChoices):
    """Where one row stands."""

    READY = "ready", _("Ready")
    WRONG = "wrong", _("Needs correction")
    DONE = "done", _("Taken in")
    KNOWN = "known", _("Here already")


OPEN = (RowState.READY, RowState.WRONG)


class ImportFault(StrEnum):
    """Why a file or a step was refused."""

    UNKNOWN_KIND = "import.unknown_kind"
    TOO_LARGE = "import.too_large"
    TOO_MANY = "import.too_many"
    NOT_A_TABLE = "import.not_a_table"
    EMPTY = "import.empty"
    MAPPING = "import.mapping"
    NOTHING_READY = "import.nothing_ready"
    RUNNING = "import.running"
