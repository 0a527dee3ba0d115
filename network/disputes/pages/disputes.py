"""Disputes: list, opening and record for both sides."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import Invalid
from common.files.answers import PICTURES, file_answer
from common.money import Money, to_decimal
from common.pages import Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.disputes.actions import open_dispute
from network.disputes.choices import HEARD, WITHOUT_ACCORD, DisputeStatus, Origin
from network.disputes.models import DisputeProposal, ServiceDispute
from network.disputes.origins import matter_of
from network.disputes.pages.forms import MOST_SUBJECT, OpenForm
from network.disputes.pages.tables import DisputeFilter, DisputeTable
from network.disputes.selectors import (
    disputes_for,
    evidence_file,
    evidence_of,
    live_about,
    proposals_of,
    statements_of,
)
from tenants.registry.selectors import stations_for

VIEW, OPEN, RECORD, ANSWER = "disputes.view", "disputes.open", "disputes.record", "disputes.answer"
APPOINT, MEDIATE = "disputes.appoint", "disputes.mediate"
HOME = pgettext_lazy("dispute", "Disputes")
S = DisputeStatus


class DisputeList(ListPage):
    """Disputes in sight."""

    action = VIEW
    title = HOME
    table_class = DisputeTable
    filterset_class = DisputeFilter
    create = Button(_("Open a dispute"), "disputes:open", action=OPEN, primary=True, icon="plus")
    empty = _("No dispute. Driver and station are at one.")

    def rows(self) -> QuerySet[Any]:
        """Return the disputes."""
        return disputes_for(self.actor)


class Open(FormPage):
    """Open a dispute from a rescue, a complaint or a repair; `?origin=` and `?reference=` fill in what is known, or lead to the one that
    is open about it."""

    action = OPEN
    title = _("Open a dispute")
    form_class = OpenForm
    submit_label = _("Open a dispute")
    success = _("The dispute is open. Both sides are asked for their view.")
    lit = "disputes:list"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("disputes:list"))]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or the dispute about this that is open already."""
        origin, reference = (request.GET.get(name, "").replace("\0", "") for name in ("origin", "reference"))
        live = live_about(self.actor, origin, reference)
        return super().get(request, *args, **kwargs) if live is None else redirect(live)

    def initial(self) -> dict[str, Any]:
        """Fill in what the rescue, the case or the repair tells; the phone is taken from there when it is left empty."""
        given = super().initial()
        origin = given.get("origin", "")
        if origin not in Origin.values or not given.get("reference"):
            return given
        try:
            matter = matter_of(Origin(origin), given["reference"], actor=self.actor)
        except Invalid:  # the form says so when it is sent
            return given
        told = {"station": matter.station_id, "contact_name": matter.name, "subject": matter.about[:MOST_SUBJECT]}
        return {name: value for name, value in told.items() if value} | given

    def form_arguments(self) -> dict[str, Any]:
        """Head office says which station it is; a station is its own."""
        return {"stations": stations_for(self.actor) if self.actor.is_office else None}

    def perform(self, form: Any) -> str:
        """Open it."""
        return open_dispute(form.facts(), acting_user=self.actor).get_absolute_url()


