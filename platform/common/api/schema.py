"""What the OpenAPI document says of every operation alike."""

from typing import Any

from drf_spectacular.drainage import get_override
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import ModelSerializer

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "errors", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "code": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "request_id": {"type": "string"},
        "rule": {"type": "string", "description": "The rule that refuses, where one is named: `policy.gap`."},
    },
}
REFUSED = {
    "description": "A refusal (RFC 9457).",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "maxLength": 200},
    "description": "The same key and body get the stored answer.",
}
STATION = {
    "name": "X-Station",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The station's code, for people of several stations; a station's API key implies it.",
}


class ActorScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How callers say who they are."""

    target_class = "common.api.authentication.ActorAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme: an API key as a bearer token."""
        return {"type": "http", "scheme": "bearer"}


class Described(AutoSchema):
    """Names each schema so that no two apps mean different things by one: records by their model, bodies by app and name."""

    def get_override_parameters(self) -> list[Any]:
        """Add a list's filters: the same ones as on its page."""
        filters = getattr(self.view, "filterset_class", None)
        if filters is None or getattr(self.view, "action", "") != "list":
            return []
        return [
            OpenApiParameter(name, str, description=str(one.label or "")) for name, one in filters.base_filters.items()
        ]

    def _get_serializer_name(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> str:
        kind = serializer if isinstance(serializer, type) else type(serializer)
        if named := get_override(kind, "component_name"):
            return str(named)
        if issubclass(kind, ModelSerializer):
            return str(kind.Meta.model.__name__)  # type: ignore[attr-defined]
        name = kind.__name__.removesuffix("Serializer")
        room = kind.__module__.split(".api", 1)[0].rpartition(".")[2]
        prefix = "" if room == "common" else room.capitalize()
        patched = "Patched" if getattr(serializer, "partial", False) else ""
        return f"{patched}{prefix}{name}"


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add the shared problem, the idempotency header of each POST and the station header to every operation; lists get their envelope."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    return result


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    operation.setdefault("responses", {})["default"] = REFUSED
    parameters = operation.setdefault("parameters", [])
    parameters.append(STATION)
    if method == "post":
        parameters.append(KEY)
    if method == "patch":
        parameters.append({"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}})
    if method == "get" and not path.endswith("{id}"):
        _envelop(operation)


def _envelop(operation: dict[str, Any]) -> None:
    """A list's answer is `{data, has_more, next_cursor}`."""
    schema = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
    listed = schema.get("schema", {})
    if listed.get("type") == "array":
        schema["schema"] = {
            "type": "object",
            "required": ["data", "has_more", "next_cursor"],
            "properties": {
                "data": listed,
                "has_more": {"type": "boolean"},
                "next_cursor": {"type": "string", "nullable": True},
            },
        }
        for name in ("limit", "cursor"):
            kind = "integer" if name == "limit" else "string"
            operation["parameters"].append({"name": name, "in": "query", "required": False, "schema": {"type": kind}})
