"""Changes of a station's facts: list, record and steps, for both sides."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.errors import NotYours
from common.files.answers import bytes_answer, file_answer
from common.files.models import StoredFile
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.lifecycle import actions
from network.lifecycle.choices import WAITING, ChangeKind, ChangeStatus, OrderKind
from network.lifecycle.kinds import SPECS, label_of, now_of
from network.lifecycle.models import StationChange
from network.lifecycle.pages import forms
from network.lifecycle.pages.handover import handover_section
from network.lifecycle.pages.record import HOME, ChangePage
from network.lifecycle.pages.tables import ChangeFilter, ChangeTable
from network.lifecycle.papers import slip_pdf
from network.lifecycle.selectors import changes_for, evidence_of, order_for
from network.onboarding.choices import Capability, Level
from network.planning.provinces import province_named
from tenants.registry.choices import Region
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for

VIEW, REQUEST, CHECK, APPROVE = "changes.view", "changes.request", "changes.check", "changes.approve"
INSTRUCT = "orders.instruct"
WORDS = {**dict(Level.choices), **dict(Capability.choices), **dict(Region.choices)}


def shown(value: Any) -> str:
    """Return a value of a station as people read it."""
    parts = value if isinstance(value, list) else [value]
    return ", ".join(str(WORDS.get(one, one)) for one in parts)


class ChangeList(ListPage):
    """Changes in sight."""

    action = VIEW
    title = HOME
    table_class = ChangeTable
    filterset_class = ChangeFilter
    empty = _("No change yet. A station asks for one here; head office begins on the station's page.")

    def rows(self) -> Any:
        """Return the changes."""
        return changes_for(self.actor)


class StationChangeList(ChangeList):
    """The same at a station, with the way to ask."""

    create = Button(_("Ask for a change"), "lifecycle:choose", action=REQUEST, primary=True, icon="plus")


class OfStation(Page):
    """A page about the station that the address names, or where the actor stands."""

    lit = "lifecycle:changes"

    @cached_property
    def station(self) -> Station:
        """Return the station through the gate. Raises NotYours."""
        found: Station = stations_for(self.actor).get_or_404(self.kwargs.get("station") or self.actor.station_id)
        return found

    @property
    def arguments(self) -> list[Any]:
        """Return the station's part of addresses: none at a station."""
        return [] if self.actor.is_station else [self.station.pk]

    def subtitle(self) -> Text:
        """Say whose it is."""
        return str(self.station)

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("lifecycle:changes"))]


class Choose(OfStation):
    """Which kind of change."""

    action = REQUEST
    title = _("Ask for a change")
    template_name = "lifecycle/choose.html"

    def context(self) -> dict[str, Any]:
        """Return the kinds with what they need."""
        kinds = [
            (
                kind.label,
                [label_of(name) for name in spec.fields],
                spec,
                reverse("lifecycle:request", args=[*self.arguments, kind]),
            )
            for kind, spec in SPECS.items()
            if self.actor.is_station or kind != ChangeKind.DEREGISTRATION
        ]
        bank = "settlement:bank_details_list" if self.actor.may("bankdetails.view") else ""
        return {"kinds": kinds, "bank": reverse(bank) if bank else ""}


