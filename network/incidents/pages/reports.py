"""Quality reports and bulletins, for both sides; the rules."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.errors import NotYours
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.incidents import actions
from network.incidents.actions.rules import issue_rules
from network.incidents.choices import IncidentKind, ReportStatus, Severity
from network.incidents.linking import words_of
from network.incidents.models import BulletinReceipt, IncidentPolicy, QualityReport, is_chinese
from network.incidents.pages import forms
from network.incidents.pages.tables import ReceiptFilter, ReceiptTable, ReportFilter, ReportTable
from network.incidents.selectors import policies_for, receipts_for, reports_for

REPORTS, SEND, HANDLE = "qualityreports.view", "qualityreports.send", "qualityreports.handle"
BULLETINS, SIGN = "bulletins.view", "bulletins.sign"
HOME = _("Quality reports")


class ReportList(ListPage):
    """Quality reports."""

    action = REPORTS
    title = HOME
    table_class = ReportTable
    filterset_class = ReportFilter
    empty = _("No report. A station reports a major or batch problem at once, from its own pages.")

    def rows(self) -> Any:
        """Return the reports."""
        return reports_for(self.actor)


class StationReportList(ReportList):
    """The same at a station, with the way to report."""

    create = Button(_("Report a quality problem"), "incidents:send", action=SEND, primary=True, icon="alert-triangle")


class ReportDetail(DetailPage):
    """One report."""

    action = REPORTS
    list_name = "incidents:reports"
    lit = "incidents:reports"

    def record(self) -> Any:
        """Return the report."""
        return reports_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("incidents:reports"))]

    def subtitle_for(self, report: QualityReport) -> Text:
        """Return the station."""
        return str(report.station)

    def facts(self, report: QualityReport) -> Sequence[Fact]:
        """Return what happened and how it goes on."""
        late = _("acknowledged late") if report.is_late else ""
        return [
            Fact(_("reported by"), f"{report.sent_by_name}, {show_moment(report.created_at)}"),
            Fact(_("to be acknowledged by"), show_moment(report.due_at), hint=late),
            Fact(_("acknowledged by"), f"{report.acknowledged_by_name} {show_moment(report.acknowledged_at)}".strip()),
            Fact(_("several vehicles"), _("yes") if report.is_batch else _("no")),
            Fact(_("part number"), report.part_number),
            Fact(_("major event"), report.incident_number),
            Fact(_("vehicles (VIN)"), ", ".join(report.vins), wide=True),
            Fact(_("what happened"), report.description, wide=True),
            *([Fact(_("answer"), report.answer, wide=True)] if report.answer else []),
        ]

    def buttons(self, report: QualityReport) -> Sequence[Button]:
        """Offer head office's next step."""
        key = (report.pk,)
        if not self.actor.is_office:
            return []
        if report.status == ReportStatus.SENT:
            return [
                Button(_("Acknowledge"), "incidents:acknowledge", action=HANDLE, args=key, primary=True, icon="check")
            ]
        if report.status == ReportStatus.ACKNOWLEDGED:
            return [
                Button(_("Answer"), "incidents:answer", action=HANDLE, args=key, icon="message-2"),
                Button(
                    _("Open a major event"),
                    "incidents:from_report",
                    action=HANDLE,
                    args=key,
                    primary=True,
                    icon="urgent",
                ),
            ]
        return []


class Send(FormPage):
    """The station reports at once."""

    action = SEND
    title = _("Report a quality problem")
    form_class = forms.QualityForm
    submit_label = _("Report at once")
    success = _("Head office has it now and acknowledges it within its time limit.")
    narrow = True
    lit = "incidents:reports"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("incidents:reports"))]

    def perform(self, form: Any) -> str:
        """Report it."""
        given = dict(form.cleaned_data)
        vins = words_of(given.pop("vins"))
        return actions.report_quality(vins=vins, acting_user=self.actor, **given).get_absolute_url()


class ReportPage(Page):
    """What steps of one report share."""

    lit = "incidents:reports"

    @cached_property
    def report(self) -> QualityReport:
        """Return the report. Raises NotYours."""
        found: QualityReport = reports_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the report."""
        return [Crumb(HOME, reverse("incidents:reports")), Crumb(self.report.number, self.report.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return its title."""
        return self.report.title


class Acknowledge(ReportPage, ActPage):
    """Head office has it and acts."""

    action = HANDLE
    title = _("Acknowledge")

    def perform(self, reason: str) -> str:
        """Acknowledge it."""
        return actions.acknowledge_report(self.report.pk, acting_user=self.actor).get_absolute_url()


class Answer(ReportPage, FormPage):
    """It becomes no major event."""

    action = HANDLE
    title = _("Answer")
    form_class = forms.AnswerForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Answer it."""
        report = actions.answer_report(self.report.pk, answer=form.cleaned_data["answer"], acting_user=self.actor)
        return report.get_absolute_url()


class FromReport(ReportPage, FormPage):
    """It becomes a major event."""

    action = HANDLE
    title = _("Open a major event")
    form_class = forms.FromReportForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Open it."""
        incident = actions.open_from_report(self.report.pk, acting_user=self.actor, **form.cleaned_data)
        return incident.get_absolute_url()


