"""Forms of stations' papers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.support.choices import PaperKind
from network.support.pages.fields import FilesField, long_text
from network.support.paper_selectors import SECTIONS

SECTION_CHOICES = [(role.value, role.label) for role in SECTIONS]


class ResendForm(forms.Form):
    """What is written."""

    title = forms.CharField(label=_("title"), max_length=160)
    text = long_text(_("text"), rows=8)
    files = FilesField()  # type: ignore[assignment]  # the form's own `files` is an attribute of the instance


class WriteForm(ResendForm):
    """What is written, of which kind, to whom."""

    kind = forms.ChoiceField(label=_("kind"), choices=PaperKind.choices)
    section = forms.ChoiceField(label=_("section"), choices=SECTION_CHOICES)
    field_order = ("kind", "section", "title", "text", "files")


class PassForm(forms.Form):
    """To which section it goes."""

    section = forms.ChoiceField(label=_("section"), choices=SECTION_CHOICES)
    note = long_text(_("note of the regional office"), rows=3, required=False)


class AnswerForm(forms.Form):
    """What the section answers."""

    answer = long_text(_("answer"), rows=8)
    files = FilesField()  # type: ignore[assignment]  # as above
