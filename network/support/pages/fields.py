"""Boxes that several forms of this room have: files, audience, long texts."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import STATION_ROLES, Role
from common.clock import now
from common.pages.moments import DayField
from common.pages.photos import PhotosInput
from common.text import Text
from network.support.addressed import Addressed
from network.support.audience import Audience, levels_and_brands
from network.support.files import ENDINGS, MOST, Upload
from tenants.registry.choices import Region

ACCEPT = ",".join(["image/jpeg", "image/png", "image/webp", *ENDINGS])
POSTS = [(role.value, role.label) for role in Role if role in STATION_ROLES]
AUDIENCE = ("posts", "regions", "levels", "brands", "stations")


class FilesField(forms.FileField):
    """One or several files; what they really are is checked when they are stored. Photos are shrunk in the browser."""

    widget = PhotosInput(attrs={"accept": ACCEPT, "multiple": True, "data-shrink": True})

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("files"))
        options.setdefault("required", False)
        options.setdefault("help_text", _("Photos, PDF, DOCX, XLSX or PPTX, at most 15 MB each."))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        """Return (name, content) of each file."""
        files = data if isinstance(data, list | tuple) else [data]
        kept = [super(FilesField, self).clean(one, initial) for one in files] if data else []
        if not kept and self.required:
            raise forms.ValidationError(_("Choose at least one file."))
        if len(kept) > MOST:
            raise forms.ValidationError(_("At most %(most)d files.") % {"most": MOST})
        return [(file.name, file.read()) for file in kept]


def long_text(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    """Return a box for a text."""
    widget = forms.Textarea(attrs={"rows": rows, "wide": True})
    return forms.CharField(label=label, max_length=20_000, required=required, widget=widget, help_text=help_text)


def several(label: Any, choices: Any = (), *, required: bool = False, help_text: Any = "") -> forms.MultipleChoiceField:
    """Return check boxes."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, help_text=help_text, widget=forms.CheckboxSelectMultiple
    )


def day_field(label: Any, **extra: Any) -> forms.DateField:
    """Return a date box."""
    return DayField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **extra)


class AudienceForm(forms.Form):
    """To whom it is addressed."""

    posts = several(_("for posts"), POSTS, required=True)
    regions = several(_("for offices"), Region.choices, help_text=_("None: all offices."))
    levels = several(_("for levels"), help_text=_("None: all levels."))
    brands = several(_("for brands"), help_text=_("None: all brands."))
    stations = forms.CharField(
        label=_("for stations"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "wide": True}),
        help_text=_("Codes, in addition to what is chosen above; with nothing chosen above, these stations alone."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels, brands = levels_and_brands()
        fields: dict[str, Any] = self.fields
        fields["levels"].choices = [(one, one) for one in levels]
        fields["brands"].choices = [(one, one) for one in brands]

    def audience(self) -> Audience:
        """Return what was chosen."""
        given = self.cleaned_data
        codes = [one for one in re.split(r"[\s,，、;；]+", given["stations"]) if one]
        return Audience(**{name: given[name] for name in AUDIENCE[:-1]}, stations=codes)


def audience_of(row: Addressed) -> dict[str, Any]:
    """Return what an audience form shows at first for a record."""
    return {name: getattr(row, name) for name in AUDIENCE[:-1]} | {"stations": ", ".join(row.stations)}


def overdue_since(limit: datetime | None, done_at: datetime | None, *, is_open: bool) -> Text:
    """Say that a step was done after its limit, or that it is still to be done and the limit has passed."""
    at = done_at or (now() if is_open else None)
    return _("overdue") if limit is not None and at is not None and at > limit else ""
