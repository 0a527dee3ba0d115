"""Between us and Stripe: wishes go out with the event's key, and what Stripe says comes in by asking it for the object's present state."""

from typing import Any
from uuid import UUID

from django.db import transaction

from billing.ledger.choices import AccountKind, TransactionKind
from billing.ledger.posting import credit, debit, post
from billing.stripe import CardDeclined, RemoteInvoice, RemoteSubscription, gateway
from billing.subscriptions.choices import SubscriptionStatus
from billing.subscriptions.locks import lock_subscription_of
from billing.subscriptions.models import Invoice, Plan, Subscription, WebhookEvent
from common.clock import business_zone
from common.history.record import record
from common.people import Process
from common.scope import for_office

STRIPE = Process("Stripe")
GONE = {SubscriptionStatus.NONE, SubscriptionStatus.CANCELED, SubscriptionStatus.INCOMPLETE_EXPIRED}


# out


def send_wish(station_id: UUID, plan_code: str, key: str) -> None:
    """Tell Stripe what was asked for; `key` is the request's, so a repeat is carried out once. Raises Unavailable: try again later.

    A wish that was replaced meanwhile is dropped. When Stripe refuses, the wish is dropped and the reason is kept.
    """
    subscription = lock_subscription_of(station_id)
    plan = subscription.wanted_plan
    if plan is None or plan.code != plan_code:
        return
    try:
        with transaction.atomic():
            apply_subscription(_ask_for(subscription, plan, key))
    except CardDeclined as refusal:
        subscription.change(wanted_plan=None, problem=refusal.code[:60])
        record(subscription, "subscription.refused", STRIPE, after={"problem": refusal.code})


def _ask_for(subscription: Subscription, plan: Plan, key: str) -> RemoteSubscription:
    remote, station = gateway(), subscription.station
    if not subscription.stripe_customer_id:
        customer = remote.create_customer(station.pk, str(station), "", key=f"customer:{station.pk}")
        subscription.change(stripe_customer_id=customer)
    if subscription.status in GONE or not subscription.stripe_subscription_id:
        return remote.start(subscription.stripe_customer_id, plan.stripe_price_id, station.pk, key=f"start:{key}")
    return remote.change_price(subscription.stripe_subscription_id, plan.stripe_price_id, key=f"change:{key}")


def send_end(station_id: UUID, key: str) -> None:
    """Tell Stripe to let the subscription run out. Raises Unavailable: try again later."""
    subscription = lock_subscription_of(station_id)
    if subscription.stripe_subscription_id and subscription.status not in GONE:
        apply_subscription(gateway().cancel_at_period_end(subscription.stripe_subscription_id, key=f"end:{key}"))


# in


@transaction.atomic
def receive_webhook(payload: bytes, signature: str) -> bool:
    """Take a webhook in: signature checked, stored once. True when it is new. Raises BadSignature.

    Handling it comes after (the relay), so that the answer is quick and a failure is ours to repeat.
    """
    event = gateway().read_event(payload, signature)
    with for_office():
        row, fresh = WebhookEvent.objects.get_or_create(
            event_id=event.id,
            defaults={
                "type": event.type[:80],
                "happened_at": event.created_at,
                "subscription_id": event.subscription_id,
                "invoice_id": event.invoice_id,
            },
        )
        if fresh:
            said = {"type": row.type, "subscription_id": row.subscription_id, "invoice_id": row.invoice_id}
            record(row, "stripe_event.received", STRIPE, after=said)
    return fresh


def handle_event(event_id: UUID) -> None:
    """Bring the object that an event names up to date by asking Stripe for it: so late, doubled and reordered events do no harm."""
    event = WebhookEvent.objects.get(pk=event_id)
    if event.subscription_id:
        apply_subscription(gateway().subscription(event.subscription_id))
    if event.invoice_id:
        apply_invoice(gateway().invoice(event.invoice_id), failed=event.type == "invoice.payment_failed")


