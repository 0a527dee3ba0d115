"""Forms of documents and copies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.support.actions import DocumentText
from network.support.choices import WRITTEN
from network.support.pages.fields import AudienceForm, FilesField, day_field, long_text

TEXT = (
    "kind", "title_zh", "title_en", "body_zh", "body_en", "changes", "sign_days", "execute_days", "evidence",
)  # fmt: skip


class DocumentForm(AudienceForm):
    """An edition of a document."""

    kind = forms.ChoiceField(label=_("kind"), choices=WRITTEN)
    title_zh = forms.CharField(label=_("title (Chinese)"), max_length=160)
    title_en = forms.CharField(label=_("title (English)"), max_length=160, required=False)
    body_zh = long_text(_("text (Chinese)"), rows=10)
    body_en = long_text(_("text (English)"), rows=6, required=False)
    changes = long_text(_("what is new in this edition"), rows=2, required=False)
    sign_days = forms.IntegerField(
        label=_("to be signed for within (working days)"), min_value=1, max_value=250, initial=3
    )
    execute_days = forms.IntegerField(
        label=_("to be carried out within (working days)"),
        min_value=0,
        max_value=250,
        initial=0,
        help_text=_("0: it is only signed for."),
    )
    evidence = forms.CharField(label=_("evidence that is asked for"), max_length=300, required=False)
    files = FilesField()  # type: ignore[assignment]  # the form's own `files` is an attribute of the instance
    field_order = (*TEXT, "files", "posts", "regions", "levels", "brands", "stations")

    def text(self) -> DocumentText:
        """Return what was typed."""
        return DocumentText(**{name: self.cleaned_data[name] for name in TEXT})


class ReportForm(forms.Form):
    """How it was carried out."""

    report = long_text(_("how it was carried out"))
    files = FilesField()  # type: ignore[assignment]  # the form's own `files` is an attribute of the instance


class RemarkForm(forms.Form):
    """What head office says to evidence that it accepts."""

    remark = long_text(_("remark of head office"), rows=2, required=False)


class ReturnForm(forms.Form):
    """Why the evidence is not enough, and until when there has to be other."""

    remark = long_text(_("what is missing"))
    due_on = day_field(_("to be carried out by"))


def text_of_document(row: Any) -> dict[str, Any]:
    """Return what the form shows at first for an edition."""
    return {name: getattr(row, name) for name in TEXT}
