"""Boxes for several photos, or photos and documents, as every form offers them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

PICTURES = "image/jpeg,image/png,image/webp"


class PhotosInput(forms.ClearableFileInput):
    """A box for several photos; the browser shrinks them before they are sent, a phone offers its camera."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """One or several pictures, `most` at once; what they really are is checked when they are stored."""

    widget = PhotosInput(attrs={"accept": PICTURES, "multiple": True, "data-shrink": True})
    too_many = _("%(most)d photos at most at once.")

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
            raise forms.ValidationError(self.too_many % {"most": self.most})
        return [(file.name, file.read()) for file in kept]


class EvidenceField(PhotosField):
    """Pictures and PDF documents, `most` at once; for what is stored with `store_evidence`."""

    widget = PhotosInput(attrs={"accept": f"{PICTURES},application/pdf", "multiple": True, "data-shrink": True})
    too_many = _("%(most)d files at most at once.")
