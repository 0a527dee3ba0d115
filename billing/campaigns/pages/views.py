"""Pages of campaigns: the list, one campaign with its progress, its vehicles, and the steps of head office."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.campaigns.actions import (
    amend_campaign,
    close_campaign,
    draft_campaign,
    list_vehicles,
    open_campaign,
    withdraw_campaign,
)
from billing.campaigns.choices import CampaignStatus
from billing.campaigns.files import text_of
from billing.campaigns.filters import CampaignFilter, VehicleFilter
from billing.campaigns.forms import CampaignForm, VinsForm, WorkForms, rows_of, work_of
from billing.campaigns.models import Campaign
from billing.campaigns.pages.tables import CampaignTable, StationVehicleTable, VehicleTable
from billing.campaigns.selectors import campaigns_for, counted, progress_by, vehicles_for
from billing.campaigns.vins import Checked, check_list
from common.errors import DomainError
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Section
from common.pages.parts import address
from common.text import Text
from tenants.registry.choices import Region


def back(campaign: Campaign | None = None) -> list[Crumb]:
    """Return the way back to the list, or to a campaign."""
    found = [Crumb(_("Campaigns and recalls"), address("campaigns:list"))]
    return [*found, Crumb(campaign.number, campaign.get_absolute_url())] if campaign else found


class CampaignList(ListPage):
    """All campaigns in the person's sight."""

    action = "campaigns.view"
    title = _("Campaigns and recalls")
    table_class = CampaignTable
    filterset_class = CampaignFilter
    empty = _("No campaign yet.")

    def rows(self) -> QuerySet[Any]:
        """Return them with their progress."""
        return counted(campaigns_for(self.actor))

    def page_buttons(self) -> list[Button]:
        """Begin a campaign."""
        return [Button(_("New campaign"), "campaigns:draft", "campaigns.manage", primary=True, icon="plus")]


class OfCampaign:
    """A page about one campaign."""

    actor: Any
    kwargs: Any
    lit = "campaigns:list"

    @cached_property
    def campaign(self) -> Campaign:
        """Return the campaign through the gate."""
        campaign: Campaign = counted(campaigns_for(self.actor)).get_or_404(self.kwargs["pk"])
        return campaign

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back(self.campaign)


class CampaignDetail(DetailPage):
    """One campaign: what is to be done, and how far it has come."""

    action = "campaigns.view"
    list_name = "campaigns:list"

    def record(self) -> Any:
        """Return the campaign through the gate."""
        return counted(campaigns_for(self.actor)).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()

    def title_for(self, record: Any) -> Text:
        """Return the number."""
        return str(record.number)

    def subtitle_for(self, record: Any) -> Text:
        """Return the title."""
        return str(record.title)

    def facts(self, record: Any) -> list[Fact]:
        """Return kind, days, people and the progress in one line."""
        percent = round(100 * record.done / record.listed) if record.listed else 0
        done = gettext("%(done)s of %(listed)s vehicles (%(percent)d per cent)")
        told = {"done": f"{record.done:,}", "listed": f"{record.listed:,}", "percent": percent}
        return [
            Fact(_("Kind"), record.get_kind_display()),
            Fact(_("From"), record.begins_on),
            Fact(_("Until"), record.last_day),
            Fact(_("Done"), done % told, url=address("campaigns:vehicles", [record.pk])),
            Fact(_("Drafted by"), record.drafted_by_name),
            Fact(_("Opened by"), record.opened_by_name),
            Fact(_("What is to be done"), record.instructions, wide=True),
        ]

    def sections(self, record: Any) -> list[Section]:
        """Return the work, and for head office the progress by region and station."""
        found = [Section(_("Fixed work"), "campaigns/work.html", {"work": list(record.work.all())})]
        if self.actor.is_office:
            names = dict(Region.choices)
            regions = [(names.get(row.name, row.name), row) for row in progress_by(record, "region")]
            stations = [(row.name, row) for row in progress_by(record, "station_code")]
            found.append(Section(_("By regional office"), "campaigns/progress.html", {"rows": regions}))
            found.append(Section(_("By station"), "campaigns/progress.html", {"rows": stations}))
        return found

    def buttons(self, record: Any) -> list[Button]:
        """Return what the transition table leaves to do."""
        args, moves = (record.pk,), record.possible_moves()
        found = [Button(_("Vehicles"), "campaigns:vehicles", "campaigns.view", args, icon="list")]
        if CampaignStatus.WITHDRAWN in moves:
            found.append(Button(_("Edit"), "campaigns:edit", "campaigns.manage", args, icon="pencil"))
            found.append(Button(_("Withdraw"), "campaigns:withdraw", "campaigns.manage", args, danger=True))
        if moves:
            found.append(Button(_("List vehicles"), "campaigns:list_vehicles", "campaigns.manage", args, icon="upload"))
        if CampaignStatus.OPEN in moves:
            found.append(Button(_("Open it"), "campaigns:open", "campaigns.open", args, primary=True, icon="check"))
        if CampaignStatus.CLOSED in moves:
            found.append(Button(_("Close it"), "campaigns:close", "campaigns.open", args, icon="lock"))
        return found


