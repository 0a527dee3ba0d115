"""Saving and removing views of lists."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from common.errors import Invalid
from common.pages import Page
from common.pages.addresses import own_address
from desk.actions import remove_view, save_view


def back_to(request: HttpRequest) -> str:
    """Return the list from which the form was sent; anything elsewhere is ignored."""
    return own_address(request.POST.get("back", ""))


class SaveView(Page):
    """Keeps the present filter, sort and columns of a list under a name."""

    action = "desk.use"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save and show it."""
        back, given = back_to(request), request.POST
        try:
            view = save_view(
                self.actor,
                page=given.get("page", "")[:160],
                name=given.get("name", ""),
                query=given.get("query", ""),
                shared="shared" in given,
                default="default" in given,
            )
        except Invalid as refusal:
            messages.error(request, str(refusal.message))
            return redirect(back)
        messages.success(request, gettext("The view “%(name)s” is saved.") % {"name": view.name})
        return redirect(f"{back.partition('?')[0]}?{view.query}&view={view.pk}")


class RemoveView(Page):
    """Forgets a view."""

    action = "desk.use"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remove and show the whole list."""
        remove_view(self.actor, self.kwargs["pk"])
        messages.success(request, gettext("The view is removed; the records are not touched."))
        return redirect(f"{back_to(request).partition('?')[0]}?view=all")
