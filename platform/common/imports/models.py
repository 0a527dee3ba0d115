"""An import and its rows: the cells as they were sent (and corrected), what is wrong with each, and what became of them."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.imports.choices import IMPORT_MOVES, ImportStatus, RowState
from common.records import Moves, Placement, Record


class Import(Record):
    """One file. `columns` are its headers, `mapping` says which column (by place) fills which field of the importer `kind`."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "imp"
    moves: ClassVar[Moves | None] = IMPORT_MOVES
    TONES: ClassVar[dict[str, str]] = {
        ImportStatus.UPLOADED: "warn",
        ImportStatus.CHECKED: "busy",
        ImportStatus.DONE: "good",
        ImportStatus.CANCELLED: "off",
    }

    station_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=40)
    status = models.CharField(_("status"), max_length=12, choices=ImportStatus.choices, default=ImportStatus.UPLOADED)
    name = models.CharField(_("file"), max_length=200)
    encoding = models.CharField(_("encoding"), max_length=20)
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    created_by = models.UUIDField()
    created_name = models.CharField(_("uploaded by"), max_length=80)

    class Meta:
        db_table = "import"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["station_id", "kind", "-created_at"], name="import_of_station")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("desk:import", args=[self.pk])


class ImportRow(Record):
    """One row. `problems` holds, for each field at fault, the sentence in each language; `key` is the importer's key of the row."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "imr"
    TONES: ClassVar[dict[str, str]] = {
        RowState.READY: "info",
        RowState.WRONG: "bad",
        RowState.DONE: "good",
        RowState.KNOWN: "neutral",
    }

    parent = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    station_id = models.UUIDField(null=True, blank=True)
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(default=list)
    key = models.CharField(_("key"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=RowState.choices, default=RowState.READY)
    problems = models.JSONField(default=dict)
    result = models.CharField(_("result"), max_length=120, blank=True)
    result_id = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "import_row"
        ordering = ["parent", "number"]
        constraints = [models.UniqueConstraint(fields=["parent", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["station_id", "parent"], name="import_row_of_station")]
