"""Refusals as RFC 9457 problem details: one shape for all, with the fields at fault."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from common.database.collisions import refusal_of
from common.errors import DomainError, Stale
from common.request_context import request_id

logger = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"


def problem(
    status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None, **extra: Any
) -> dict[str, Any]:
    """Return the body of a refusal."""
    return {
        "type": f"urn:stationmaster:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": errors or [],
        "request_id": request_id(),
        **extra,
    }


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view raised into a problem; None lets a programming error become a 500."""
    body, headers = _body(error)
    if body is None:
        return None
    set_rollback()
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def _body(error: Exception) -> tuple[dict[str, Any] | None, dict[str, str]]:
    refusal = refusal_of(error)
    if refusal is not None:
        return _of_domain(refusal), {}
    if isinstance(error, exceptions.ValidationError):
        return problem(422, "invalid", _("Some fields are not right. See errors."), list(_flat("", error.detail))), {}
    if isinstance(error, Http404):
        return problem(404, "not_found", _("There is no such record here.")), {}
    if isinstance(error, PermissionDenied):
        return problem(403, "not_allowed", _("Your role does not include this step.")), {}
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, error.default_code, str(error.detail)), _headers(error)
    return None, {}


def _of_domain(error: DomainError) -> dict[str, Any]:
    status = 412 if isinstance(error, Stale) else error.status
    fields = [{"field": error.field, "code": str(error.code), "detail": str(error.message)}] if error.field else []
    return problem(status, str(error.code), str(error.message), fields, **error.named_rule)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))  # type: ignore[attr-defined]
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    return headers


def _flat(field: str, detail: Any) -> Any:
    """Yield one entry per message, with the path of its field."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _flat(f"{field}.{name}" if field else str(name), inner)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _flat(f"{field}.{index}" if nested else field, inner)
    else:
        yield {"field": field, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}


def respond(status: int, code: str, detail: str) -> HttpResponse:
    """Return a problem outside the API's views: from a middleware or an error handler."""
    return JsonResponse(problem(status, code, detail), status=status, content_type=CONTENT_TYPE)