class Request(OfStation, FormPage):
    """The request."""

    action = REQUEST
    form_class = forms.RequestForm
    submit_label = _("Send the request")
    success = _("Sent. The regional office checks it next.")
    narrow = True

    @cached_property
    def kind(self) -> ChangeKind:
        """Return the kind that the address names. Raises NotYours."""
        if self.kwargs["kind"] not in ChangeKind.values:
            raise NotYours
        return ChangeKind(self.kwargs["kind"])

    def get_title(self) -> Text:
        """Return the kind."""
        return self.kind.label

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the choice."""
        return [*super().crumbs(), Crumb(_("Ask for a change"), reverse("lifecycle:choose", args=self.arguments))]

    def initial(self) -> dict[str, Any]:
        """Begin with what stands."""
        before = now_of(self.kind, self.station)
        if "province" in before:
            known = province_named(before["province"])
            return before | {"province": known.gb if known else ""}
        return before | {"brands": ", ".join(before["brands"])} if "brands" in before else before

    def form_arguments(self) -> dict[str, Any]:
        """Tell the form its kind."""
        return {"kind": self.kind}

    def perform(self, form: forms.RequestForm) -> str:
        """Ask for it."""
        given, paper = form.cleaned_data, form.cleaned_data["evidence"]
        change = actions.request_change(
            self.station.pk,
            self.kind,
            form.values(),
            reason=given["reason"],
            wanted_on=given["wanted_on"],
            evidence=[(paper.name, paper.read())] if paper else [],
            acting_user=self.actor,
        )
        return change.get_absolute_url()


def facts_of(change: StationChange) -> Sequence[Fact]:
    """Return new and old values first, then the people."""
    late = _("late") if change.late_at else ""
    values = [
        Fact(
            label_of(name),
            shown(value),
            hint=_("before: %(value)s") % {"value": shown(before)} if (before := change.before.get(name)) else "",
        )
        for name, value in change.values.items()
    ]
    people = [
        Fact(_("requested by"), f"{change.requested_by_name}, {show_moment(change.created_at)}"),
        Fact(_("wanted from"), change.wanted_on),
        Fact(_("checked by"), change.checked_by_name, hint=change.check_note),
        Fact(_("seen on site on"), change.seen_on),
        Fact(_("approved by"), change.approved_by_name),
        Fact(
            _("in force from"),
            change.effective_on,
            hint=show_moment(change.applied_at) if change.applied_at else "",
        ),
        Fact(_("due"), show_moment(change.due_at), hint=late),
        Fact(_("reason"), change.reason, wide=True),
    ]
    refusal = [Fact(_("why it was refused"), change.answer, wide=True)] if change.answer else []
    return [*values, *people, *refusal]


class ChangeDetail(DetailPage):
    """One change: before and after, who did what, the papers."""

    action = VIEW
    list_name = "lifecycle:changes"
    lit = "lifecycle:changes"

    def record(self) -> Any:
        """Return the change."""
        return changes_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("lifecycle:changes"))]

    def subtitle_for(self, change: StationChange) -> Text:
        """Return the station."""
        return str(change.station)

    def facts(self, change: StationChange) -> Sequence[Fact]:
        """Return new and old values first, then the people, and the order that answers a wish to leave."""
        order = order_for(change, self.actor) if change.kind == ChangeKind.DEREGISTRATION else None
        answered = [Fact(_("Written order"), order.number, url=order.get_absolute_url())] if order else []
        return [*facts_of(change), *answered]

    def sections(self, change: StationChange) -> Sequence[Section]:
        """Return what is left of a transfer of owner, and the papers."""
        papers = list(evidence_of(change))
        context = {"papers": papers, "change": change}
        handover = handover_section(change, self.actor)
        return [
            *([handover] if handover else []),
            Section(_("Papers"), "lifecycle/papers.html", context, count=len(papers)),
        ]

    def buttons(self, change: StationChange) -> Sequence[Button]:
        """Offer the next step to whose turn it is; nobody follows upon themselves."""
        key, me, status = (change.pk,), self.actor.id, ChangeStatus
        found: list[Button] = []
        if change.status == status.REQUESTED and me != change.requested_by_id:
            found.append(Button(_("Checked"), "lifecycle:check", CHECK, key, primary=True, icon="check"))
            found.append(Button(_("Refuse"), "lifecycle:refuse", CHECK, key, danger=True))
        leaves, others = change.kind == ChangeKind.DEREGISTRATION, (change.requested_by_id, change.checked_by_id)
        if change.status == status.CHECKED and leaves and me not in others:
            words, address = _("Instruct the deregistration"), "lifecycle:instruct_leaving"
            found.append(Button(words, address, INSTRUCT, key, primary=True, icon="check"))
        if change.status == status.CHECKED and not leaves and me not in others:
            found.append(Button(_("Approve"), "lifecycle:approve", APPROVE, key, primary=True, icon="check"))
        to_refuse = (status.CHECKED,) if leaves else (status.CHECKED, status.APPROVED)
        if change.status in to_refuse and me != change.requested_by_id:
            found.append(Button(_("Refuse"), "lifecycle:refuse", APPROVE, key, danger=True))
        if change.status in WAITING and (self.actor.is_station or me == change.requested_by_id):
            found.append(Button(_("Add a paper"), "lifecycle:add_evidence", REQUEST, key))
            found.append(Button(_("Take back"), "lifecycle:take_back", REQUEST, key))
        found.append(Button(_("Print"), "lifecycle:change_slip", VIEW, key, icon="printer"))
        return [one for one in found if not (self.actor.is_station and one.action in (CHECK, APPROVE, INSTRUCT))]


class Paper(ChangePage):
    """One paper of a change, checked against the gate at each look."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        file: StoredFile = evidence_of(self.change).get_or_404(self.kwargs["file"])
        return file_answer(file)


