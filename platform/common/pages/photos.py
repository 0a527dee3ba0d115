"""A box for several photos, as every form offers it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PhotosInput(forms.ClearableFileInput):
    """A box for several photos; the browser shrinks them before they are sent, a phone offers its camera."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """One or several pictures, `most` at once; what they really are is checked when they are stored."""

    widget = PhotosInput(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True, "data-shrink": True})

    def __init__(self, *, most: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        """Return (name, content) of each file."""
        files = data if isinstance(data, list | tuple) else [data]
        kept = [super(PhotosField, self).clean(one, initial) for one in files] if data else []
        if not kept and self.required:
            raise forms.ValidationError(_("Choose at least one photo."))
        if self.most and len(kept) > self.most:
            raise forms.ValidationError(_("%(most)d photos at most at once.") % {"most": self.most})
        return [(file.name, file.read()) for file in kept]
