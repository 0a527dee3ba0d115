"""Pictures and documents in the body of a request."""

import base64
import binascii
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

PHOTO_SCHEMA = {
    "type": "object",
    "required": ["name", "content"],
    "properties": {
        "name": {"type": "string", "maxLength": 120},
        "content": {
            "type": "string",
            "format": "byte",
            "description": "The picture, base-64; JPEG, PNG or WebP, at most 15 MB.",
        },
    },
}


@extend_schema_field(PHOTO_SCHEMA)
class UploadField(serializers.Field):
    """A picture in base-64 with its name."""

    def to_internal_value(self, data: Any) -> tuple[str, bytes]:
        """Return (name, content)."""
        try:
            return str(data["name"])[:120], base64.b64decode(data["content"], validate=True)
        except (TypeError, KeyError, binascii.Error, ValueError) as error:
            raise serializers.ValidationError('Give a photo as {"name": "a.jpg", "content": "<base-64>"}.') from error

    def to_representation(self, value: Any) -> Any:
        """Photos are only taken in."""
        return None


EVIDENCE_SCHEMA = {
    **PHOTO_SCHEMA,
    "properties": {
        "name": {"type": "string", "maxLength": 120},
        "content": {
            "type": "string",
            "format": "byte",
            "description": "The picture (JPEG, PNG or WebP) or PDF document, base-64, at most 15 MB.",
        },
    },
}


@extend_schema_field(EVIDENCE_SCHEMA)
class EvidenceUploadField(UploadField):
    """A picture or a PDF document in base-64 with its name."""
