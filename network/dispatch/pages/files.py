"""Photos of rescues, each look through the gate of the rescue."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from common.errors import NotYours
from common.files.store import read_stored
from common.pages import Page
from network.dispatch.selectors import photos_for


class Photo(Page):
    """One photo."""

    action = "rescues.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the picture."""
        file = photos_for(self.actor).get_or_404(self.kwargs["pk"])
        try:
            content = read_stored(file)
        except FileNotFoundError as error:
            raise NotYours from error
        answer = HttpResponse(content, content_type=file.content_type)
        answer["Content-Disposition"] = f'inline; filename="{file.name}"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
