"""Accepting an invitation: the one page that is open to strangers, by its token."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.actions import accept_invitation
from accounts.models import Invitation
from accounts.selectors import invitation_by_token, user_by_email
from common.errors import DomainError, NotYours
from common.pages import PUBLIC, FormPage
from common.pages.addresses import office_root
from common.pages.ports import ports

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class NewPersonForm(forms.Form):
    """Name and password of somebody new."""

    name = forms.CharField(label=_("Your name"), max_length=80)
    password = forms.CharField(
        label=_("Choose a password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters; a few words are better than a short riddle."),
    )
    again = forms.CharField(
        label=_("The password again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("password") != given.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return given


class AcceptInvitation(FormPage):
    """Choose a name and a password, or accept with the account that one has."""

    action = PUBLIC
    title = _("Accept the invitation")
    template_name = "accounts/accept.html"
    submit_label = _("Accept and join")
    success = _("Welcome.")

    @cached_property
    def invitation(self) -> Invitation:
        """Return the open invitation behind the token. Raises NotYours when it is unknown, old or used."""
        row = invitation_by_token(self.kwargs["token"])
        if row is None:
            raise NotYours(_("This link is no longer valid. Ask for a new invitation."))
        return row

    @cached_property
    def is_known(self) -> bool:
        """Whether the address has an account."""
        return user_by_email(self.invitation.email) is not None

    @property
    def form_class(self) -> type[forms.Form]:  # type: ignore[override]
        """Somebody who has an account enters nothing."""
        return forms.Form if self.is_known else NewPersonForm

    def initial(self) -> dict[str, Any]:
        """The name as it was written in the invitation."""
        return {} if self.is_known else {"name": self.invitation.name}

    def context(self) -> dict[str, Any]:
        """Return what is offered, where, and whether to sign in first."""
        user = self.request.user
        row = self.invitation
        station = ports.stations([row.station_id]).get(row.station_id, ("", "")) if row.station_id else ("", "")
        mine = user.is_authenticated and user.email.lower() == row.email.lower()
        return {"invitation": row, "place": station[0], "needs_sign_in": self.is_known and not mine}

    def perform(self, form: Any) -> HttpResponse:
        """Accept it, and sign somebody new in."""
        signed_in = self.request.user if self.request.user.is_authenticated else None
        given = {name: form.cleaned_data.get(name, "") for name in ("name", "password")}
        row = self.invitation
        user = accept_invitation(self.kwargs["token"], **given, signed_in=signed_in)  # type: ignore[arg-type]
        if signed_in is None:
            login(self.request, user, backend=BACKEND)
        messages.success(self.request, str(self.success))
        home = ports.stations([row.station_id]).get(row.station_id) if row.station_id else None
        return redirect(home[1] if home else office_root())

    def refuse(self, form: Any, error: DomainError) -> HttpResponse:
        """Say why above the form: there is no other page to fall back to."""
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return self.show(form, status=error.status)