class Vehicles(OfCampaign, ListPage):  # type: ignore[misc]
    """The vehicles of a campaign."""

    action = "campaigns.view"
    title = _("Vehicles")
    filterset_class = VehicleFilter
    empty = _("No vehicle fits.")

    @property
    def table_class(self) -> Any:  # type: ignore[override]
        """Head office sees where the work was done."""
        return VehicleTable if self.actor.is_office else StationVehicleTable

    def rows(self) -> QuerySet[Any]:
        """Return the vehicles of this campaign."""
        return vehicles_for(self.actor).filter(campaign=self.campaign)


class DraftCampaign(FormPage):
    """Begin a campaign."""

    action = "campaigns.manage"
    title = _("New campaign")
    form_class = CampaignForm
    lines: ClassVar[dict[str, Any]] = {"work": (_("Fixed work: nothing else is paid"), WorkForms)}
    lit = "campaigns:list"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()

    def perform(self, form: Any) -> str:
        """Begin it and go on to its vehicles."""
        campaign = draft_campaign(**form.cleaned_data, work=work_of(self.line_forms["work"]), acting_user=self.actor)
        return address("campaigns:list_vehicles", [campaign.pk])


class EditCampaign(OfCampaign, FormPage):  # type: ignore[misc]
    """Change a draft."""

    action = "campaigns.manage"
    title = _("Edit the campaign")
    form_class = CampaignForm
    lines: ClassVar[dict[str, Any]] = DraftCampaign.lines

    def record(self) -> Campaign:
        """Compare the version: a stale form is refused."""
        return self.campaign

    def line_initial(self, name: str) -> list[dict[str, Any]]:
        """Show the work."""
        return rows_of(self.campaign)

    def make_form(self, *, bound: bool) -> Any:
        """The number stays."""
        form = super().make_form(bound=bound)
        form.fields["number"].disabled = True
        return form

    def perform(self, form: Any) -> str:
        """Save it."""
        work = work_of(self.line_forms["work"])
        return amend_campaign(
            self.campaign.pk, work=work, acting_user=self.actor, **form.cleaned_data
        ).get_absolute_url()


class ListVehicles(OfCampaign, FormPage):  # type: ignore[misc]
    """Call vehicles in: a file is looked through first, its bad lines named; what stands in the box is added."""

    action = "campaigns.manage"
    title = _("List vehicles")
    form_class = VinsForm
    template_name = "campaigns/vins.html"
    submit_label = _("Add these vehicles")
    success = _("The vehicles are listed.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add; or with a file, fill the box from it and say what is wrong."""
        upload = request.FILES.get("file")
        if upload is None:
            return super().post(request, *args, **kwargs)
        self.line_forms = {}
        try:
            text = text_of(str(upload.name), upload.read())
        except DomainError as error:
            return self.refuse(self.make_form(bound=True), error)
        checked = check_list(self.campaign, text)
        messages.info(self.request, gettext("The file was looked through; nothing is saved yet."))
        return self.show(VinsForm(initial={"vins": text}), checked=checked)

    def refuse(self, form: Any, error: DomainError) -> HttpResponse:
        """Show what is wrong with each line."""
        if error.details.get("bad"):
            checked = check_list(self.campaign, form.cleaned_data["vins"])
            form.add_error("vins", _("Some lines can't be used. Correct them, or leave them out."))
            return self.show(form, status=422, checked=checked)
        return super().refuse(form, error)

    def show(self, form: Any, *, status: int = 200, checked: Checked | None = None, **context: Any) -> HttpResponse:
        """Render with the report, if there is one."""
        return super().show(form, status=status, checked=checked, **context)

    def perform(self, form: Any) -> str:
        """Add them."""
        given = form.cleaned_data
        campaign = list_vehicles(
            self.campaign.pk, vins=given["vins"], leave_out_bad=given["leave_out_bad"], acting_user=self.actor
        )
        return campaign.get_absolute_url()


class OpenCampaign(OfCampaign, ActPage):  # type: ignore[misc]
    """Let stations work by it."""

    action = "campaigns.open"
    title = _("Open it")
    submit_label = _("Open it")
    explain: Text = _(
        "Stations see it at once for each listed vehicle. Its work and dates can't be changed afterwards."
    )

    def perform(self, reason: str) -> str:
        """Open it."""
        return open_campaign(self.campaign.pk, acting_user=self.actor).get_absolute_url()


class CloseCampaign(OfCampaign, ActPage):  # type: ignore[misc]
    """End it."""

    action = "campaigns.open"
    title = _("Close it")
    submit_label = _("Close it")
    reason = "optional"
    danger = True
    explain: Text = _("Repairs until today still count, later ones do not.")

    def perform(self, reason: str) -> str:
        """Close it."""
        return close_campaign(self.campaign.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class WithdrawCampaign(OfCampaign, ActPage):  # type: ignore[misc]
    """Put a draft away."""

    action = "campaigns.manage"
    title = _("Withdraw")
    submit_label = _("Withdraw")
    reason = "optional"
    danger = True

    def perform(self, reason: str) -> str:
        """Withdraw it."""
        return withdraw_campaign(self.campaign.pk, reason=reason, acting_user=self.actor).get_absolute_url()
