"""Pre-authorisations: the list, one of them, asking, answering, deciding. Both sides' pages."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType
from billing.claims.models import Preauthorisation
from billing.claims.pages.photos import photos_section
from billing.claims.pages.tables import AgeColumn
from billing.claims.preauthorisations.actions import (
    Request,
    answer_question,
    approve_request,
    ask_station,
    refuse_request,
    request_preauthorisation,
    usual_days,
    withdraw_request,
)
from billing.claims.preauthorisations.choices import PreauthorisationStatus as Status
from billing.claims.preauthorisations.filters import PreauthorisationFilter
from billing.claims.preauthorisations.forms import ApproveForm, RequestForm
from billing.claims.preauthorisations.selectors import claims_with, preauthorisations_for, unfinished_orders
from catalog.selectors import components_for
from common.money import format_minor, to_minor
from common.pages import (
    ActPage,
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.parts import address
from common.text import Text

REQUEST, DECIDE = "preauthorisations.request", "preauthorisations.decide"
LIST = "claims:preauthorisations"


class PreauthorisationTable(RecordTable):
    """All of them."""

    number = NumberColumn()
    status = StatusColumn(attrs={"td": {"class": "cell-status"}})
    station = Column(accessor="station__name", order_by="station__code", verbose_name=_("Station"))
    type = ChoiceColumn()
    requested_at = AgeColumn()
    decided_at = MomentColumn()
    estimate_minor = MoneyColumn()
    approved_minor = MoneyColumn()
    default_columns: ClassVar[list[str]] = [
        "number",
        "status",
        "station",
        "vin",
        "component_code",
        "estimate_minor",
        "approved_minor",
        "valid_until",
        "requested_at",
    ]

    class Meta(RecordTable.Meta):
        model = Preauthorisation
        fields = (
            "number",
            "status",
            "station",
            "type",
            "vin",
            "model_code",
            "mileage_km",
            "component_code",
            "estimate_minor",
            "approved_minor",
            "valid_until",
            "requested_at",
            "requested_name",
            "decided_at",
            "decided_name",
        )


class StationPreauthorisationTable(PreauthorisationTable):
    """The station's own: its name would say nothing."""

    class Meta(PreauthorisationTable.Meta):
        exclude = ("station",)


