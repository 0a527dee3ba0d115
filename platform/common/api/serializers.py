"""The base of what the API shows of a record."""

import re
from typing import Any

from rest_framework import serializers

from common.api.showing import RowSerializer

SNAKE = re.compile(r"(?<!^)(?=[A-Z])")
ALWAYS = ("id", "object", "created", "version")


class NoBody(serializers.Serializer):
    """A command that needs nothing but its address."""


class RecordSerializer(RowSerializer):
    """A record with its public id, its kind, the time at which it was made and its version (the ETag)."""

    id = serializers.CharField(source="public_id", read_only=True)
    object = serializers.SerializerMethodField()
    created = serializers.DateTimeField(source="created_at", read_only=True)

    def get_field_names(self, declared_fields: Any, info: Any) -> list[str]:
        """Put what every record has in front of what the app lists."""
        listed = [name for name in self.Meta.fields if name not in ALWAYS]  # type: ignore[attr-defined]
        return [*ALWAYS, *listed]

    def get_object(self, row: Any) -> str:
        """Return the kind of record in lower snake case."""
        return SNAKE.sub("_", type(row).__name__).lower()
