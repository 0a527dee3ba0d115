"""Inspections: list, record, photos and report, and the inspector's steps."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.inspections.actions import (
    add_photo,
    begin_visit,
    cancel_inspection,
    close_inspection,
    finish_inspection,
    plan_inspection,
    score_items,
)
from audit.inspections.choices import InspectionStatus, Purpose
from audit.inspections.models import Inspection
from audit.inspections.pages.forms import FinishForm, PhotoForm, PlanForm, ScoreForm
from audit.inspections.pages.tables import InspectionFilter, InspectionTable
from audit.inspections.paper import report_pdf
from audit.inspections.selectors import (
    findings_of,
    inspections_for,
    items_of,
    open_items,
    photo_of,
    photos_of,
    risky_stations,
    scores_of,
)
from audit.inspections.showing import checklist_of
from common.clock import today
from common.errors import WrongState
from common.files.answers import bytes_answer, file_answer
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from tenants.registry.selectors import stations_for

CONDUCT = "inspections.conduct"


class InspectionList(ListPage):
    """Inspections in sight."""

    action = "inspections.view"
    title = _("Inspections")
    table_class = InspectionTable
    filterset_class = InspectionFilter
    create = Button(_("Plan an audit"), "inspections:plan", action=CONDUCT, primary=True, icon="calendar-plus")
    empty = _("No inspection yet.")

    def rows(self) -> QuerySet[Any]:
        """Return the inspections."""
        return inspections_for(self.actor)


class InspectionPage(Page):
    """What pages of one inspection share: the record through the gate, and the way back."""

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection. Raises NotYours."""
        found: Inspection = inspections_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the record."""
        return [
            Crumb(_("Inspections"), reverse("inspections:inspections")),
            Crumb(self.inspection.number, self.inspection.get_absolute_url()),
        ]

    def subtitle(self) -> Text:
        """Return who is inspected."""
        return self.inspection.subject_label

    def back(self) -> str:
        """Return the record's address."""
        return self.inspection.get_absolute_url()


class InspectionDetail(DetailPage):
    """One visit: result, checklist, findings, photos."""

    action = "inspections.view"
    template_name = "inspections/detail.html"
    list_name = "inspections:inspections"

    def record(self) -> Any:
        """Return the inspection."""
        return inspections_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Inspections"), reverse("inspections:inspections"))]

    def subtitle_for(self, record: Inspection) -> Text:
        """Return who is inspected."""
        return record.subject_label

    def facts(self, record: Inspection) -> Sequence[Fact]:
        """Return the result first."""
        template = f"{record.template.name} · {record.template.edition}"
        return [
            Fact(_("score"), f"{record.score_text} / 100", hint=_result(record)),
            Fact(_("purpose"), record.get_purpose_display()),
            Fact(_("checklist"), template, url=record.template.get_absolute_url()),
            Fact(_("inspector"), record.inspector_name),
            Fact(_("planned for"), record.planned_for.isoformat()),
            Fact(_("on site since"), show_moment(record.started_at)),
            Fact(_("reported at"), show_moment(record.reported_at)),
            Fact(_("summary"), record.summary, wide=True),
        ]

    def sections(self, record: Inspection) -> Sequence[Section]:
        """Return findings and checklist."""
        findings, photos = findings_of(record), photos_of(record)
        sections = [
            Section(
                _("Checklist"), "inspections/checklist.html", {"groups": checklist_of(record, photos), "record": record}
            )
        ]
        if record.purpose == Purpose.AUDIT and record.status != InspectionStatus.PLANNED:
            raise_button = Button(
                _("Add a finding"), "inspections:raise_finding", action=CONDUCT, args=(record.pk,), icon="plus"
            )
            open_to_more = record.status in (InspectionStatus.VISITING, InspectionStatus.REPORTED)
            buttons = [raise_button] if open_to_more and self.actor.may(CONDUCT) else []
            listed = Section(
                _("Findings"), "inspections/findings.html", {"findings": findings}, buttons=buttons, count=len(findings)
            )
            sections.insert(0, listed)
        return sections

    def buttons(self, record: Inspection) -> Sequence[Button]:
        """Offer what the visit's state allows to whoever conducts it."""
        action, key = Purpose(record.purpose).action, (record.pk,)
        offered = {
            InspectionStatus.PLANNED: [
                Button(_("Cancel the visit"), "inspections:cancel", action=action, args=key, danger=True),
                Button(
                    _("Begin the visit"),
                    "inspections:begin",
                    action=action,
                    args=key,
                    post=True,
                    primary=True,
                    icon="map-pin",
                ),
            ],
            InspectionStatus.VISITING: [
                Button(_("Add photos"), "inspections:add_photos", action=action, args=key, icon="camera"),
                Button(
                    _("Score the checklist"),
                    "inspections:score",
                    action=action,
                    args=key,
                    primary=True,
                    icon="checklist",
                ),
                Button(_("Send the report"), "inspections:finish", action=action, args=key, icon="flag"),
            ],
            InspectionStatus.REPORTED: [
                Button(
                    _("Close the inspection"),
                    "inspections:close",
                    action=action,
                    args=key,
                    post=True,
                    icon="circle-check",
                ),
            ],
        }
        paper = [Button(_("Report (PDF)"), "inspections:report", args=key, icon="file-type-pdf")]
        return [*(paper if record.reported_at else []), *offered.get(InspectionStatus(record.status), [])]


