"""The page that all pages are: who may see it, its title, the way back, and how it is rendered."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views import View

from common.errors import NotAllowed, NotYours
from common.pages.addresses import office_address
from common.pages.kept import is_own_form, kept_page
from common.pages.parts import Button, Crumb
from common.text import Text

SIGNED_IN = "signed_in"
PUBLIC = "public"
OPEN_TO_ALL = (SIGNED_IN, PUBLIC)


class Page(View):
    """A page. `action` names a row of the role table, or is SIGNED_IN or PUBLIC; without one the system check fails.

    `lit` is the URL name of the menu entry that is lit when the address does not tell; `crumbs()` the way back.
    `keys` are the shortcuts of this page for the `?` sheet: (heading, [(key, words)]). `is_kept`: what was typed is kept when the sign-in ends.
    """

    action: ClassVar[str] = ""
    is_kept: ClassVar[bool] = False
    title: Text = ""
    template_name: str = "pages/page.html"
    lit: ClassVar[str] = ""
    keys: ClassVar[Sequence[tuple[Text, Sequence[tuple[str, Text]]]]] = ()
    actor: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Take the actor from the request."""
        super().setup(request, *args, **kwargs)
        self.actor = getattr(request, "actor", None)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send strangers to the sign-in; raise NotYours where the person has no role at all, NotAllowed where it lacks this."""
        if self.action != PUBLIC and not request.user.is_authenticated:
            if is_own_form(request):
                return kept_page(request, is_signed_out=True)
            return redirect_to_login(request.get_full_path(), office_address("account_login"))
        if self.action not in OPEN_TO_ALL and not self.actor.roles:
            raise NotYours
        if self.action not in OPEN_TO_ALL and not self.actor.may(self.action):
            raise NotAllowed
        answer = super().dispatch(request, *args, **kwargs)
        if self.action == PUBLIC and "token" in kwargs:
            # Whoever has the address has the page: no cache keeps it for the next one.
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    def get_title(self) -> Text:
        """Return the title of the page and of the browser's tab."""
        return self.title

    def subtitle(self) -> Text:
        """Return a line below the title."""
        return ""

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back, without this page itself."""
        return ()

    def page_buttons(self) -> Sequence[Button]:
        """Return the buttons beside the title."""
        return ()

    def context(self) -> dict[str, Any]:
        """Return what this page's template needs."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.render()

    def render(self, template: str = "", *, status: int = 200, **context: Any) -> HttpResponse:
        """Render at once, inside the view's transaction, with the frame's context."""
        shown = [button for button in self.page_buttons() if button.open_to(self.actor)]
        frame = {
            "page": self,
            "title": self.get_title(),
            "subtitle": self.subtitle(),
            "crumbs": self.crumbs(),
            "page_buttons": shown,
        }
        return render(self.request, template or self.template_name, frame | self.context() | context, status=status)