class BulletinList(ListPage):
    """Copies of bulletins: a station's own, head office's all."""

    action = BULLETINS
    title = _("Bulletins")
    table_class = ReceiptTable
    filterset_class = ReceiptFilter
    empty = _("No bulletin.")

    def rows(self) -> Any:
        """Return the copies."""
        return receipts_for(self.actor)


class BulletinDetail(DetailPage):
    """One copy: the text, and who signed for it."""

    action = BULLETINS
    list_name = "incidents:bulletins"
    lit = "incidents:bulletins"
    status_field = ""

    def record(self) -> Any:
        """Return the copy."""
        return receipts_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Bulletins"), reverse("incidents:bulletins"))]

    def facts(self, receipt: BulletinReceipt) -> Sequence[Fact]:
        """Return edition, text and signature."""
        bulletin = receipt.bulletin
        return [
            Fact(_("station"), receipt.station),
            Fact(_("edition"), bulletin.edition),
            Fact(_("issued by"), f"{bulletin.issued_by_name}, {show_moment(bulletin.created_at)}"),
            Fact(
                _("signed for by"),
                f"{receipt.signed_by_name} {show_moment(receipt.signed_at)}".strip() or _("not signed for"),
            ),
            Fact(_("text"), bulletin.text, wide=True),
        ]

    def buttons(self, receipt: BulletinReceipt) -> Sequence[Button]:
        """Offer the signature to the station."""
        if receipt.signed_at or not self.actor.is_station:
            return []
        return [
            Button(_("Sign for it"), "incidents:sign", action=SIGN, args=(receipt.pk,), primary=True, icon="signature")
        ]


class Sign(ActPage):
    """The station signs for a bulletin."""

    action = SIGN
    title = _("Sign for it")
    success = _("You have signed for the bulletin.")
    lit = "incidents:bulletins"

    @cached_property
    def receipt(self) -> BulletinReceipt:
        """Return the copy. Raises NotYours."""
        found: BulletinReceipt = receipts_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the bulletin."""
        return [Crumb(self.receipt.bulletin.title, self.receipt.get_absolute_url())]

    def perform(self, reason: str) -> str:
        """Sign."""
        return actions.sign_bulletin(self.receipt.pk, acting_user=self.actor).get_absolute_url()


class Rules(DetailPage):
    """The newest edition of the rules: severities with their criteria, and the checklists."""

    action = "incidents.view"
    status_field = ""
    lit = "incidents:incidents"

    def record(self) -> Any:
        """Return the edition."""
        return policies_for(self.actor).get_or_404(self.kwargs["pk"]) if "pk" in self.kwargs else self.newest()

    def newest(self) -> IncidentPolicy:
        """Return the newest edition."""
        rows = policies_for(self.actor).order_by("-edition")
        found: IncidentPolicy | None = rows.first()
        if found is None:
            raise NotYours
        return found

    def title_for(self, rules: IncidentPolicy) -> Text:
        """Return the edition."""
        return f"{_('Rules for major events')} · {rules.edition}"

    def facts(self, rules: IncidentPolicy) -> Sequence[Fact]:
        """Return from when they hold."""
        return [
            Fact(_("in force from"), rules.starts_on),
            Fact(_("quality reports acknowledged within (minutes)"), rules.acknowledge_minutes),
        ]

    def sections(self, rules: IncidentPolicy) -> Sequence[Section]:
        """Return severities and checklists."""
        levels = [
            (label, rules.criteria(code), rules.level(code).get("escalate_minutes")) for code, label in Severity.choices
        ]
        words = "zh" if is_chinese() else "en"
        lists = [
            (IncidentKind(kind).label, [(row[words], row["hours"]) for row in rows])
            for kind, rows in rules.checklists.items()
        ]
        return [
            Section(_("Severities"), "incidents/levels.html", {"levels": levels}),
            Section(_("Checklists"), "incidents/lists.html", {"lists": lists}),
        ]

    def buttons(self, rules: IncidentPolicy) -> Sequence[Button]:
        """Offer the next edition."""
        return [Button(_("Make the next edition"), "incidents:issue_rules", action="incidents.configure", icon="edit")]


class IssueRules(FormPage):
    """The next edition of the rules."""

    action = "incidents.configure"
    title = _("Make the next edition")
    form_class = forms.RulesForm
    lines = forms.CHECKLISTS
    success = _("The new edition is issued. Running events keep theirs.")
    lit = "incidents:incidents"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the rules."""
        return [Crumb(_("Rules for major events"), reverse("incidents:rules"))]

    def form_arguments(self) -> dict[str, Any]:
        """Begin with the newest edition."""
        return {"newest": policies_for(self.actor).order_by("-edition").first()}

    def initial(self) -> dict[str, Any]:
        """Begin with its minutes."""
        newest = self.form_arguments()["newest"]
        return {"acknowledge_minutes": newest.acknowledge_minutes} if newest else {}

    def line_initial(self, name: str) -> Sequence[dict[str, Any]]:
        """Begin with its checklists."""
        newest = self.form_arguments()["newest"]
        return newest.checklists.get(name, ()) if newest else ()

    def perform(self, form: Any) -> str:
        """Issue it."""
        given = form.cleaned_data
        rules = issue_rules(
            starts_on=given["starts_on"],
            acknowledge_minutes=given["acknowledge_minutes"],
            levels=form.levels(),
            checklists={kind: lines.rows() for kind, lines in self.line_forms.items()},
            acting_user=self.actor,
        )
        return reverse("incidents:rules_edition", args=[rules.pk])
