"""Each request has an id: taken from the caller when it is sane, told in the answer, and in every log line and history row."""

import re
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse

from common.request_context import within_request

SANE = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class RequestIdMiddleware:
    """Gives the request its id and binds it, with the station, to the logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request under its id."""
        given = request.headers.get("Request-Id", "")
        identifier = given if SANE.match(given) else uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=identifier)
        try:
            with within_request(identifier):
                response = self.get_response(request)
        finally:
            structlog.contextvars.clear_contextvars()
        response.headers["Request-Id"] = identifier
        return response
