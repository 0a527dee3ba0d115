"""Language, look, time zone and keys: for this browser, and for the person when signed in."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _

from common.pages import PUBLIC, SIGNED_IN, FormPage, Page
from common.pages.addresses import own_address
from desk.actions import THEMES, prefer

YEAR = 365 * 24 * 3600
ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Tokyo", "Europe/Berlin", "Europe/London", "UTC")


def remember(response: HttpResponseBase, **cookies: str) -> None:
    """Keep preferences in this browser; an empty value forgets one."""
    for name, value in cookies.items():
        if value:
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        else:
            response.delete_cookie(name)


class Look(Page):
    """The switches in the top bar: one click changes the language or the theme and comes back to the same page."""

    action = PUBLIC
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change what was sent."""
        response = redirect(own_address(request.POST.get("next", "")))
        language, theme = request.POST.get("language", ""), request.POST.get("theme")
        if language and check_for_language(language) and language in dict(settings.LANGUAGES):
            remember(response, **{settings.LANGUAGE_COOKIE_NAME: language})
            self._keep(language=language)
        if theme in THEMES:
            remember(response, theme=theme)
            self._keep(theme=theme)
        return response

    def _keep(self, **values: str) -> None:
        if self.actor is not None:
            prefer(self.actor.user, **values)


class PreferencesForm(forms.Form):
    """What a person may choose."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(
        label=_("Look"), required=False, choices=[("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(zone, zone) for zone in ZONES if zone in available_timezones()]
    )
    keys = forms.BooleanField(
        label=_("Single-key shortcuts"),
        required=False,
        help_text=_("Such as j, k, / and g c. Switch them off for speech input."),
    )


class Preferences(FormPage):
    """The person's own preferences."""

    action = SIGNED_IN
    title = _("Preferences")
    form_class = PreferencesForm
    success = _("Your preferences are saved.")
    narrow = True

    def initial(self) -> dict[str, Any]:
        """Return what is kept of the person."""
        user = self.actor.user
        keys = not (user.shortcuts or {}).get("off")
        return {"language": user.language, "theme": user.theme, "time_zone": user.time_zone, "keys": keys}

    def perform(self, form: Any) -> str | HttpResponse:
        """Keep them for the person and in this browser."""
        chosen = form.cleaned_data
        shortcuts = {} if chosen["keys"] else {"off": True}
        prefer(
            self.actor.user,
            language=chosen["language"],
            theme=chosen["theme"],
            time_zone=chosen["time_zone"],
            shortcuts=shortcuts,
        )
        return reverse("desk:preferences")

    def succeed(self, result: str | HttpResponse) -> HttpResponse:
        """Set the cookies, too."""
        response = super().succeed(result)
        language, theme = self.request.POST.get("language", ""), self.request.POST.get("theme", "")
        remember(response, **{settings.LANGUAGE_COOKIE_NAME: language}, theme=theme)
        return response
