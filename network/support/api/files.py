"""Files of documents, copies, papers and answers on the API: the list with each record's SHA-256, and the bytes, behind the pages' gates."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action as extra_action
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import RecordSerializer
from common.errors import NotYours
from common.files.answers import SHOWN, file_answer
from common.files.models import StoredFile
from network.support.files import files_of


@extend_schema_serializer(component_name="SupportFile")
class FileSerializer(RecordSerializer):
    """A file: of which part of the record (`document`, `evidence`, `paper`, `answer`, `question`, the kind of a line of its thread, or the code of a
    survey's question), and what it is.
    """

    part = serializers.SerializerMethodField()

    class Meta:
        model = StoredFile
        fields: ClassVar[tuple[str, ...]] = ("part", "name", "content_type", "size", "sha256")
        read_only_fields = fields

    def get_part(self, file: StoredFile) -> str:
        """Return the part that the file belongs to."""
        parts: dict[Any, str] = self.context.get("parts", {})
        return parts.get(file.pk, "")


class HandsOutFiles:
    """Gives a RecordApi its files: `GET …/{id}/files` and `GET …/{id}/files/{file}`, for whoever sees the record.

    `kinds_shown` are those that a browser shows; anything else it downloads.
    """

    kinds_shown: ClassVar[Collection[str]] = SHOWN

    def parts(self, record: Any) -> Sequence[tuple[str, Any, str]]:
        """Return (part, key of the record that holds the files, kind of file) for each part that the actor may see."""
        raise NotImplementedError

    def handed_out(self, record: Any, file: StoredFile) -> None:
        """Called before a file is handed out; a record that keeps who opened it does so here."""

    def _held(self: Any, record: Any) -> list[tuple[str, StoredFile]]:
        return [(part, one) for part, subject, kind in self.parts(record) for one in files_of(subject, kind)]

    @extend_schema(responses={200: FileSerializer(many=True)})
    @extra_action(detail=True, methods=["get"], url_path="files", pagination_class=None, filterset_class=None)
    def files(self: Any, request: Request, id: str) -> Response:
        """List the files of a record."""
        held = self._held(self.find())
        context = {**self.get_serializer_context(), "parts": {one.pk: part for part, one in held}}
        data = FileSerializer([one for _part, one in held], many=True, context=context).data
        return Response({"data": data, "has_more": False, "next_cursor": None})

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @extra_action(
        detail=True,
        methods=["get"],
        url_path="files/(?P<file>[^/]+)",
        pagination_class=None,
        filterset_class=None,
    )
    def file(self: Any, request: Request, id: str, file: str) -> HttpResponse:
        """Hand a file of a record out, as it was kept."""
        key = StoredFile.key_of(file)
        record = self.find()
        found = next((one for _part, one in self._held(record) if one.pk == key), None)
        if found is None:
            raise NotYours
        self.handed_out(record, found)
        return file_answer(found, shown=self.kinds_shown)
