"""Findings: list and record for both sides; raising and checking for auditors; correcting at the station."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from audit.inspections.actions import correct_finding, raise_finding, recheck_finding
from audit.inspections.choices import TO_CORRECT, FindingStatus
from audit.inspections.models import Finding
from audit.inspections.pages.forms import CorrectionForm, FindingForm, RecheckForm
from audit.inspections.pages.tables import FindingFilter, FindingTable
from audit.inspections.pages.visits import InspectionPage
from audit.inspections.selectors import evidence_of, findings_for, items_of, photo_of
from common.files.answers import file_answer
from common.pages import Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text

CONDUCT, CORRECT = "inspections.conduct", "inspections.correct"


class FindingList(ListPage):
    """Findings in sight."""

    action = "inspections.view"
    title = _("Findings")
    table_class = FindingTable
    filterset_class = FindingFilter
    empty = _("No finding. Nothing is waiting for correction.")

    def rows(self) -> QuerySet[Any]:
        """Return the findings."""
        return findings_for(self.actor)


class FindingPage(Page):
    """What pages of one finding share: the record through the gate, and the way back."""

    @cached_property
    def finding(self) -> Finding:
        """Return the finding. Raises NotYours."""
        found: Finding = findings_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the record."""
        return [
            Crumb(_("Findings"), reverse("inspections:findings")),
            Crumb(self.finding.number, self.finding.get_absolute_url()),
        ]

    def subtitle(self) -> Text:
        """Return what was found."""
        return self.finding.description


class FindingDetail(DetailPage):
    """One finding with its correction and its check."""

    action = "inspections.view"
    template_name = "inspections/detail.html"
    list_name = "inspections:findings"

    def record(self) -> Any:
        """Return the finding."""
        return findings_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Findings"), reverse("inspections:findings"))]

    def subtitle_for(self, record: Finding) -> Text:
        """Return the station."""
        return str(record.station or "")

    def facts(self, record: Finding) -> Sequence[Fact]:
        """Return what was found, by when it is to be corrected, and what came of it."""
        late = _("overdue") if record.is_overdue else ""
        facts = [
            Fact(_("what is not in order"), record.description, wide=True),
            Fact(_("severity"), record.get_severity_display()),
            Fact(_("to be corrected by"), record.due_on.isoformat(), hint=late),
            Fact(_("inspection"), record.inspection.number, url=record.inspection.get_absolute_url()),
            Fact(_("checklist item"), f"{record.item.code} {record.item.name}" if record.item else ""),
            Fact(_("found by"), record.raised_by_name),
            Fact(_("attempt"), record.round),
        ]
        if record.escalated_at:
            facts.append(Fact(_("escalated at"), show_moment(record.escalated_at)))
        if record.corrected_at:
            facts.append(Fact(_("corrected by"), f"{record.corrected_by_name}, {show_moment(record.corrected_at)}"))
            facts.append(Fact(_("corrective action"), record.correction, wide=True))
        if record.rechecked_at:
            facts.append(Fact(_("rechecked by"), f"{record.rechecked_by_name}, {show_moment(record.rechecked_at)}"))
            facts.append(Fact(_("result of the check"), record.recheck_comment, wide=True))
        return facts

    def sections(self, record: Finding) -> Sequence[Section]:
        """Return the evidence."""
        photos = evidence_of(record)
        return [
            Section(_("Evidence"), "inspections/evidence.html", {"photos": photos, "record": record}, count=len(photos))
        ]

    def buttons(self, record: Finding) -> Sequence[Button]:
        """Offer the next step to the side whose turn it is."""
        if record.status in TO_CORRECT and self.actor.is_station:
            return [
                Button(
                    _("Report the correction"),
                    "inspections:correct",
                    action=CORRECT,
                    args=(record.pk,),
                    primary=True,
                    icon="tool",
                )
            ]
        if record.status == FindingStatus.CORRECTED and self.actor.is_office:
            return [
                Button(
                    _("Check the correction"),
                    "inspections:recheck",
                    action=CONDUCT,
                    args=(record.pk,),
                    primary=True,
                    icon="eye-check",
                )
            ]
        return []


class Evidence(FindingPage):
    """One photo of a correction."""

    action = "inspections.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return file_answer(photo_of(self.finding, self.kwargs["file"]))


class RaiseFinding(InspectionPage, FormPage):
    """Write down what is not in order."""

    action = CONDUCT
    title = _("Add a finding")
    form_class = FindingForm
    submit_label = _("Add the finding")
    success = _("The finding is noted.")

    def form_arguments(self) -> dict[str, Any]:
        """Give the items."""
        return {"items": items_of(self.inspection.template_id)}

    def perform(self, form: Any) -> str:
        """Raise it and go back to the visit."""
        raise_finding(self.inspection.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class Correct(FindingPage, FormPage):
    """Report the corrective action with photos."""

    action = CORRECT
    title = _("Report the correction")
    form_class = CorrectionForm
    submit_label = _("Send to head office")
    success = _("The correction is reported. Head office checks it.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Report it."""
        given = form.cleaned_data
        finding = correct_finding(
            self.finding.pk, correction=given["correction"], evidence=given["evidence"], acting_user=self.actor
        )
        return finding.get_absolute_url()


class Recheck(FindingPage, FormPage):
    """Check a correction."""

    action = CONDUCT
    title = _("Check the correction")
    form_class = RecheckForm
    submit_label = _("Save the result")
    success = _("The result is noted.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Note the result."""
        return recheck_finding(self.finding.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()
