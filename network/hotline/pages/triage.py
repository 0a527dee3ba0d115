"""The scripts of the triage: list, one version beside the one in force, draft, edit, publish; and the script as the form needs it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from billing.policy.choices import PolicyStatus
from common.pages import (
    ActPage,
    Button,
    ChoiceColumn,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.tables import show_moment
from common.text import Text
from network.hotline.choices import Symptom
from network.hotline.filters import ScriptFilter
from network.hotline.triage.actions import amend_script, draft_script, publish_script, withdraw_script
from network.hotline.triage.comparing import differences, lines_of
from network.hotline.triage.models import TriageScript
from network.hotline.triage.script import Script, problems, read
from network.hotline.triage.selectors import in_force, scripts_for
from network.hotline.triage.typing import AnswerForm, QuestionForm, as_answers, as_questions, put_together


class ScriptTable(RecordTable):
    """The versions."""

    symptom = ChoiceColumn(linkify=True, attrs={"td": {"class": "cell-number"}})
    number = NumberColumn()
    status = StatusColumn()
    published_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = TriageScript
        fields = ("symptom", "number", "status", "summary", "drafted_by_name", "published_by_name", "published_at")


class ScriptList(ListPage):
    """All versions."""

    action = "triage.view"
    title = _("Triage scripts")
    table_class = ScriptTable
    filterset_class = ScriptFilter
    create = Button(_("Draft a version"), "hotline:script_draft", action="triage.draft", primary=True, icon="plus")
    empty = _("No script yet. Without one the call form works as before.")

    def rows(self) -> Any:
        """Return them through the gate."""
        return scripts_for(self.actor)


class OfScript(Page):
    """The base of what belongs to one version."""

    lit = "hotline:scripts"

    def record(self) -> TriageScript:
        """Return the version through the gate."""
        found: TriageScript = scripts_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Triage scripts"), reverse("hotline:scripts"))]


class ScriptDetail(OfScript, DetailPage):  # type: ignore[misc]
    """One version: its questions, what keeps it from being published, and what it changes."""

    action = "triage.view"

    def facts(self, version: TriageScript) -> Sequence[Fact]:
        """Return people and moments."""
        live = in_force(version.symptom)
        return [
            Fact(_("Symptom"), version.get_symptom_display(), hint=_("in force now") if live == version else ""),
            Fact(_("Drafted by"), version.drafted_by_name),
            Fact(_("Published by"), version.published_by_name, hint=show_moment(version.published_at)),
            Fact(_("What changes"), version.summary, wide=True),
        ]

    def sections(self, version: TriageScript) -> Sequence[Section]:
        """Return questions, gaps, and the difference to what is in force."""
        script, live = read(version.steps), in_force(version.symptom)
        found = [Section(_("Questions and answers"), "hotline/script.html", {"lines": lines_of(script)})]
        if version.status == PolicyStatus.DRAFT:
            wrong = list(problems(script))
            changes = differences(read(live.steps) if live else (), script)
            context = {"problems": wrong, "changes": changes, "live": live}
            found.insert(0, Section(_("Before it is published"), "hotline/script_draft.html", context))
        return found

    def buttons(self, version: TriageScript) -> Sequence[Button]:
        """Return what may be done now."""
        args, moves = (version.pk,), version.possible_moves()
        if PolicyStatus.PUBLISHED not in moves:
            again = f"{reverse('hotline:script_draft')}?symptom={version.symptom}"
            return [Button(_("Draft the next version"), again, "triage.draft", icon="plus")]
        return [
            Button(_("Edit"), "hotline:script_edit", "triage.draft", args, icon="pencil"),
            Button(_("Withdraw"), "hotline:script_withdraw", "triage.draft", args, danger=True),
            Button(_("Publish"), "hotline:script_publish", "triage.publish", args, primary=True, icon="check"),
        ]


class SummaryForm(forms.Form):
    """What changes."""

    summary = forms.CharField(label=_("What changes"), required=False, max_length=300)


class DraftForm(SummaryForm):
    """For which symptom, and what changes."""

    symptom = forms.ChoiceField(label=_("Symptom"), choices=Symptom.choices)
    field_order = ("symptom", "summary")


class WriteScript(FormPage):
    """The base of drafting and editing: a row for each question, a row for each answer."""

    action = "triage.draft"
    submit_label = _("Save the draft")
    success = _("The draft is saved.")
    lit = "hotline:scripts"
    explain = _(
        "Safety comes first. An answer leads to the question whose code it names; without one the script ends. "
        "Parts are separated by commas, in the same order in both languages."
    )
    lines: ClassVar[Mapping[str, tuple[Text, type[forms.BaseFormSet]]]] = {
        "questions": (_("Questions"), forms.formset_factory(QuestionForm, extra=0, can_delete=True, max_num=20)),
        "answers": (_("Answers"), forms.formset_factory(AnswerForm, extra=0, can_delete=True, max_num=90)),
    }

    def begun_from(self) -> Script:
        """Return the script that the form shows at first."""
        raise NotImplementedError

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Triage scripts"), reverse("hotline:scripts"))]

    def line_initial(self, name: str) -> Sequence[dict[str, Any]]:
        """Return the rows as they are typed."""
        return as_questions(self.begun_from()) if name == "questions" else as_answers(self.begun_from())

    def typed(self) -> Script:
        """Return the script as it was typed."""
        rows = {
            name: [one.cleaned_data for one in forms_.forms if one.cleaned_data and not one.cleaned_data.get("DELETE")]
            for name, forms_ in self.line_forms.items()
        }
        return put_together(rows["questions"], rows["answers"])


class DraftScript(WriteScript):
    """Begins the next version, from the one in force."""

    title = _("Draft a triage script")
    form_class = DraftForm

    def begun_from(self) -> Script:
        """Return what is in force for the symptom of the address."""
        live = in_force(self.request.GET.get("symptom", "")) if not self.request.POST else None
        return read(live.steps) if live else ()

    def perform(self, form: Any) -> str:
        """Draft it."""
        typed = form.cleaned_data
        made = draft_script(typed["symptom"], self.typed(), summary=typed["summary"], acting_user=self.actor)
        return made.get_absolute_url()


class EditScript(WriteScript):
    """Changes a draft."""

    title = _("Edit a triage script")
    form_class = SummaryForm

    def record(self) -> TriageScript:
        """Return the draft through the gate."""
        found: TriageScript = scripts_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def begun_from(self) -> Script:
        """Return the draft."""
        return read(self.object.steps)

    def perform(self, form: Any) -> str:
        """Save it."""
        summary = form.cleaned_data["summary"]
        return amend_script(self.object.pk, self.typed(), summary=summary, acting_user=self.actor).get_absolute_url()


class PublishScript(ActPage):
    """Puts a draft in force; a second person does."""

    action = "triage.publish"
    title = _("Publish the script")
    success = _("The script is in force for calls from now on.")
    lit = "hotline:scripts"

    def perform(self, reason: Any) -> str:
        """Publish it."""
        return publish_script(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class WithdrawScript(ActPage):
    """Puts a draft away."""

    action = "triage.draft"
    title = _("Withdraw the draft")
    lit = "hotline:scripts"

    def perform(self, reason: Any) -> str:
        """Withdraw it."""
        return withdraw_script(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class ScriptInForce(Page):
    """The script of a symptom for the call form, in the agent's language with the caller's beside it."""

    action = "hotline.answer"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer it, or null when there is none."""
        live = in_force(request.GET.get("symptom", "")[:20])
        language = "en" if (get_language() or "").startswith("en") else "zh"
        script = {"id": str(live.pk), "language": language, "steps": live.steps} if live else None
        return JsonResponse({"script": script})