class DisputeDetail(DetailPage):
    """One dispute: what both sides say, what is proposed, who bears what."""

    action = VIEW
    list_name = "disputes:list"
    lit = "disputes:list"

    def record(self) -> Any:
        """Return the dispute."""
        return disputes_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("disputes:list"))]

    def subtitle_for(self, dispute: ServiceDispute) -> Text:
        """Return the station."""
        return str(dispute.station)

    def facts(self, dispute: ServiceDispute) -> Sequence[Fact]:
        """Return what it is about, who mediates, until when, and the result."""
        late = _("overdue") if dispute.is_overdue else ""
        level = _("escalation level %(n)d") % {"n": dispute.escalation} if dispute.escalation else ""
        return [
            Fact(pgettext_lazy("dispute", "cause"), dispute.get_cause_display()),
            Fact(_("opened from"), dispute.get_origin_display(), hint=dispute.reference),
            Fact(_("vehicle"), dispute.plate or dispute.vin, hint=dispute.vin if dispute.plate else ""),
            Fact(_("driver"), dispute.contact_name, hint=dispute.masked_phone),
            Fact(_("demanded"), _money(dispute.demanded_minor, dispute.currency)),
            Fact(pgettext_lazy("dispute", "opened by"), f"{dispute.opened_by_name}, {show_moment(dispute.created_at)}"),
            Fact(_("mediator"), dispute.mediator_name or _("not appointed yet")),
            *([Fact(_("due"), show_moment(dispute.due_at), hint=late or level)] if dispute.is_live else []),
            *self._result(dispute),
        ]

    def _result(self, dispute: ServiceDispute) -> Sequence[Fact]:
        found = []
        if dispute.status in (S.AGREED, S.SETTLED):
            found += [
                Fact(_("borne by the station"), _money(dispute.station_minor, dispute.currency)),
                Fact(
                    _("borne by the manufacturer"),
                    _money(dispute.maker_minor, dispute.currency),
                    hint=_("paid by the station, claimed as goodwill") if dispute.maker_minor else "",
                ),
                Fact(_("what is done"), dispute.remedy, wide=True),
            ]
        if dispute.carried_out_at:
            found.append(
                Fact(
                    _("reported as carried out"),
                    f"{dispute.carried_out_by_name}, {show_moment(dispute.carried_out_at)}",
                    hint=dispute.payment,
                )
            )
        if dispute.result:
            found.append(Fact(_("result"), dispute.result, wide=True))
        if dispute.closed_at:
            found.append(Fact(_("closed"), show_moment(dispute.closed_at)))
        return found

    def sections(self, dispute: ServiceDispute) -> Sequence[Section]:
        """Return statements with their evidence, and proposals with their answers."""
        said, files, proposals = statements_of(dispute), evidence_of(dispute), proposals_of(dispute)
        lines = [(one, [file for file in files if file.subject_id == one.pk]) for one in said]
        return [
            Section(
                pgettext_lazy("dispute", "Statements"),
                "disputes/statements.html",
                {"lines": lines, "dispute": dispute},
                count=len(said),
            ),
            Section(
                _("Proposals"),
                "disputes/proposals.html",
                {"lines": [_proposal_line(one) for one in proposals]},
                count=len(proposals),
            ),
        ]

    def buttons(self, dispute: ServiceDispute) -> Sequence[Button]:
        """Offer what the state leaves to this side."""
        return list(self._office(dispute) if self.actor.is_office else self._station(dispute))

    def _office(self, dispute: ServiceDispute) -> Sequence[Button]:
        key, status = (dispute.pk,), dispute.status
        found = []
        if status in HEARD:
            found.append(
                Button(_("Record the driver's statement"), "disputes:state_driver", RECORD, key, icon="pencil")
            )
            found.append(Button(_("Appoint the mediator"), "disputes:appoint", APPOINT, key, icon="user"))
        if status == S.PROPOSED:
            found.append(Button(_("Record the driver's answer"), "disputes:answer_driver", RECORD, key, primary=True))
        if status == S.MEDIATION and dispute.mediator_id == self.actor.id:
            found.append(Button(_("Propose a solution"), "disputes:propose", MEDIATE, key, primary=True))
        if status in WITHOUT_ACCORD and dispute.mediator_id == self.actor.id:
            found.append(Button(_("End without agreement"), "disputes:fail", MEDIATE, key, danger=True))
        if status in HEARD:
            found.append(Button(_("Driver withdraws"), "disputes:withdraw", RECORD, key, danger=True))
        if status == S.AGREED and dispute.carried_out_at:
            found.append(Button(_("Driver confirms"), "disputes:confirm", RECORD, key, primary=True, icon="check"))
        if status == S.AGREED and dispute.is_overdue:
            found.append(Button(_("Report a violation"), _violation(dispute), "violations.report", icon="gavel"))
        return found

    def _station(self, dispute: ServiceDispute) -> Sequence[Button]:
        key, status = (dispute.pk,), dispute.status
        found = []
        if status in HEARD:
            found.append(Button(_("State your view"), "disputes:state", ANSWER, key, primary=status == S.HEARING))
        if status == S.PROPOSED and any(one.is_open and not one.station_word for one in proposals_of(dispute)):
            found.append(Button(_("Answer the proposal"), "disputes:answer", ANSWER, key, primary=True))
        if status == S.AGREED and not dispute.carried_out_at:
            found.append(Button(_("Report as carried out"), "disputes:carried_out", ANSWER, key, primary=True))
        if status in (S.AGREED, S.SETTLED) and dispute.maker_minor:
            found.append(Button(_("Ask for the goodwill"), _goodwill(dispute), "preauthorisations.request"))
        return found


class OfDispute(Page):
    """What pages of one dispute share: the record through the gate, and the way back."""

    lit = "disputes:list"

    @cached_property
    def dispute(self) -> ServiceDispute:
        """Return the dispute. Raises NotYours."""
        found: ServiceDispute = disputes_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the record."""
        return [Crumb(HOME, reverse("disputes:list")), Crumb(self.dispute.number, self.dispute.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return what it is about."""
        return self.dispute.subject

    def back(self) -> str:
        """Return the dispute's page."""
        return self.dispute.get_absolute_url()


class Evidence(OfDispute):
    """One picture, or one document."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a picture; hand a document out as a download, never to be shown inside our pages."""
        return file_answer(evidence_file(self.dispute, self.kwargs["file"]), shown=PICTURES)


def _money(minor: int, currency: str) -> str:
    return str(Money(minor, currency)) if minor else ""


def _proposal_line(one: DisputeProposal) -> dict[str, Any]:
    amounts = [
        (_("borne by the station"), Money(one.station_minor, one.currency)),
        (_("borne by the manufacturer"), Money(one.maker_minor, one.currency)),
        (_("the driver gets"), Money(one.total_minor, one.currency)),
    ]
    return {"one": one, "amounts": amounts if one.total_minor else []}


def _violation(dispute: ServiceDispute) -> str:
    """Lead to the form of a violation: a station that does not keep its word goes the way of all offences."""
    sentence = now_("Dispute %(number)s: the station has not carried out in time what it agreed to: %(remedy)s")
    words = sentence % {"number": dispute.number, "remedy": dispute.remedy}
    known = {"station": dispute.station_id, "source": "complaint", "reference": dispute.number, "description": words}
    return f"{reverse('violations:report')}?{urlencode(known)}"


def _goodwill(dispute: ServiceDispute) -> str:
    """Lead to the request for goodwill, with the manufacturer's share and the number of the dispute."""
    sentence = now_("Dispute %(number)s, agreed by mediation: %(remedy)s")
    words = sentence % {"number": dispute.number, "remedy": dispute.remedy}
    share = to_decimal(dispute.maker_minor, dispute.currency)
    known = {"type": "goodwill", "vin": dispute.vin, "estimate": share, "reason": words}
    return f"{reverse('claims:request')}?{urlencode(known)}"