def apply_subscription(remote: RemoteSubscription) -> Subscription | None:
    """Take over the state of a subscription. None when it is not one of our stations', or an older one than the station's present."""
    if remote.station_id is None:
        return None
    row = lock_subscription_of(remote.station_id)
    if row.stripe_subscription_id not in ("", remote.id) and row.status not in GONE:
        return None
    values = _changes(row, remote)
    if not values:
        return row
    before = {name: getattr(row, name) for name in values}
    status = values.pop("status", None)
    if status is not None:
        row.move_to(status, **values)
    else:
        row.change(**values)
    after = {name: getattr(row, name) for name in before}
    record(row, "subscription.changed", STRIPE, before=_named(before), after=_named(after))
    return row


def _changes(row: Subscription, remote: RemoteSubscription) -> dict[str, Any]:
    """Return the fields that differ. The wish is fulfilled when its plan runs."""
    plan = Plan.objects.filter(stripe_price_id=remote.price_id).first()
    told = {
        "status": SubscriptionStatus(remote.status),
        "plan": plan,
        "period_end": remote.period_end,
        "ends_at_period_end": remote.ends_at_period_end,
        "stripe_subscription_id": remote.id,
        "stripe_customer_id": remote.customer_id,
        "wanted_plan": None if row.wanted_plan == plan else row.wanted_plan,
    }
    return {name: value for name, value in told.items() if getattr(row, name) != value}


def _named(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.code if isinstance(value, Plan) else value for name, value in values.items()}


def apply_invoice(remote: RemoteInvoice, *, failed: bool = False) -> Invoice | None:
    """Take over the state of an invoice; once it is paid it is posted to the ledger. None when its subscription is not known."""
    subscription = (
        Subscription.objects.filter(stripe_subscription_id=remote.subscription_id)
        .exclude(stripe_subscription_id="")
        .first()
    )
    if subscription is None:
        subscription = (
            apply_subscription(gateway().subscription(remote.subscription_id)) if remote.subscription_id else None
        )
    if subscription is None:
        return None
    subscription = lock_subscription_of(subscription.station_id)
    names = ("number", "status", "amount_minor", "currency", "issued_at", "due_at", "paid_at", "url")
    values = {name: getattr(remote, name) for name in names}
    invoice, fresh = Invoice.objects.get_or_create(
        stripe_invoice_id=remote.id,
        defaults={"station_id": subscription.station_id, "subscription": subscription, **values},
    )
    before = "" if fresh else invoice.status
    invoice.change(**values)
    if before != invoice.status:
        record(
            invoice, f"invoice.{invoice.status}", STRIPE, before={"status": before}, after={"status": invoice.status}
        )
    _note_problem(subscription, "payment_failed" if failed and invoice.status == "open" else "", invoice)
    if invoice.status == "paid" and invoice.transaction_id is None and invoice.amount_minor > 0:
        _post_paid(invoice)
    return invoice


def _note_problem(subscription: Subscription, problem: str, invoice: Invoice) -> None:
    if problem and subscription.problem != problem:
        subscription.change(problem=problem)
        record(subscription, "subscription.payment_failed", STRIPE, after={"invoice": invoice.number})
    elif invoice.status == "paid" and subscription.problem:
        subscription.change(problem="")


def _post_paid(invoice: Invoice) -> None:
    day = (invoice.paid_at or invoice.issued_at).astimezone(business_zone()).date()
    lines = [
        debit(AccountKind.BANK, invoice.amount_minor, invoice.currency),
        credit(AccountKind.SUBSCRIPTION_INCOME, invoice.amount_minor, invoice.currency),
    ]
    kind = TransactionKind.SUBSCRIPTION
    key = f"subscription:{invoice.stripe_invoice_id}"
    posted = post(key, day, invoice.number, lines, reference=invoice.subscription_id, acting_user=STRIPE, kind=kind)
    invoice.change(transaction=posted)
