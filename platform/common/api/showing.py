"""Writing rows out: what `ModelSerializer` writes, with what a field needs looked up once for all rows of a list instead of once for each.

A page of fifty claims with their lines and reasons has some ten thousand fields; finding out how to read each took longer than reading them.
"""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.functional import cached_property
from rest_framework import serializers
from rest_framework.fields import Field, SkipField
from rest_framework.relations import PKOnlyObject

# Values that these fields write as they are; anything else, an enum's member for one, is for the field to write.
AS_THEY_ARE: dict[type[Any], type] = {
    serializers.CharField: str,
    serializers.ChoiceField: str,
    serializers.IntegerField: int,
    serializers.BooleanField: bool,
}
Step = tuple[str, str, type | None, Any]


class RowSerializer(serializers.ModelSerializer):
    """A `ModelSerializer` that is quick with many rows, and writes the same."""

    @cached_property
    def _steps(self) -> list[Step]:
        """For each field its name, the row's attribute behind it if that is all, the type that is written as it is, and the field."""
        model = self.Meta.model  # type: ignore[attr-defined]
        return [
            (str(field.field_name), _attribute(field, model), AS_THEY_ARE.get(type(field)), field)
            for field in self._readable_fields
        ]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the row as plain data."""
        if not isinstance(instance, self.Meta.model):  # type: ignore[attr-defined]
            return super().to_representation(instance)  # type: ignore[no-any-return]
        told: dict[str, Any] = {}
        for name, attribute, as_it_is, field in self._steps:
            try:
                value = _read(instance, attribute, field)
            except SkipField:
                continue
            told[name] = value if value is None or type(value) is as_it_is else field.to_representation(value)
        return told


def _read(row: Any, attribute: str, field: Any) -> Any:
    if attribute:
        try:
            return getattr(row, attribute)
        except (AttributeError, ObjectDoesNotExist):
            pass  # the field knows what that means
    value = field.get_attribute(row)
    return None if isinstance(value, PKOnlyObject) and value.pk is None else value


def _attribute(field: Any, model: type) -> str:
    """Return the attribute of a row that the field reads, or nothing when it has ways of its own or calls what it finds."""
    if type(field).get_attribute is not Field.get_attribute or len(field.source_attrs) != 1:
        return ""
    name: str = field.source_attrs[0]
    return name if hasattr(model, name) and not callable(getattr(model, name)) else ""