class OfficeList(ListPage):
    """All pre-authorisations in the person's sight; those that wait come first when nothing else is asked for."""

    action = "preauthorisations.view"
    title = _("Pre-authorisations")
    table_class = PreauthorisationTable
    filterset_class = PreauthorisationFilter
    empty = _("No station has asked for a repair beforehand yet.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return preauthorisations_for(self.actor)


class StationList(OfficeList):
    """The station's own."""

    table_class = StationPreauthorisationTable
    create = Button(_("Ask for a repair"), "claims:request", action=REQUEST, primary=True, icon="plus")
    empty = _("Nothing asked for yet. Ask before a dear repair begins; the policy says from which amount on.")


class Detail(DetailPage):
    """One of them: what is asked, what was answered and agreed, photos, the claim that uses it."""

    action = "preauthorisations.view"
    template_name = "claims/detail.html"
    lit = LIST

    def record(self) -> Preauthorisation:
        """Return it through the gate."""
        row: Preauthorisation = preauthorisations_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return [Crumb(_("Pre-authorisations"), address(LIST))]

    def subtitle_for(self, record: Preauthorisation) -> Text:
        """Return what is asked for, and by whom."""
        return f"{record.get_type_display()} · {record.station.name}"  # type: ignore[attr-defined]

    def facts(self, record: Preauthorisation) -> list[Fact]:
        """Return vehicle, money and people."""
        agreed = "" if record.approved_minor is None else format_minor(record.approved_minor, record.currency)
        clause = f"{record.policy_label} · {record.clause}" if record.clause else record.policy_label
        return [
            Fact(_("Estimate"), format_minor(record.estimate_minor, record.currency)),
            Fact(_("Agreed amount"), agreed),
            Fact(_("Repair begins by"), record.valid_until),
            Fact(_("Policy and clause"), clause),
            Fact(_("VIN"), record.vin),
            Fact(_("Model"), record.model_code),
            Fact(_("Mileage (km)"), f"{record.mileage_km:,}"),
            Fact(_("Component"), record.component_code),
            Fact(_("Repair order"), record.repair_order_number),
            Fact(_("Requested by"), record.requested_name),
            Fact(_("Decided by"), record.decided_name, hint=record.comment),
        ]

    def sections(self, record: Preauthorisation) -> list[Section]:
        """Return the reason with question and answer, photos, and the claim."""
        claims = claims_with(record)
        return [
            Section(_("Why it is needed"), "claims/preauthorisation_reason.html", {"row": record}),
            photos_section(record, "claims:preauthorisation_photo"),
            Section(_("Claim"), "claims/history.html", {"claims": claims}, count=len(claims), aside=True),
        ]

    def buttons(self, record: Preauthorisation) -> list[Button]:
        """Return what the transition table leaves to do, to each side its own."""
        args, moves = (record.pk,), record.possible_moves()
        offered = [
            (Status.APPROVED, Button(_("Agree"), "claims:approve", DECIDE, args, primary=True, icon="check")),
            (Status.ASKED, Button(_("Ask the station"), "claims:ask", DECIDE, args)),
            (Status.REFUSED, Button(_("Refuse"), "claims:refuse", DECIDE, args, danger=True)),
            (Status.REQUESTED, Button(_("Answer"), "claims:answer", REQUEST, args, primary=True, icon="message")),
            (Status.WITHDRAWN, Button(_("Withdraw"), "claims:withdraw", REQUEST, args, danger=True)),
        ]
        is_used = record.status == Status.USED
        return [button for status, button in offered if status in moves and not is_used and self._is_ours(button)]

    def _is_ours(self, button: Button) -> bool:
        return bool(self.actor.is_office) == (button.action == DECIDE)


class AskFirst(FormPage):
    """Ask head office for a repair; `?vin=` or `?repair_order=` fill in what is known."""

    action = REQUEST
    title = _("Ask for a repair beforehand")
    form_class = RequestForm
    template_name = "claims/request.html"
    submit_label = _("Send the request")
    success = _("The request is sent. Begin the repair when head office has agreed.")
    lit = LIST

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return [Crumb(_("Pre-authorisations"), address(LIST))]

    @cached_property
    def orders(self) -> dict[str, Any]:
        """Return the unfinished repair orders by key."""
        return {str(order.pk): order for order in unfinished_orders(self.actor)}

    def initial(self) -> dict[str, Any]:
        """Take vehicle and complaint from the order that the address names."""
        order = self.orders.get(self.request.GET.get("repair_order", ""))
        known = {"vin": order.vin, "mileage_km": order.mileage_km, "reason": order.complaint} if order else {}
        return known | super().initial()

    def form_arguments(self) -> dict[str, Any]:
        """Offer orders and components."""
        return {
            "orders": [(key, f"{order.number} · {order.vin}") for key, order in self.orders.items()],
            "components": [(one.code, f"{one.code} {one.name}") for one in components_for(self.actor)],
        }

    def perform(self, form: Any) -> str:
        """Send it."""
        given = form.cleaned_data
        request = Request(
            vin=given["vin"],
            mileage_km=given["mileage_km"],
            component_code=given["component_code"],
            estimate_minor=to_minor(given["estimate"]),
            reason=given["reason"],
            type=ClaimType(given["type"]),
            repair_order_id=UUID(given["repair_order"]) if given["repair_order"] else None,
            photos=given["photos"],
        )
        return request_preauthorisation(request, acting_user=self.actor).get_absolute_url()


class OfOne(Page):
    """A page below one pre-authorisation."""

    lit = LIST

    @cached_property
    def row(self) -> Preauthorisation:
        """Return it through the gate."""
        row: Preauthorisation = preauthorisations_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Pre-authorisations"), address(LIST)), Crumb(self.row.number, self.row.get_absolute_url())]


class Approve(OfOne, FormPage):
    """Agree to an amount, until a day."""

    action = DECIDE
    title = _("Agree to the repair")
    form_class = ApproveForm
    narrow = True
    submit_label = _("Agree")
    success = _("Agreed. The station is told its number and the last day.")

    def form_arguments(self) -> dict[str, Any]:
        """Suggest the estimate and the policy's days."""
        return {"row": self.row, "days": usual_days()}

    def initial(self) -> dict[str, Any]:
        """The form knows its own."""
        return {}

    def perform(self, form: Any) -> str:
        """Agree."""
        given = form.cleaned_data
        amount = to_minor(given["approved"])
        told = {"valid_until": given["valid_until"], "comment": given["comment"]}
        return approve_request(self.row.pk, approved_minor=amount, acting_user=self.actor, **told).get_absolute_url()


class Refuse(OfOne, ActPage):
    """Refuse it."""

    action = DECIDE
    title = _("Refuse the repair")
    reason = "required"
    danger = True
    submit_label = _("Refuse")

    def perform(self, reason: str) -> str:
        """Refuse."""
        return refuse_request(self.row.pk, comment=reason, acting_user=self.actor).get_absolute_url()


class Ask(OfOne, ActPage):
    """Ask the station."""

    action = DECIDE
    title = _("Ask the station")
    reason = "required"
    submit_label = _("Ask")

    def perform(self, reason: str) -> str:
        """Ask."""
        return ask_station(self.row.pk, question=reason, acting_user=self.actor).get_absolute_url()


class Answer(OfOne, ActPage):
    """Answer head office."""

    action = REQUEST
    title = _("Answer the question")
    reason = "required"
    submit_label = _("Answer")

    @property
    def explain(self) -> Text:  # type: ignore[override]
        """Show the question."""
        return self.row.question

    def perform(self, reason: str) -> str:
        """Answer."""
        return answer_question(self.row.pk, answer=reason, acting_user=self.actor).get_absolute_url()


class Withdraw(OfOne, ActPage):
    """Take it back."""

    action = REQUEST
    title = _("Withdraw the request")
    reason = "optional"
    danger = True
    submit_label = _("Withdraw")

    def perform(self, reason: str) -> str:
        """Withdraw."""
        return withdraw_request(self.row.pk, reason=reason, acting_user=self.actor).get_absolute_url()
