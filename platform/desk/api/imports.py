"""Imports on the API: `POST /imports`, the report, corrections, `POST …/confirm`."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import Base64Field, RecordApi, RecordSerializer, command, creates
from common.imports.actions import cancel_import, confirm_import, fix_cells, map_columns, start_import
from common.imports.models import Import, ImportRow
from common.imports.selectors import counts_of, imports_for, job_of
from common.records import RecordQuerySet


class ImportRowSerializer(serializers.ModelSerializer):
    """One row of the report: where it stands, and what is wrong by field and language."""

    class Meta:
        model = ImportRow
        fields: ClassVar[tuple[str, ...]] = ("number", "key", "state", "problems", "result")


class ImportSerializer(RecordSerializer):
    """An import with its report."""

    job = serializers.SerializerMethodField(help_text="The job that is taking the rows in, while it is open.")
    counts = serializers.SerializerMethodField()
    rows = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields: ClassVar[tuple[str, ...]] = (
            "kind",
            "status",
            "name",
            "encoding",
            "columns",
            "mapping",
            "row_count",
            "job",
            "counts",
            "rows",
        )

    def get_job(self, row: Import) -> str | None:
        """Return its id; a list of imports leaves it out."""
        if isinstance(self.parent, serializers.ListSerializer):
            return None
        found = job_of(row)
        return found.public_id if found else None

    def get_counts(self, row: Import) -> dict[str, int]:
        """Return the number of rows by state."""
        return counts_of(row)

    def get_rows(self, row: Import) -> list[dict[str, Any]]:
        """Return the rows in the file's order; a list of imports leaves them out."""
        if isinstance(self.parent, serializers.ListSerializer):
            return []
        return list(ImportRowSerializer(row.rows.order_by("number"), many=True).data)  # type: ignore[attr-defined]


class StartBody(serializers.Serializer):
    """Which list, and the file's bytes in Base64. `mapping` (field to column, counted from 0) where headers are not known."""

    kind = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200)
    content = Base64Field(max_length=7_500_000)
    mapping = serializers.DictField(child=serializers.IntegerField(min_value=0), required=False)


class MapBody(serializers.Serializer):
    """Field to column, counted from 0."""

    mapping = serializers.DictField(child=serializers.IntegerField(min_value=0))


class CellBody(serializers.Serializer):
    """One corrected cell."""

    row = serializers.IntegerField(min_value=1)
    field = serializers.CharField(max_length=60)  # type: ignore[assignment]
    text = serializers.CharField(max_length=4000, allow_blank=True)


class FixBody(serializers.Serializer):
    """Corrected cells."""

    cells = CellBody(many=True)


class ImportApi(RecordApi):
    """Imports of the place where the key or person stands."""

    action = "desk.use"
    serializer_class = ImportSerializer

    def records(self) -> RecordQuerySet:
        """Return them through the gate."""
        return imports_for(self.actor)

    @creates(action="desk.use", body=StartBody)
    def start(self, body: dict[str, Any]) -> Import:
        """Send a file; the answer is the report of the dry run, or the columns to be mapped."""
        kind = body.pop("kind")
        return start_import(kind, acting_user=self.actor, **body)

    @command(action="desk.use", body=MapBody)
    def map(self, row: Import, body: dict[str, Any]) -> Import:
        """Say which column fills which field."""
        return map_columns(row.pk, body["mapping"], acting_user=self.actor)

    @command(action="desk.use", body=FixBody)
    def fix(self, row: Import, body: dict[str, Any]) -> Import:
        """Correct cells."""
        cells: dict[int, dict[str, str]] = {}
        for one in body["cells"]:
            cells.setdefault(one["row"], {})[one["field"]] = one["text"]
        return fix_cells(row.pk, cells, acting_user=self.actor)

    @command(action="desk.use")
    def confirm(self, row: Import, body: dict[str, Any]) -> Import:
        """Take in what is ready; over 500 rows by a job, which is named."""
        return confirm_import(row.pk, acting_user=self.actor)

    @command(action="desk.use")
    def cancel(self, row: Import, body: dict[str, Any]) -> Import:
        """Put it away."""
        return cancel_import(row.pk, acting_user=self.actor)
