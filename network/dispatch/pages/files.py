"""Photos, signatures and service slips of rescues, each look through the gate of the rescue."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from common.errors import NotYours, WrongState
from common.files.answers import bytes_answer
from common.files.store import read_stored
from common.pages import Page
from network.dispatch.choices import RescueStatus
from network.dispatch.paper import slip_pdf
from network.dispatch.selectors import photos_for, rescues_for


class Photo(Page):
    """One photo, or a signature."""

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


class Slip(Page):
    """The service slip as PDF, with the driver's signature."""

    action = "rescues.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render and show it. Raises WrongState before the rescue is finished."""
        rescue = rescues_for(self.actor).get_or_404(self.kwargs["pk"])
        if rescue.status != RescueStatus.FINISHED:
            raise WrongState(status=str(rescue.status), wanted=str(RescueStatus.FINISHED))
        return bytes_answer(slip_pdf(rescue), f"{rescue.number}.pdf", "application/pdf")
