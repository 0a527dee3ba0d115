"""Pages of subscriptions: the station's own plan, head office's list, and the door at which Stripe's webhooks arrive."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from billing.stripe import BadSignature
from billing.subscriptions.actions import choose_plan, end_plan
from billing.subscriptions.choices import ENTITLING, SubscriptionError
from billing.subscriptions.models import Plan, Subscription
from billing.subscriptions.pages.tables import InvoiceFilter, InvoiceTable, SubscriptionFilter, SubscriptionTable
from billing.subscriptions.remote import receive_webhook
from billing.subscriptions.selectors import invoices_for, plans_for, subscriptions_for
from common.money import format_minor
from common.pages import PUBLIC, ActPage, Button, Crumb, DetailPage, Fact, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text

INVOICES_SHOWN = 24


def facts_of(row: Subscription | None) -> list[Fact]:
    """Return plan, term and problem of a subscription."""
    if row is None or row.plan is None:
        wanted = (
            [Fact(_("Asked for"), row.wanted_plan, hint=_("Waits for confirmation."))]
            if row and row.wanted_plan
            else []
        )
        return [Fact(_("Plan"), _("No plan")), *wanted]
    until = _("Ends on") if row.ends_at_period_end else _("Renews on")
    return [
        Fact(_("Plan"), row.plan.name),
        Fact(_("Status"), row.get_status_display()),
        Fact(_("Price a month"), format_minor(row.plan.price_minor, row.plan.currency)),
        Fact(until, show_moment(row.period_end)),
        *([Fact(_("Asked for"), row.wanted_plan.name, hint=_("Waits for confirmation."))] if row.wanted_plan else []),
        *([Fact(_("Problem"), problem_text(row.problem), wide=True)] if row.problem else []),
    ]


def problem_text(code: str) -> Text:
    """Return a payment problem in words."""
    words = {
        "card_declined": _("The payment was declined. Use another means of payment, then choose the plan again."),
        "payment_failed": _("An invoice could not be paid. Pay it by the link in the list of invoices."),
    }
    return words.get(code, _("The payment service refused. Ask head office."))


class OwnSubscription(Page):
    """The station's plan, the plans on offer, and its invoices."""

    action = "subscriptions.view"
    title = _("Plan and invoices")
    template_name = "subscriptions/own.html"

    @cached_property
    def row(self) -> Subscription | None:
        """Return the station's subscription, if it ever had one."""
        found: Subscription | None = subscriptions_for(self.actor).first()
        return found

    def page_buttons(self) -> Sequence[Button]:
        """Return the way out."""
        row = self.row
        runs = row is not None and row.status in ENTITLING and not row.ends_at_period_end
        return [Button(_("End the plan"), "subscriptions:end", "subscriptions.manage", danger=True)] if runs else []

    def context(self) -> dict[str, Any]:
        """Return facts, plans and invoices."""
        row = self.row
        return {
            "facts": facts_of(row),
            "plans": [self.offer(plan) for plan in plans_for(self.actor)],
            "invoices": invoices_for(self.actor).order_by("-issued_at")[:INVOICES_SHOWN],
        }

    def offer(self, plan: Plan) -> dict[str, Any]:
        """Return a plan with what can be done about it."""
        row = self.row
        runs = row is not None and row.plan_id == plan.pk and row.status in ENTITLING
        stays = runs and row is not None and not row.ends_at_period_end
        asked = row is not None and row.wanted_plan_id == plan.pk
        button = Button(_("Choose"), "subscriptions:choose", "subscriptions.manage", (plan.pk,))
        return {"plan": plan, "runs": runs, "asked": asked, "button": None if stays or asked else button}


class ChoosePlan(ActPage):
    """Ask for a plan."""

    action = "subscriptions.manage"
    title = _("Choose this plan?")
    submit_label = _("Choose")
    success = _("Asked for. It runs as soon as the payment service confirms, usually within a minute.")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Plan and invoices"), reverse("subscriptions:own"))]

    @cached_property
    def plan(self) -> Plan:
        """Return the plan of the address."""
        row: Plan = plans_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def subtitle(self) -> Text:
        """Return its name and price."""
        return f"{self.plan.name} · {format_minor(self.plan.price_minor, self.plan.currency)}"

    def perform(self, reason: str) -> str:
        """Ask for it."""
        choose_plan(self.actor.station_id, self.plan.pk, acting_user=self.actor)
        return reverse("subscriptions:own")


class EndPlan(ActPage):
    """Let the plan run out."""

    action = "subscriptions.manage"
    title = _("End the plan")
    explain = _("The plan runs until the end of the paid period. The daily work goes on without one.")
    reason = "optional"
    danger = True
    submit_label = _("End the plan")
    success = _("The plan will end with its period.")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Plan and invoices"), reverse("subscriptions:own"))]

    def perform(self, reason: str) -> str:
        """End it."""
        end_plan(self.actor.station_id, acting_user=self.actor, reason=reason)
        return reverse("subscriptions:own")


class SubscriptionList(ListPage):
    """All stations' subscriptions."""

    action = "subscriptions.view"
    title = _("Subscriptions")
    table_class = SubscriptionTable
    filterset_class = SubscriptionFilter
    empty = _("No station has chosen a plan yet.")

    def rows(self) -> QuerySet[Any]:
        """Return the subscriptions in sight."""
        return subscriptions_for(self.actor)

    def page_buttons(self) -> Sequence[Button]:
        """Return the way to the invoices."""
        return [Button(_("Invoices"), "subscriptions:invoices", "subscriptions.view")]


class SubscriptionDetail(DetailPage):
    """A station's subscription."""

    action = "subscriptions.view"

    def record(self) -> Subscription:
        """Return the subscription."""
        row: Subscription = subscriptions_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Subscriptions"), reverse("subscriptions:list"))]

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return plan, term, problem, and the keys at Stripe."""
        known = Fact(_("Known to Stripe as"), record.stripe_subscription_id or "–", hint=record.stripe_customer_id)
        return [*facts_of(record), known]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the invoices."""
        rows = invoices_for(self.actor).filter(subscription=record).order_by("-issued_at")[:INVOICES_SHOWN]
        return [Section(_("Invoices"), "subscriptions/invoices.html", {"invoices": rows})]


class InvoiceList(ListPage):
    """All invoices of subscriptions."""

    action = "subscriptions.view"
    title = _("Subscription invoices")
    lit = "subscriptions:list"
    table_class = InvoiceTable
    filterset_class = InvoiceFilter

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Subscriptions"), reverse("subscriptions:list"))]

    def rows(self) -> QuerySet[Any]:
        """Return the invoices in sight."""
        return invoices_for(self.actor)


@method_decorator(csrf_exempt, name="dispatch")
class Webhook(Page):
    """Where Stripe's webhooks arrive: the signature is the permission. Taken in once; handled by the relay."""

    action = PUBLIC

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is nothing to see."""
        return HttpResponseNotAllowed(["POST"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it in. 400 for a signature that is not Stripe's."""
        try:
            fresh = receive_webhook(request.body, request.headers.get("Stripe-Signature", ""))
        except BadSignature:
            return JsonResponse({"error": str(SubscriptionError.BAD_SIGNATURE)}, status=400)
        return JsonResponse({"received": True, "fresh": fresh})