def _result(record: Inspection) -> Text:
    if record.has_passed is None:
        return ""
    return pgettext_lazy("inspection", "passed") if record.has_passed else _("not passed")


class Report(InspectionPage):
    """The report as PDF."""

    action = "inspections.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render and show it. Raises WrongState before the visit is reported."""
        if self.inspection.reported_at is None:
            raise WrongState(_("The visit is not reported yet."))
        return bytes_answer(report_pdf(self.inspection), f"{self.inspection.number}.pdf", "application/pdf")


class Photo(InspectionPage):
    """One photo of a visit."""

    action = "inspections.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return file_answer(photo_of(self.inspection, self.kwargs["file"]))


class Plan(FormPage):
    """Plan the audit of a station."""

    action = CONDUCT
    title = _("Plan an audit")
    form_class = PlanForm
    submit_label = _("Plan an audit")
    success = _("The audit is planned. The station does not see it before the report.")
    narrow = True
    template_name = "inspections/plan.html"

    def context(self) -> dict[str, Any]:
        """Show the stations that stand out, to choose one."""
        return {"risky": list(risky_stations(self.actor)[:8])}

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Inspections"), reverse("inspections:inspections"))]

    def form_arguments(self) -> dict[str, Any]:
        """Offer the stations in sight."""
        return {"stations": stations_for(self.actor)}

    def initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"planned_for": today()} | super().initial()

    def perform(self, form: Any) -> str:
        """Plan it."""
        given = form.cleaned_data
        inspection = plan_inspection(given["station"].pk, planned_for=given["planned_for"], acting_user=self.actor)
        return inspection.get_absolute_url()


class ConductPage(InspectionPage):
    """A step of whoever conducts visits of the inspection's purpose."""

    action = "inspections.view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse everybody else before the form is shown."""
        if request.user.is_authenticated and self.actor.roles and self.actor.may(self.action):
            self.actor.require(Purpose(self.inspection.purpose).action)
        return super().dispatch(request, *args, **kwargs)


class Begin(ConductPage, ActPage):
    """Arrive on site."""

    title = _("Begin the visit")
    success = _("The visit has begun. Score the checklist.")

    def perform(self, reason: str) -> str:
        """Arrive, and go on to the checklist."""
        begin_visit(self.inspection.pk, acting_user=self.actor)
        return reverse("inspections:score", args=[self.inspection.pk])


class Score(ConductPage, FormPage):
    """The checklist on a phone: points and notes; what is left empty comes later."""

    title = _("Score the checklist")
    template_name = "inspections/score.html"
    form_class = ScoreForm
    explain = _(
        "Leave open what you have not seen yet; you can come back. A critical item below half of its score fails the visit."
    )

    def form_arguments(self) -> dict[str, Any]:
        """Give the items and what was scored."""
        return {"items": open_items(self.inspection), "scores": scores_of(self.inspection)}

    def initial(self) -> dict[str, Any]:
        """The form's fields know what was scored."""
        return {}

    def perform(self, form: Any) -> str:
        """Keep the points."""
        score_items(self.inspection.pk, form.scores(), notes=form.notes(), acting_user=self.actor)
        return self.back()


class AddPhotos(ConductPage, FormPage):
    """Photos of one item."""

    title = _("Add photos")
    form_class = PhotoForm
    narrow = True

    def form_arguments(self) -> dict[str, Any]:
        """Give the items."""
        return {"items": items_of(self.inspection.template_id)}

    def perform(self, form: Any) -> str:
        """Keep each photo."""
        for name, content in form.cleaned_data["photos"]:
            add_photo(
                self.inspection.pk, content, item_code=form.cleaned_data["item"], name=name, acting_user=self.actor
            )
        return self.back()


class Finish(ConductPage, FormPage):
    """Report the visit."""

    title = _("Report the visit")
    form_class = FinishForm
    submit_label = _("Send the report")
    success = _("The visit is reported.")
    explain = _("Score and findings become final and go to the station.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Report it."""
        finish_inspection(self.inspection.pk, summary=form.cleaned_data["summary"], acting_user=self.actor)
        return self.back()


class Close(ConductPage, ActPage):
    """Close a reported visit."""

    title = _("Close the inspection")
    success = _("The inspection is closed.")

    def perform(self, reason: str) -> str:
        """Close it."""
        close_inspection(self.inspection.pk, acting_user=self.actor)
        return self.back()


class Cancel(ConductPage, ActPage):
    """Call a planned visit off."""

    title = _("Cancel the visit")
    reason = "required"
    danger = True

    def perform(self, reason: str) -> str:
        """Call it off."""
        cancel_inspection(self.inspection.pk, reason=reason, acting_user=self.actor)
        return self.back()