class ChangeSlip(ChangePage):
    """信息变更单 as a PDF."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        people = (_("requested by"), _("checked by"), _("approved by"))
        pdf = slip_pdf(self.change, _("Station change"), facts_of(self.change), people)
        return bytes_answer(pdf, f"{self.change.number}.pdf", "application/pdf")


class AddEvidence(ChangePage, FormPage):
    """A further paper."""

    action = REQUEST
    title = _("Add a paper")
    form_class = forms.EvidenceForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Keep it."""
        paper = form.cleaned_data["evidence"]
        evidence = [(paper.name, paper.read())]
        return actions.add_evidence(self.change.pk, evidence, acting_user=self.actor).get_absolute_url()


class Check(ChangePage, FormPage):
    """The regional office has checked it."""

    action = CHECK
    title = _("Check the change")
    form_class = forms.CheckForm
    submit_label = _("Checked")
    success = _("Checked. Head office approves it next.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Write it down."""
        return actions.check_change(self.change.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class Approve(ChangePage, FormPage):
    """Head office approves."""

    action = APPROVE
    title = _("Approve the change")
    form_class = forms.ApproveForm
    submit_label = _("Approve")
    success = _("Approved. It takes effect when its day begins.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Approve it."""
        change = actions.approve_change(self.change.pk, acting_user=self.actor, **form.cleaned_data)
        if change.status == ChangeStatus.APPLIED:
            self.success = _("Approved. It is in effect.")
        return change.get_absolute_url()


class InstructLeaving(ChangePage, FormPage):
    """The customer-service manager answers a station's wish to leave with a written order."""

    action = INSTRUCT
    title = _("Instruct the deregistration")
    form_class = forms.OrderForm
    submit_label = _("Instruct")
    success = _("Instructed. Another person carries it out.")
    narrow = True

    def initial(self) -> dict[str, Any]:
        """Begin with the day that was wished, and the station's words."""
        wish = self.change
        return {"effective_on": max(wish.wanted_on, today()), "text": f"{wish.number}: {wish.reason}"}

    def form_arguments(self) -> dict[str, Any]:
        """Ask for what such an order needs."""
        return {"kind": OrderKind.DEREGISTRATION}

    def perform(self, form: Any) -> str:
        """Instruct it."""
        order = actions.instruct_deregistration(self.change.pk, acting_user=self.actor, **form.cleaned_data)
        return order.get_absolute_url()


class Refuse(ChangePage, ActPage):
    """The regional office or head office refuses."""

    action = VIEW
    title = _("Refuse the change")
    reason: ClassVar[str] = "required"
    danger = True

    def perform(self, reason: Any) -> str:
        """Refuse it."""
        return actions.refuse_change(self.change.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class TakeBack(ChangePage, ActPage):
    """Whoever asked takes it back."""

    action = REQUEST
    title = _("Take the change back")
    reason: ClassVar[str] = "optional"

    def perform(self, reason: Any) -> str:
        """Take it back."""
        return actions.take_back_change(self.change.pk, reason=reason, acting_user=self.actor).get_absolute_url()
