"""Static files, served where the pages are: by a table of files that each process reads once.

The library's own middleware is asynchronous alone, and pages run in threads of their own: each would start an event loop and one thread
more, and pass every request from thread to thread five times. Its table of files, its headers and its ranges are used.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from servestatic.middleware import ServeStaticMiddleware


async def _nowhere(request: HttpRequest) -> HttpResponseBase:
    """Stand for the page behind the library's middleware, which is never asked."""
    raise NotImplementedError


@cache
def files() -> dict[str, Any]:
    """Return the static file of each address."""
    found: dict[str, Any] = ServeStaticMiddleware(_nowhere).files
    return found


class StaticFileResponse(FileResponse):
    """A file whose headers are known already; each piece of it is handed on to the server by itself, so they are large."""

    block_size = 64 * 1024

    def set_headers(self, filelike: Any) -> None:
        """Guess nothing from the file."""


class StaticFilesMiddleware:
    """Answers with the static file that has this address; everything else goes on to the pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.files = files()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request."""
        found = self.files.get(request.path_info)
        return self.get_response(request) if found is None else answer(found, request)


def answer(file: Any, request: HttpRequest) -> HttpResponseBase:
    """Return the file, a part of it, or that it has not changed."""
    found = file.get_response(request.method, request.META)
    kind = HttpResponse if found.file is None else StaticFileResponse
    response = kind(found.file or b"", status=int(found.status))
    del response.headers["Content-Type"]
    for name, value in found.headers:
        if value is not None:
            response.headers[name] = value
    return response
