"""Row locks of subscriptions."""

from uuid import UUID

from billing.subscriptions.models import Subscription


def lock_subscription_of(station_id: UUID) -> Subscription:
    """Return the station's subscription under a lock; the first time it is made, without a plan."""
    Subscription.objects.bulk_create([Subscription(station_id=station_id)], ignore_conflicts=True)
    row: Subscription = (
        Subscription.objects.filter(station_id=station_id).select_for_update(no_key=True, of=("self",)).get()
    )
    return row
