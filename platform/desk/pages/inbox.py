"""The notifications inbox."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.pages import SIGNED_IN, Page
from common.pages.addresses import own_address
from desk.actions import mark_read
from desk.selectors import notifications_for

SHOWN = 100
IN_MENU = 8


class Inbox(Page):
    """All notifications of the person, newest first."""

    action = SIGNED_IN
    title = _("Notifications")
    template_name = "desk/inbox.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or the few lines of the bell's menu."""
        if request.headers.get("HX-Request"):
            return render(request, "desk/inbox_menu.html", {"notifications": notifications_for(self.actor)[:IN_MENU]})
        return self.render()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Mark all as read."""
        mark_read(self.actor)
        return redirect("desk:inbox")

    def context(self) -> dict[str, Any]:
        """Return the newest."""
        rows = notifications_for(self.actor)
        if self.request.GET.get("unread"):
            rows = rows.filter(read_at__isnull=True)
        return {"notifications": rows[:SHOWN], "unread_only": bool(self.request.GET.get("unread"))}


class OpenNotification(Page):
    """Marks one as read and leads to what it is about."""

    action = SIGNED_IN

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Follow it."""
        row = notifications_for(self.actor).get_or_404(self.kwargs["pk"])
        mark_read(self.actor, [row.pk])
        return redirect(own_address(row.url, reverse("desk:inbox")))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Opened in a new tab it does the same."""
        return self.post(request, *args, **kwargs)
