"""One's own API keys: made, shown once, switched off."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actions import create_key, revoke_key
from accounts.actions.keys import own_scopes
from accounts.models import ApiKey
from accounts.selectors import keys_for
from common.pages import ActPage, Button, Column, Crumb, FormPage, ListPage, MomentColumn, NumberColumn, RecordTable
from common.records import RecordQuerySet


class ApiKeyTable(RecordTable):
    """One's keys."""

    label = NumberColumn(
        linkify=lambda record: reverse("accounts:revoke_key", args=[record.pk]) if not record.revoked_at else None
    )
    hint = Column(verbose_name=_("Ends with"))
    created_at = MomentColumn(verbose_name=_("Made on"))
    last_used_at = MomentColumn(verbose_name=_("Last used"))
    revoked_at = MomentColumn(verbose_name=_("Switched off"))

    class Meta(RecordTable.Meta):
        model = ApiKey
        fields = ("label", "hint", "created_at", "last_used_at", "revoked_at")
        order_by = ("-created_at",)


class Keys(ListPage):
    """The person's keys for the place where they stand."""

    action = "accounts.view_keys"
    title = _("API keys")
    table_class = ApiKeyTable
    create = Button(_("Make a key"), "accounts:create_key", action="accounts.view_keys", primary=True, icon="plus")
    empty = _("You have no key here. A key lets a program of yours act as you, at this place alone.")

    def rows(self) -> RecordQuerySet:
        """Return one's own keys."""
        return keys_for(self.actor)


class KeyForm(forms.Form):
    """What the key is for, and what it may do."""

    label = forms.CharField(label=_("What is it for?"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing marked: everything that you may do here."),
    )

    def __init__(self, *args: Any, offered: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(one, one) for one in offered]  # type: ignore[attr-defined]


class CreateKey(FormPage):
    """Make a key; the next page shows it once."""

    action = "accounts.view_keys"
    title = _("Make an API key")
    form_class = KeyForm
    submit_label = _("Make the key")
    narrow = True
    lit = "accounts:keys"

    def form_arguments(self) -> dict[str, Any]:
        """Offer what the person may do."""
        return {"offered": own_scopes(self.actor)}

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("API keys"), reverse("accounts:keys"))]

    def perform(self, form: Any) -> HttpResponse:
        """Make it and show it."""
        row, text = create_key(**form.cleaned_data, acting_user=self.actor)
        answer = self.render("accounts/key_made.html", key=row, text=text)
        answer["Cache-Control"] = "no-store"
        return answer


class RevokeKey(ActPage):
    """Switch a key off."""

    action = "accounts.view_keys"
    title = _("Switch the key off")
    explain = _("Programs that use it are refused from now on. This can't be taken back.")
    danger = True
    lit = "accounts:keys"

    def record(self) -> ApiKey:
        """Return the key, if it is one's own."""
        row: ApiKey = keys_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def subtitle(self) -> str:
        """Say which."""
        return f"{self.object.label} (…{self.object.hint})"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("API keys"), reverse("accounts:keys"))]

    def perform(self, reason: Any) -> str:
        """Switch it off."""
        revoke_key(self.object.pk, acting_user=self.actor)
        return reverse("accounts:keys")
