"""What the API shows of documents and copies, and what its commands take."""

from typing import Any

from rest_framework import serializers

from accounts.roles import STATION_ROLES, Role
from common.api import DayField, PublicIdField, RecordSerializer
from common.api.uploads import UploadField
from network.support.actions import DocumentText
from network.support.audience import Audience
from network.support.choices import WRITTEN
from network.support.files import MOST
from network.support.models import DocumentCopy, IssuedDocument
from tenants.registry.choices import Region
from tenants.registry.models import Station

POSTS = [(role.value, role.label) for role in Role if role in STATION_ROLES]
AUDIENCE = ("posts", "regions", "levels", "brands", "stations")


class DocumentSerializer(RecordSerializer):
    """An edition of a document."""

    class Meta:
        model = IssuedDocument
        fields = (
            "number", "edition", "kind", "status", "title_zh", "title_en", "body_zh", "body_en", "changes", "sign_days", "execute_days",
            "evidence", *AUDIENCE, "drafted_by_name", "released_by_name", "released_at", "withdrawn_at",
        )  # fmt: skip
        read_only_fields = fields


class CopySerializer(RecordSerializer):
    """The copy of one post of a station."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    number = serializers.CharField(source="document.number", read_only=True)
    edition = serializers.IntegerField(source="document.edition", read_only=True)
    kind = serializers.CharField(source="document.kind", read_only=True)
    title_zh = serializers.CharField(source="document.title_zh", read_only=True)
    title_en = serializers.CharField(source="document.title_en", read_only=True)
    body_zh = serializers.CharField(source="document.body_zh", read_only=True)
    body_en = serializers.CharField(source="document.body_en", read_only=True)
    evidence = serializers.CharField(source="document.evidence", read_only=True)

    class Meta:
        model = DocumentCopy
        fields = (
            "station", "post", "status", "number", "edition", "kind", "title_zh", "title_en", "body_zh", "body_en", "evidence", "sign_by",
            "signed_at", "signed_by_name", "execute_by", "report", "reported_at", "reported_by_name", "remark", "checked_at",
            "checked_by_name", "is_late",
        )  # fmt: skip
        read_only_fields = fields


class AudienceBody(serializers.Serializer):
    """To whom it is addressed: nothing named is everybody; `stations` (codes) come in addition to what the others find."""

    posts = serializers.ListField(child=serializers.ChoiceField(POSTS), min_length=1)
    regions = serializers.ListField(child=serializers.ChoiceField(Region.choices), required=False)
    levels = serializers.ListField(child=serializers.CharField(max_length=4), required=False)
    brands = serializers.ListField(child=serializers.CharField(max_length=40), required=False)
    stations = serializers.ListField(child=serializers.CharField(max_length=12), required=False, max_length=2000)


def audience_in(body: dict[str, Any]) -> Audience:
    """Take the audience out of a body."""
    return Audience(**{name: body.pop(name) for name in AUDIENCE if name in body})


class FilesBody(serializers.Serializer):
    """Photos, PDF, DOCX, XLSX or PPTX."""

    files = serializers.ListField(child=UploadField(), required=False, max_length=MOST)


class DocumentBody(AudienceBody, FilesBody):
    """An edition of a document; with `execute_days` it is carried out, and `evidence` says what is to be shown."""

    kind = serializers.ChoiceField(WRITTEN)
    title_zh = serializers.CharField(max_length=160)
    title_en = serializers.CharField(max_length=160, default="", allow_blank=True)
    body_zh = serializers.CharField(max_length=20_000)
    body_en = serializers.CharField(max_length=20_000, default="", allow_blank=True)
    changes = serializers.CharField(max_length=4_000, default="", allow_blank=True)
    sign_days = serializers.IntegerField(min_value=1, max_value=250, default=3)
    execute_days = serializers.IntegerField(min_value=0, max_value=250, default=0)
    evidence = serializers.CharField(max_length=300, default="", allow_blank=True)


def text_in(body: dict[str, Any]) -> DocumentText:
    """Take the text out of a body."""
    return DocumentText(**{name: body.pop(name) for name in DocumentText.__slots__ if name in body})


class ReasonBody(serializers.Serializer):
    """Why it is done."""

    reason = serializers.CharField(max_length=500)


class ReportBody(FilesBody):
    """How it was carried out, with evidence."""

    report = serializers.CharField(max_length=20_000)


class RemarkBody(serializers.Serializer):
    """What head office says to it, if there is something to say."""

    remark = serializers.CharField(max_length=4_000, default="", allow_blank=True)


class ReturnBody(serializers.Serializer):
    """Why the evidence is not enough, and until when there has to be other."""

    remark = serializers.CharField(max_length=4_000)
    due_on = DayField()


class FileIdBody(serializers.Serializer):
    """A file of the draft."""

    file = serializers.UUIDField()
